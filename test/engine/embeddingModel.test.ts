import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { runCommand } from "../../infra/local/command";
import { type LlamaServer, startLlamaServer } from "../support/llamaServer";
import { modelContext, modelContextMilliseconds } from "../support/modelContext";

const referenceEmbeddings = z.array(
  z.object({ tokens: z.array(z.number()), embedding: z.array(z.number()) }),
);

describe("embedding model", () => {
  const texts = [
    "The patient received the medication twice a day.",
    "Twice daily, the drug was given to the sick person.",
    "The stock market fell sharply on Monday.",
    "hello world",
    "Zürich's naïve café: 100% déjà-vu? 東京 (Tōkyō) & more…",
    "word ".repeat(100),
  ];
  let server: LlamaServer;
  let reference: z.infer<typeof referenceEmbeddings>;
  let embeddings: readonly (readonly number[])[];
  beforeAll(async () => {
    const context = await modelContext();
    server = await startLlamaServer(context.tools.llamacpp, context.models.embedding, [
      "--embeddings",
      "--ctx-size",
      "2048",
    ]);
    const script = join(__dirname, "../support/minilmReference.py");
    const { stdout } = await runCommand(context.tools.python, ["-B", script], {
      input: JSON.stringify(texts),
    });
    reference = referenceEmbeddings.parse(JSON.parse(stdout));
    const { data } = await server.client.embeddings.create({ model: "any", input: texts });
    embeddings = data.map((entry) => entry.embedding);
  }, modelContextMilliseconds);
  afterAll(() => server.close());

  it("agrees with the published weights", () => {
    expect(embeddings.length).toBe(texts.length);
    embeddings.forEach((embedding, place) => {
      expect(embedding.length).toBe(384);
      expect(cosine(embedding, reference[place]?.embedding ?? [])).toBeGreaterThan(0.999);
      expect(Math.hypot(...embedding)).toBeCloseTo(1, 4);
    });
  });

  it("splits texts into the same tokens", async () => {
    for (const [place, text] of texts.entries()) {
      const { usage } = await server.client.embeddings.create({ model: "any", input: text });
      expect(usage.prompt_tokens).toBe(reference[place]?.tokens.length);
    }
  });

  it("puts sentences of one meaning nearer than others", () => {
    const [first = [], paraphrase = [], other = []] = embeddings;
    expect(cosine(first, paraphrase)).toBeGreaterThan(0.6);
    expect(cosine(first, other)).toBeLessThan(0.2);
  });

  it("gives numbers as text and as base64 alike", async () => {
    const { data } = await server.client.embeddings.create({
      model: "any",
      input: "hello world",
      encoding_format: "float",
    });
    expect(cosine(data[0]?.embedding ?? [], embeddings[3] ?? [])).toBeGreaterThan(0.99999);
  });
});

function cosine(left: readonly number[], right: readonly number[]): number {
  const dot = left.reduce((sum, value, place) => sum + value * (right[place] ?? NaN), 0);
  return dot / (Math.hypot(...left) * Math.hypot(...right));
}
