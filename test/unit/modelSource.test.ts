import { expect, it } from "vitest";
import { parseModelSource } from "../../infra/modelSource";

it.each([
  ["pvc://weights/qwen/model.gguf", { kind: "claim", claim: "weights", path: "qwen/model.gguf" }],
  ["pvc://w/x", { kind: "claim", claim: "w", path: "x" }],
  ["file://.domicile/models/chat.gguf", { kind: "file", path: ".domicile/models/chat.gguf" }],
  ["file:///srv/models/m.gguf", { kind: "file", path: "/srv/models/m.gguf" }],
  ["upload://models/m.gguf", { kind: "upload", path: "models/m.gguf" }],
  ["upload://", undefined],
  ["pvc://weights", undefined],
  ["pvc://weights/", undefined],
  ["pvc://Weights/x", undefined],
  ["pvc://weights/../x", undefined],
  ["pvc://weights/a/../../x", undefined],
  ["pvc://weights//etc", undefined],
  ["file://", undefined],
  ["https://example.org/model.gguf", undefined],
  ["", undefined],
])("reads %s", (text, expected) => {
  expect(parseModelSource(text)).toEqual(expected);
});
