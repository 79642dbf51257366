import OpenAI from "openai";
import { interruption, InterruptedError, pause } from "../../infra/local/interruption";

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

/** What an answer takes at most besides computing it, in milliseconds. */
const answerMilliseconds = 60_000;
const answerTokens = 64;

/** Each token is computed from all weights; a slow machine reads them at this rate, in bytes a millisecond. */
const weightsRate = 2e6;

/** How long the first answer of a model may take, in milliseconds. @param bytes the size of its weights */
export function answerLimit(bytes: number): number {
  return answerMilliseconds + (answerTokens * bytes) / weightsRate;
}

/**
 * Asks `model` a first question through the gateway, as any application would.
 * @param question `bytes` is the size of the model's weights
 * @throws Error with the gateway's last answer when none arrived within half a minute, or the model's time
 */
export async function firstAnswer(question: {
  readonly baseURL: string;
  readonly apiKey: string;
  readonly model: string;
  readonly bytes: number;
}): Promise<Answer> {
  const { baseURL, apiKey, model, bytes } = question;
  const client = new OpenAI({ baseURL, apiKey, maxRetries: 0, timeout: answerLimit(bytes) });
  const deadline = performance.now() + patience;
  for (;;) {
    const started = performance.now();
    try {
      const messages = [{ role: "user" as const, content: firstQuestion }];
      const completion = await client.chat.completions.create(
        { model, messages, max_completion_tokens: answerTokens },
        { signal: interruption() },
      );
      const text = completion.choices[0]?.message.content ?? "";
      const tokens = completion.usage?.completion_tokens ?? 0;
      if (text.trim() === "") throw new Error(`'${model}' gave an empty answer`);
      return { text: text.trim(), model, milliseconds: performance.now() - started, tokens };
    } catch (error) {
      if (interruption()?.aborted === true) throw new InterruptedError();
      if (performance.now() > deadline) {
        const reason = error instanceof Error ? error.message : String(error);
        throw new Error(`no chat completion arrived from ${baseURL}: ${reason}`, { cause: error });
      }
      await pause(300);
    }
  }
}
