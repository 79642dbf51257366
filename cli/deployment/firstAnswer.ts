import OpenAI from "openai";

/** What a model said, and how long it took. */
export interface Answer {
  readonly text: string;
  readonly model: string;
  readonly milliseconds: number;
  readonly tokens: number;
}

/** The question that `npm start` asks at its end. */
export const firstQuestion = "Where do you run?";

/** Time for the way from this machine's port to the gateway to open after the pods are ready, in milliseconds. */
const patience = 30_000;

/**
 * Asks `model` a first question through the gateway, as any application would.
 * @throws Error with the gateway's last answer when none arrived within half a minute
 */
export async function firstAnswer(baseURL: string, apiKey: string, model: string): Promise<Answer> {
  const client = new OpenAI({ baseURL, apiKey, maxRetries: 0, timeout: 60_000 });
  const deadline = performance.now() + patience;
  for (;;) {
    const started = performance.now();
    try {
      const messages = [{ role: "user" as const, content: firstQuestion }];
      const completion = await client.chat.completions.create({ model, messages, max_completion_tokens: 64 });
      const text = completion.choices[0]?.message.content ?? "";
      const tokens = completion.usage?.completion_tokens ?? 0;
      if (text.trim() === "") throw new Error(`'${model}' gave an empty answer`);
      return { text: text.trim(), model, milliseconds: performance.now() - started, tokens };
    } catch (error) {
      if (performance.now() > deadline) {
        const reason = error instanceof Error ? error.message : String(error);
        throw new Error(`no chat completion arrived from ${baseURL}: ${reason}`, { cause: error });
      }
      await new Promise((resolve) => setTimeout(resolve, 300));
    }
  }
}
