import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { modelsKey, modelSources } from "../../infra/local/models";

const folder = join(__dirname, "../../infra/local/models");

describe("models key", () => {
  const key = modelsKey({ "a.py": "1", "b.jinja": "2" });

  it("is sixteen hex digits and does not depend on the order", () => {
    expect(key).toMatch(/^[0-9a-f]{16}$/);
    expect(modelsKey({ "b.jinja": "2", "a.py": "1" })).toBe(key);
  });

  it.each<[string, Record<string, string>]>([
    ["changed text", { "a.py": "1", "b.jinja": "3" }],
    ["another name", { "a.py": "1", "c.jinja": "2" }],
    ["a file more", { "a.py": "1", "b.jinja": "2", "c.py": "" }],
    ["a file less", { "a.py": "1" }],
    ["text moved between files", { "a.py": "12", "b.jinja": "" }],
  ])("changes with %s", (_, sources) => {
    expect(modelsKey(sources)).not.toBe(key);
  });
});

describe("model sources", () => {
  it("are all scripts, templates and requirements", async () => {
    expect(Object.keys(await modelSources(folder))).toEqual([
      "chat.jinja",
      "embedding_model.py",
      "network.py",
      "requirements.txt",
      "scripts.py",
      "text_models.py",
      "tool.jinja",
      "vocabulary.py",
    ]);
  });

  it("pin every requirement to one version", async () => {
    const requirements = (await modelSources(folder))["requirements.txt"] ?? "";
    const lines = requirements.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
    expect(lines.length).toBeGreaterThan(0);
    for (const line of lines) expect(line).toMatch(/^[A-Za-z0-9-]+==\d+(\.\d+)+$/);
  });
});
