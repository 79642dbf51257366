import { byText } from "../sorting";
import type { UsageEntry } from "./entries";
import type { ModelPrice, Prices } from "./prices";

/** What a client has used of a model. */
export interface Use {
  readonly client: string;
  readonly model: string;
  /** Requests that were answered. */
  readonly requests: number;
  readonly promptTokens: number;
  readonly completionTokens: number;
  /** Those of the requests whose engine told no usage: their tokens are missing. */
  readonly withoutUsage: number;
}

/** A line of a bill. */
export interface BillLine extends Use {
  /** Hundredths of the currency's unit; undefined without prices. */
  readonly amount: bigint | undefined;
}

/** What was used in a time, and what it costs. */
export interface Bill {
  readonly lines: readonly BillLine[];
  readonly currency: string | undefined;
}

/** A span of time, in milliseconds since 1970: from the first to before the last. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** Adds up entries as they come. */
export class UseCounter {
  readonly #uses = new Map<string, { -readonly [K in keyof Use]: Use[K] }>();
  /** The requests that were counted, by the hour: one set holds 16 million at most. */
  readonly #seen = new Map<number, Set<string>>();
  /** Entries that came a second time, as where logs overlap. They count once. */
  repeated = 0;

  constructor(readonly span: Span) {}

  /** Counts what was answered, or used before its caller went away. */
  add({ requestId, time, client, model, status, tokens }: UsageEntry): void {
    if (time < this.span.from || time >= this.span.to) return;
    // Without a status the caller was gone before anything was answered.
    if ((status >= 400 || status === 0) && tokens === undefined) return;
    const hour = Math.floor(time / 3_600_000);
    const seen = this.#seen.get(hour) ?? new Set();
    this.#seen.set(hour, seen);
    if (seen.has(requestId)) {
      this.repeated++;
      return;
    }
    seen.add(requestId);
    const key = `${client} ${model}`;
    const none = { client, model, requests: 0, promptTokens: 0, completionTokens: 0, withoutUsage: 0 };
    const use = this.#uses.get(key) ?? none;
    this.#uses.set(key, use);
    use.requests++;
    use.promptTokens += tokens?.prompt ?? 0;
    use.completionTokens += tokens?.completion ?? 0;
    if (tokens === undefined) use.withoutUsage++;
  }

  /** By client and model. */
  get uses(): readonly Use[] {
    return [...this.#uses.values()].toSorted(
      (one, other) => byText(one.client, other.client) || byText(one.model, other.model),
    );
  }
}

/** The models that were used and have no price. */
export function unpriced(uses: readonly Use[], prices: Prices): string[] {
  if (prices.others !== undefined) return [];
  return [...new Set(uses.map(({ model }) => model))]
    .filter((model) => !prices.models.has(model))
    .sort(byText);
}

/** What uses cost: each line is rounded by itself, so that the lines of a bill add up to its sum. */
export function billOf(uses: readonly Use[], prices: Prices | undefined): Bill {
  const lines = uses.map((use) => {
    const price = prices?.models.get(use.model) ?? prices?.others;
    return { ...use, amount: price === undefined ? undefined : amountOf(use, price) };
  });
  return { lines, currency: prices?.currency };
}

/** The sum of a bill in hundredths; undefined without prices. */
export function sumOf({ lines }: Bill): bigint | undefined {
  return lines.reduce<bigint | undefined>(
    (sum, { amount }) => (sum === undefined || amount === undefined ? undefined : sum + amount),
    0n,
  );
}

/** From billionths for a million tokens to hundredths; a half is rounded up. */
const tokenShare = 10n ** 13n;
const tokensPerPrice = 1_000_000n;

function amountOf({ requests, promptTokens, completionTokens }: Use, price: ModelPrice): bigint {
  const cost =
    BigInt(promptTokens) * price.prompt +
    BigInt(completionTokens) * price.completion +
    BigInt(requests) * price.request * tokensPerPrice;
  return (cost + tokenShare / 2n) / tokenShare;
}
