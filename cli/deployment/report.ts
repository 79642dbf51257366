import type { PhaseTime } from "../../infra/local/terminalProgress";
import type { Answer } from "./firstAnswer";
import { firstQuestion } from "./firstAnswer";

/** What a person is told at the end of `npm start`. */
export interface StartReport {
  readonly baseUrl: string;
  readonly apiKey: string;
  /** The name that the examples ask for. */
  readonly model: string;
  readonly answer: Answer;
  readonly phases: readonly PhaseTime[];
  /** `nothing to change`, or a count by kind of change. */
  readonly changes: string;
  /** Whose provider plug-ins made the resources. */
  readonly plugins: "official" | "stand-in";
}

/** The text that `npm start` ends with. */
export function startReport(report: StartReport): string {
  const { baseUrl, apiKey, model, answer, phases, changes, plugins } = report;
  const width = Math.max(...phases.map(({ title }) => title.length), 0);
  const body = JSON.stringify({ model, messages: [{ role: "user", content: firstQuestion }] });
  return [
    "",
    `Your sovereign AI endpoint is up (${changes}).`,
    ...(plugins === "stand-in"
      ? [
          "Made with this project's own stand-ins for Pulumi's provider plug-ins, which could not be downloaded.",
        ]
      : []),
    "",
    `  base URL  ${baseUrl}`,
    `  API key   ${apiKey}`,
    "",
    "Try it:",
    "",
    `  curl ${baseUrl}/chat/completions -H 'Authorization: Bearer ${apiKey}' -H 'Content-Type: application/json' -d '${body}'`,
    "",
    "In Python (pip install openai):",
    "",
    "  from openai import OpenAI",
    `  client = OpenAI(base_url="${baseUrl}", api_key="${apiKey}")`,
    `  messages = [{"role": "user", "content": "${firstQuestion}"}]`,
    `  answer = client.chat.completions.create(model="${model}", messages=messages)`,
    "  print(answer.choices[0].message.content)",
    "",
    "Time of each phase:",
    "",
    ...phases.map(({ title, seconds }) => `  ${title.padEnd(width)}  ${seconds.toFixed(1).padStart(7)} s`),
    "",
    `Asked '${firstQuestion}', '${answer.model}' answered in ${Math.round(answer.milliseconds)} ms (${answer.tokens} tokens):`,
    "",
    `  ${answer.text}`,
    "",
  ].join("\n");
}

/** `3 created, 1 updated`; `nothing to change` when all resources stayed as they were. */
export function describeChanges(changes: Readonly<Record<string, number | undefined>>): string {
  const words: Readonly<Record<string, string>> = {
    create: "created",
    update: "updated",
    delete: "deleted",
    replace: "replaced",
  };
  const parts = Object.entries(words).flatMap(([kind, word]) => {
    const count = changes[kind] ?? 0;
    return count > 0 ? [`${count} ${word}`] : [];
  });
  return parts.length === 0 ? "nothing to change" : parts.join(", ");
}
