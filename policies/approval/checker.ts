import { countriesOf, isCountry, isJurisdiction, jurisdictionGroups } from "../../infra/catalogue";
import type { CountrySet } from "./approval";

/** An object whose keys were checked. */
export type Fields = Readonly<Record<string, unknown>>;

const countryForms = `ISO 3166-1 alpha-2 codes in capitals, ${jurisdictionGroups.join(", ")}`;

/** Reads plain data, and keeps every mistake that it meets, so that all can be told at once. */
export class Checker {
  readonly problems: string[] = [];
  readonly #isFalseNorway: boolean;

  /** @param isFalseNorway whether false among countries is Norway: many writers of YAML and JSON make that of NO */
  constructor({ isFalseNorway = false } = {}) {
    this.#isFalseNorway = isFalseNorway;
  }

  /** Keeps a mistake. `path` is empty for the whole. */
  report(path: string, message: string): void {
    this.problems.push(path === "" ? message : `${path}: ${message}`);
  }

  /** An object with no other keys than `allowed`, and with all of `required`. */
  fields(
    value: unknown,
    path: string,
    allowed: readonly string[],
    required: readonly string[],
  ): Fields | undefined {
    if (!isFields(value)) {
      this.report(path, `${described(value)} is no group of settings; allowed keys: ${allowed.join(", ")}`);
      return undefined;
    }
    for (const key of Object.keys(value)) {
      if (!allowed.includes(key)) {
        this.report(join(path, key), `is no known key; allowed: ${allowed.join(", ")}`);
      }
    }
    for (const key of required) {
      if (!Object.hasOwn(value, key)) this.report(join(path, key), "is missing");
    }
    return value;
  }

  /** A list with something in it, each element read by `read`; undefined when the key is absent. */
  list<Element>(
    value: unknown,
    path: string,
    read: (element: unknown, path: string) => Element | undefined,
  ): Element[] | undefined {
    if (value === undefined) return undefined;
    if (!Array.isArray(value)) {
      this.report(path, `${described(value)} is no list`);
      return [];
    }
    const elements: readonly unknown[] = value;
    if (elements.length === 0) {
      this.report(path, "is an empty list; name at least one, or remove the key");
    }
    return elements.flatMap((element, index) => read(element, `${path}[${index}]`) ?? []);
  }

  /** Text with something in it, and no space around it. */
  text(value: unknown, path: string): string | undefined {
    if (typeof value !== "string") {
      this.report(path, `${described(value)} is no text`);
    } else if (value.trim() === "") {
      this.report(path, "is empty");
    } else if (value !== value.trim()) {
      this.report(path, `${described(value)} has spaces around it`);
    } else {
      return value;
    }
    return undefined;
  }

  /** True or false; undefined when absent. */
  truth(value: unknown, path: string): boolean | undefined {
    if (value === undefined || typeof value === "boolean") return value;
    this.report(path, `${described(value)} is not true or false`);
    return undefined;
  }

  /** One country. */
  country(value: unknown, path: string): string | undefined {
    const code = this.#code(value);
    if (typeof code === "string" && isCountry(code)) return code;
    this.report(
      path,
      `${described(value)} is no country; allowed: ISO 3166-1 alpha-2 codes in capitals${norwayHint(value)}`,
    );
    return undefined;
  }

  /** A list of countries and groups, or one of them. */
  countries(value: unknown, path: string): CountrySet | undefined {
    if (value === undefined) return undefined;
    const written = this.list(Array.isArray(value) ? value : [value], path, (element, place) => {
      const code = this.#code(element);
      if (typeof code === "string" && isJurisdiction(code)) return code;
      const where = Array.isArray(value) ? place : path;
      this.report(
        where,
        `${described(element)} is no country or group; allowed: ${countryForms}${norwayHint(element)}`,
      );
      return undefined;
    });
    return written === undefined ? undefined : countrySet(written);
  }

  /** Countries and groups whose law may bind an operator, or the word `any`. */
  operators(value: unknown, path: string): CountrySet | "any" | undefined {
    return value === "any" ? value : this.countries(value, path);
  }

  #code(value: unknown): unknown {
    return value === false && this.#isFalseNorway ? "NO" : value;
  }

  /** An `http` or `https` address. */
  address(value: unknown, path: string): string | undefined {
    const text = this.text(value, path);
    if (text === undefined) return undefined;
    const url = URL.parse(text);
    if (url !== null && ["http:", "https:"].includes(url.protocol)) return text;
    this.report(path, `${described(value)} is no address; allowed: https://HOST[:PORT][/PATH]`);
    return undefined;
  }

  /** A day, `YYYY-MM-DD`, that exists. */
  day(value: unknown, path: string): string | undefined {
    // YAML with a timestamp tag makes a date of it, at midnight in UTC.
    if (value instanceof Date && dateText(value).endsWith("T00:00:00.000Z"))
      return dateText(value).slice(0, 10);
    if (typeof value === "string" && /^\d{4}-\d{2}-\d{2}$/.test(value)) {
      const date = new Date(`${value}T00:00:00Z`);
      if (!Number.isNaN(date.getTime()) && date.toISOString().startsWith(value)) return value;
    }
    this.report(path, `${described(value)} is no day; allowed: YYYY-MM-DD`);
    return undefined;
  }
}

function dateText(date: Date): string {
  return Number.isNaN(date.getTime()) ? "" : date.toISOString();
}

/** `codes` beside the countries that they mean. */
export function countrySet(codes: readonly string[]): CountrySet {
  const written = [...new Set(codes)];
  return { written, countries: countriesOf(written) };
}

/** Whether `value` is an object with keys. */
export function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Date);
}

/** `value` as a message shows it. */
export function described(value: unknown): string {
  if (value === undefined || value === null) return "nothing";
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}

/** An unquoted NO is false to many programs that write YAML. */
function norwayHint(value: unknown): string {
  return value === false ? '; write "NO" in quotes for Norway' : "";
}

function join(path: string, key: string): string {
  return path === "" ? key : `${path}.${key}`;
}
