import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";

/** A resource type as an SDK declares it. */
export interface SdkType {
  readonly token: string;
  /** The JavaScript file of its class. */
  readonly file: string;
  /** Its inputs, in the SDK's order. */
  readonly inputs: readonly string[];
  readonly required: readonly string[];
  /** Tokens under which the type was known: the engine takes them for the same resource. */
  readonly aliases: readonly string[];
  readonly isDeprecated: boolean;
}

/** An installed SDK. */
export interface Sdk {
  readonly version: string;
  readonly root: string;
  /** By token. */
  readonly types: ReadonlyMap<string, SdkType>;
}

/** Reads the SDK `npm` that is installed for the package in the working directory. Its text is read, nothing is run. */
export function readSdk(npm: string): Sdk {
  const manifest = createRequire(resolve("package.json")).resolve(`${npm}/package.json`);
  const root = dirname(manifest);
  const types = scriptsIn(root)
    .flatMap((file) => typesIn(file, readFileSync(file, "utf8")))
    .sort((a, b) => (a.token < b.token ? -1 : 1));
  const byToken = new Map<string, SdkType>();
  for (const type of types) {
    if (byToken.has(type.token)) throw new Error(`${npm} declares '${type.token}' twice`);
    byToken.set(type.token, type);
  }
  return { version: versionIn(readFileSync(manifest, "utf8")), root, types: byToken };
}

function versionIn(manifest: string): string {
  const version = /"version": "v?([^"]+)"/.exec(manifest)?.[1];
  if (version === undefined) throw new Error("a package.json without a version");
  return version;
}

function scriptsIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory())
      return entry.name === "node_modules" || entry.name === "tests" ? [] : scriptsIn(path);
    return entry.name.endsWith(".js") ? [path] : [];
  });
}

/** Generated classes carry their token in `__pulumiType`, hand-written components hand it to `super`. */
function typesIn(file: string, text: string): SdkType[] {
  const generated = /__pulumiType = ['"]([^'"]+)['"]/.exec(text)?.[1];
  const tokens = generated === undefined ? handWrittenTokens(text) : [generated];
  // The provider itself has the bare package as its token.
  return tokens.filter((token) => token.includes(":")).map((token) => ({ ...facts(text), token, file }));
}

function handWrittenTokens(text: string): string[] {
  return matches(text, /\bsuper\("([\w-]+:[\w./-]+:\w+)", name\b/g);
}

function facts(text: string): Omit<SdkType, "token" | "file"> {
  const [aliasList = ""] = /aliasOpts = \{.*?aliases: \[[^\]]*/.exec(text) ?? [];
  const assigned = text.matchAll(/resourceInputs\["([^"]+)"\] = ([^;]+);/g);
  return {
    inputs: [
      ...new Set(
        [...assigned].flatMap(([, name = "", value = ""]) => (/\bargs\b/.test(value) ? [name] : [])),
      ),
    ],
    required: matches(text, /Missing required property '([^']+)'/g),
    aliases: [...new Set(matches(aliasList, /\{ type: "([^"]+)" \}/g))],
    isDeprecated: /pulumi\.log\.warn\("\w+ is deprecated: /.test(text),
  };
}

function matches(text: string, pattern: RegExp): string[] {
  return [...text.matchAll(pattern)].map(([, group = ""]) => group);
}
