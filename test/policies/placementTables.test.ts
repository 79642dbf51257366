import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { placementClasses, placementCounts, placementOf, supportedPackages } from "../../policies/placement";
import { classify } from "../../policies/placement/generate/classify";
import { control, inherits, placed, type PackageRules } from "../../policies/placement/generate/rule";
import { packageRules } from "../../policies/placement/generate/rules";
import type { Sdk, SdkType } from "../../policies/placement/generate/sdk";
import { makeTable } from "../../policies/placement/generate/table";
import { tables } from "../../policies/placement/tables";

/** The SDKs, and how many types and aliases each declares at least, so that an empty enumeration cannot pass. */
const sdks: readonly (readonly [string, string, number, number])[] = [
  ["aws", "@pulumi/aws", 1745, 42],
  ["azure-native", "@pulumi/azure-native", 2288, 27462],
  ["command", "@pulumi/command", 4, 0],
  ["hcloud", "@pulumi/hcloud", 29, 0],
  ["kubernetes", "@pulumi/kubernetes", 558, 323],
  ["openstack", "@pulumi/openstack", 105, 0],
  ["ovh", "@ovhcloud/pulumi-ovh", 170, 1],
  ["random", "@pulumi/random", 10, 0],
  ["scaleway", "@pulumiverse/scaleway", 271, 116],
  ["tls", "@pulumi/tls", 4, 0],
];

describe.each(sdks)("%s", (pkg, npm, count, aliases) => {
  const scripts = scriptsIn(join("node_modules", npm)).map((path) => readFileSync(path, "utf8"));

  it("has every type of the installed SDK in its table", () => {
    const declared = typesDeclared(scripts, pkg);
    expect(declared.filter((type) => placementOf(type) === undefined)).toEqual([]);
    expect(declared.length).toBeGreaterThanOrEqual(count);
    const counted = Object.values(placementCounts().get(pkg) ?? {});
    expect(counted.reduce((sum, types) => sum + types, 0)).toBe(declared.length);
  });

  it("resolves every alias of the installed SDK to a type that declares it", () => {
    const declared = aliasesDeclared(scripts);
    expect(declared.length).toBeGreaterThanOrEqual(aliases);
    const wrong = declared.filter(([alias, owners]) => {
      const type = placementOf(alias)?.type;
      return type === undefined || !(owners.has(type) || type === alias);
    });
    expect(wrong).toEqual([]);
  });
});

describe("the committed tables", () => {
  it.each(packageRules.map((rules) => [rules.package, rules] as const))(
    "%s is what the generator makes of the installed SDK",
    async (name, rules) => {
      const path = join("policies", "placement", "tables", `${name}.json`);
      // Not `toBe`: a difference of two long texts takes longer to print than to find.
      const isCurrent = (await makeTable(rules, path)) === readFileSync(path, "utf8");
      expect(isCurrent, `run npm run generate:placement: ${path} is out of date`).toBe(true);
    },
  );

  it("are those of the supported packages", () => {
    expect(packageRules.map((rules) => rules.package).sort()).toEqual([...supportedPackages].sort());
  });

  it("have no alias of an alias, and none of nothing", () => {
    const chained = tables.flatMap(({ aliases }) =>
      Object.values(aliases).filter((type) => placementOf(type)?.type !== type),
    );
    expect(chained).toEqual([]);
  });

  it("give each type once and a reason, a parent or properties to each", () => {
    const types = tables.flatMap((table) =>
      placementClasses.flatMap((name) => table[name].flatMap((g) => g.types)),
    );
    expect(new Set(types).size).toBe(types.length);
    const bare = tables.flatMap(({ placed: bys, inherits: froms, control, global, opaque }) => [
      ...bys.filter(({ by }) => by.length === 0),
      ...froms.filter(({ from }) => from === ""),
      ...[...control, ...global, ...opaque].filter(({ reason }) => reason === ""),
    ]);
    expect(bare).toEqual([]);
  });

  it("print how many types each package has in each class", () => {
    const counts = placementCounts();
    console.table(Object.fromEntries(counts));
    expect([...counts.keys()]).toEqual(supportedPackages);
  });

  it("are looked up fast", () => {
    const start = performance.now();
    for (let i = 0; i < 100_000; i++) placementOf("azure-native:storage/v20240101:StorageAccount");
    expect(performance.now() - start).toBeLessThan(1_000);
  });
});

describe("the generator", () => {
  const server: SdkType = {
    token: "cloud:index/server:Server",
    file: "",
    inputs: ["location"],
    required: [],
    aliases: [],
    isDeprecated: false,
  };
  const key: SdkType = { ...server, token: "cloud:keys/key:Key", inputs: ["name"] };
  const sdk: Sdk = {
    version: "1.0.0",
    root: "",
    types: new Map([server, key].map((type) => [type.token, type])),
  };
  const rules: PackageRules = {
    package: "cloud",
    npm: "@x/cloud",
    places: ({ inputs }) => inputs.filter((name) => name === "location"),
    byDeclaration: ({ inputs }) => (inputs.includes("location") ? placed(["location"]) : undefined),
    judgements: [{ services: ["keys"], placement: control("a key") }],
  };

  it("lets a judgement of a type beat one of its service, and both beat the declaration", () => {
    const judgements = [
      ...rules.judgements,
      { types: ["keys/key:Key"], placement: inherits("the key ring") },
      { services: ["index"], placement: control("nothing") },
    ];
    expect([...classify({ ...rules, judgements }, sdk)]).toEqual([
      // What names a place is judged by it, whatever was judged.
      ["cloud:index/server:Server", { class: "control", reason: "nothing", also: ["location"] }],
      ["cloud:keys/key:Key", { class: "inherits", from: "the key ring" }],
    ]);
  });

  it("names every type that nobody judged", () => {
    expect(() => classify({ ...rules, judgements: [] }, sdk)).toThrow(
      "@x/cloud 1.0.0:\n'cloud:keys/key:Key' is not classified: judge it in policies/placement/generate/rules",
    );
  });

  it("refuses judgements that are stale, doubled, or name an input that is not there", () => {
    const judgements = [
      ...rules.judgements,
      { services: ["gone"], placement: control("gone") },
      { types: ["index/server:Server"], placement: placed(["region"]) },
      { types: ["index/server:Server"], placement: placed(["location"]) },
    ];
    expect(() => classify({ ...rules, judgements }, sdk)).toThrow(
      "@x/cloud 1.0.0:\n'cloud:gone' is judged and is not in the SDK\n'cloud:index/server:Server' is judged twice",
    );
    const misspelt = [...rules.judgements, { types: ["index/server:Server"], placement: placed(["region"]) }];
    expect(() => classify({ ...rules, judgements: misspelt }, sdk)).toThrow(
      "@x/cloud 1.0.0:\n'cloud:index/server:Server' has no input 'region'",
    );
  });
});

function scriptsIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".js") && !name.includes("node_modules"))
    .map((name) => join(folder, name));
}

/** The types that modules can construct by token, those of classes, and those of hand-written components. */
function typesDeclared(scripts: readonly string[], pkg: string): string[] {
  const patterns = [
    /^\s+case "([^"]+)":\s+return new exports\./gm,
    /__pulumiType = ['"]([^'"]+)/g,
    /super\("([^"]+)", name, /g,
  ];
  const found = scripts.flatMap((text) => patterns.flatMap((pattern) => [...text.matchAll(pattern)]));
  return [...new Set(found.map(([, type = ""]) => type).filter((type) => type.startsWith(`${pkg}:`)))];
}

/** The types that name a token as their alias, by alias. */
function aliasesDeclared(scripts: readonly string[]): readonly (readonly [string, ReadonlySet<string>])[] {
  const owners = new Map<string, Set<string>>();
  for (const text of scripts) {
    const type = /__pulumiType = ['"]([^'"]+)/.exec(text)?.[1] ?? "";
    const list = /aliasOpts = \{.*?aliases: \[([^\]]*)\]/.exec(text)?.[1] ?? "";
    for (const [, alias = ""] of list.matchAll(/type: "([^"]+)"/g)) {
      owners.set(alias, (owners.get(alias) ?? new Set()).add(type));
    }
  }
  return [...owners];
}
