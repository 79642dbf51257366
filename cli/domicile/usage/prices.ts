import { parse } from "yaml";
import { z } from "zod";
import { Mistake } from "../mistake";

/** A price in billionths of the currency's unit. */
type Billionths = bigint;

/** What a model costs: a million tokens of prompts and of answers, and a request. */
export interface ModelPrice {
  readonly prompt: Billionths;
  readonly completion: Billionths;
  readonly request: Billionths;
}

/** What models cost. */
export interface Prices {
  /** ISO 4217, for example `EUR`. */
  readonly currency: string;
  /** By the model's own name. */
  readonly models: ReadonlyMap<string, ModelPrice>;
  /** What a model without a price of its own costs; undefined where each needs one. */
  readonly others: ModelPrice | undefined;
}

const decimal = /^(\d{1,9})(?:\.(\d{1,9}))?$/;

const Price = z
  .union([z.number(), z.string()])
  .refine((value) => decimal.test(written(value)), {
    error: 'is no price; allowed: for example 0.30 or "0.30", not below 0, up to nine decimal places',
  })
  .transform((value) => {
    const [, whole = "0", fraction = ""] = decimal.exec(written(value)) ?? [];
    return BigInt(whole + fraction.padEnd(9, "0"));
  });

/** A number as it stands in a file: JavaScript would write a small one with an exponent. */
function written(value: number | string): string {
  if (typeof value === "string") return value;
  const text = value.toFixed(9);
  return Number(text) === value ? text : String(value);
}

const Model = z
  .strictObject({ prompt: Price, completion: Price, request: Price.default(0n) })
  .transform((price): ModelPrice => price);

const PriceFile = z.strictObject({
  currency: z.string().regex(/^[A-Z]{3}$/, { error: "is no currency; allowed: for example EUR" }),
  models: z.record(z.string(), Model).default({}),
  others: Model.optional(),
});

/** Reads a file of prices. @throws Mistake with a line for each mistake in it */
export function readPrices(file: string, text: string): Prices {
  const read = PriceFile.safeParse(parsed(file, text), { reportInput: true });
  if (!read.success) {
    throw new Mistake(
      read.error.issues.map(
        ({ path, input, message }) => `${file}: ${path.join(".") || "the file"}: ${given(input)}${message}`,
      ),
    );
  }
  const { currency, models, others } = read.data;
  return { currency, models: new Map(Object.entries(models)), others };
}

function given(input: unknown): string {
  return typeof input === "string" || typeof input === "number" ? `${JSON.stringify(input)} ` : "";
}

function parsed(file: string, text: string): unknown {
  try {
    return parse(text);
  } catch (error) {
    const [reason] = (error instanceof Error ? error.message : String(error)).split("\n", 1);
    throw new Mistake([`${file} is no YAML: ${reason ?? ""}`]);
  }
}
