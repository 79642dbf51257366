import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { drawPicture } from "../../cli/picture";

const docs = join(__dirname, "../../docs");

it("the committed picture of the parts is what its text draws", async () => {
  const drawn = await drawPicture(readFileSync(join(docs, "parts.dot"), "utf8"));
  expect(readFileSync(join(docs, "parts.svg"), "utf8")).toBe(drawn);
});
