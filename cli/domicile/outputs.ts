import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { Mistake } from "./mistake";

/** A form that is written into a file, beside what is printed. */
export interface FileOutput<Form extends string> {
  readonly format: Form;
  readonly file: string;
}

/** Values of `--write FORMAT=FILE`, and what is wrong with them. */
export function readFileOutputs<Form extends string>(
  values: readonly string[],
  formats: readonly Form[],
): { readonly writes: readonly FileOutput<Form>[]; readonly problems: readonly string[] } {
  const writes: FileOutput<Form>[] = [];
  const problems: string[] = [];
  for (const value of values) {
    const [, name = "", file = ""] = /^([a-z]+)=(.+)$/.exec(value) ?? [];
    const format = formats.find((form) => form === name);
    if (format === undefined) {
      const form = `'--write' takes FORMAT=FILE, FORMAT being one of ${formats.join(", ")}`;
      problems.push(value === "" ? form : `${form}; given: '${value}'`);
    } else {
      writes.push({ format, file });
    }
  }
  return { writes, problems };
}

/** Writes a file, and the folders to it. @throws Mistake when that is not possible */
export function writeOutput(file: string, text: string): void {
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  } catch (error) {
    throw new Mistake([
      `${file} cannot be written: ${error instanceof Error ? error.message : String(error)}`,
    ]);
  }
}
