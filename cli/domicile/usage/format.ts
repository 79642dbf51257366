import { sumOf, type Bill, type BillLine } from "./bill";

/** The forms of a bill. */
export const billFormats = ["text", "csv", "json"] as const;
export type BillFormat = (typeof billFormats)[number];

/** A bill in a form. */
export function formatBill(bill: Bill, format: BillFormat): string {
  return formats[format](bill);
}

const formats: Readonly<Record<BillFormat, (bill: Bill) => string>> = {
  text: textBill,
  csv: csvBill,
  json: (bill) => `${JSON.stringify(plain(bill), undefined, 2)}\n`,
};

function textBill(bill: Bill): string {
  if (bill.lines.length === 0) return "nothing was used\n";
  const money = bill.currency === undefined ? [] : [bill.currency];
  const sum = sumOf(bill);
  const rows = [
    ["client", "model", "requests", "prompt tokens", "completion tokens", "without usage", ...money],
    ...bill.lines.map(cells),
    ...(sum === undefined ? [] : [["", "", "", "", "", "", written(sum)]]),
  ];
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  const line = (row: readonly string[]) =>
    row
      .map((cell, column) =>
        column < 2 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join("  ")
      .trimEnd();
  return `${rows.map(line).join("\n")}\n`;
}

/** Names of clients and models have no commas, quotes or signs that a spreadsheet would take for a formula. */
function csvBill({ lines, currency }: Bill): string {
  const money = currency === undefined ? [] : ["amount", "currency"];
  const header = [
    "client",
    "model",
    "requests",
    "prompt_tokens",
    "completion_tokens",
    "without_usage",
    ...money,
  ];
  const rows = lines.map((line) => [...cells(line), ...(currency === undefined ? [] : [currency])]);
  return [header, ...rows].map((row) => `${row.join(",")}\r\n`).join("");
}

function cells(line: BillLine): string[] {
  const { client, model, requests, promptTokens, completionTokens, withoutUsage, amount } = line;
  const counts = [requests, promptTokens, completionTokens, withoutUsage].map(String);
  return [client, model, ...counts, ...(amount === undefined ? [] : [written(amount)])];
}

function plain(bill: Bill) {
  const sum = sumOf(bill);
  return {
    lines: bill.lines.map(({ amount, ...use }) =>
      amount === undefined ? use : { ...use, amount: written(amount) },
    ),
    ...(bill.currency === undefined || sum === undefined
      ? {}
      : { currency: bill.currency, sum: written(sum) }),
  };
}

/** `1234n` is 12.34. */
function written(hundredths: bigint): string {
  return `${hundredths / 100n}.${String(hundredths % 100n).padStart(2, "0")}`;
}
