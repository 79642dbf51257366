import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { locationsOf, type CloudName } from "../../infra/catalogue";
import { checkApproval } from "../../policies/approval/checkApproval";
import { judge } from "../../policies/judge";
import { tables } from "../../policies/placement/tables";
import type { Resource } from "../../policies/resource";
import { toInputs, unknownSentinels } from "../../policies/toInputs";
import type { Inputs } from "../../policies/values";
import { behindProxy, found, providerOf, resourceOf, today, violations } from "../support/policies";

/** Enough to meet every kind of disguise with every cloud many times. */
const runs = { numRuns: 3000 };

/** How one package names places, told without the code under test. */
interface Cloud {
  readonly pkg: string;
  readonly cloud: CloudName;
  /** Tokens whose place is one property, with that property. */
  readonly types: readonly (readonly [type: string, property: string])[];
  readonly provider: string | undefined;
  readonly fixed: Inputs;
}

const clouds: readonly Cloud[] = [
  { pkg: "aws", cloud: "aws", types: typesOf("aws", "region"), provider: "region", fixed: {} },
  {
    pkg: "azure-native",
    cloud: "azure",
    types: typesOf("azure-native", "location"),
    provider: "location",
    fixed: {},
  },
  {
    pkg: "hcloud",
    cloud: "hetzner",
    types: [
      ["hcloud:index/server:Server", "location"],
      ["hcloud:index/storageBox:StorageBox", "location"],
      ["hcloud:index/loadBalancer:LoadBalancer", "location"],
    ],
    provider: undefined,
    fixed: {},
  },
  { pkg: "scaleway", cloud: "scaleway", types: typesOf("scaleway", "region"), provider: "region", fixed: {} },
  {
    pkg: "ovh",
    cloud: "ovh",
    types: typesOf("ovh", "region"),
    provider: undefined,
    fixed: { endpoint: "ovh-eu" },
  },
];

/** Main tokens and aliases of the types that are placed by `property` and nothing else. */
function typesOf(pkg: string, property: string): readonly (readonly [string, string])[] {
  const table = tables.find((candidate) => candidate.package === pkg);
  const groups = table?.placed.filter(
    ({ by, also, dead, parent }) => by.join() === property && !(also ?? dead ?? parent),
  );
  const main = (groups ?? []).flatMap(({ types }) => types);
  const aliases = Object.entries(table?.aliases ?? {}).flatMap(([alias, type]) =>
    main.includes(type) ? [alias] : [],
  );
  return [...main, ...aliases].map((type) => [type, property]);
}

/** Where a name lies by the catalogue's own list, taken as the provider takes it; undefined for what is no name. */
function countryOf({ cloud }: Cloud, value: unknown): string | undefined {
  if (typeof value !== "string") return undefined;
  const taken =
    cloud === "azure"
      ? value
          .split(" ")
          .join("")
          .replace(/[A-Z]/g, (letter) => letter.toLowerCase())
      : value;
  // A zone of Scaleway is as good as its region.
  const name = cloud === "scaleway" && /^\w{2}-\w{3}-[1-3]$/.test(taken) ? taken.slice(0, -2) : taken;
  return locationsOf(cloud).find(({ code }) => code === name)?.country;
}

/** Ways to write a name that only some providers take, or none. */
const spellings: readonly ((name: string) => unknown)[] = [
  (name) => name,
  (name) => name.toUpperCase(),
  (name) => `${name.charAt(0).toUpperCase()}${name.slice(1)}`,
  (name) => ` ${name}`,
  (name) => `${name} `,
  (name) => `${name}\n`,
  (name) => `${name}\u0000`,
  (name) => name.split("").join(" "),
  (name) => name.replace("-", "\u2010"),
  (name) => name.replace("e", "\u0435"),
  (name) => name.replace("i", "\u0131"),
  (name) => name.replaceAll("-", ""),
  (name) => `${name}a`,
  (name) => `${name}-1`,
  (name) => name.slice(0, -1),
  (name) => [name],
  (name) => [[name]],
  (name) => ({ name }),
  (name) => ({ toString: name }),
  (name) => ({ value: name }),
  () => "",
  () => 0,
  () => 1,
  () => true,
  () => false,
  () => [],
  () => ({}),
  () => "constructor",
  () => "__proto__",
  () => "toString",
];

const sentinel = fc.constantFrom(...[...unknownSentinels].map(String));
const absent = fc.constantFrom<unknown>(undefined, null);

function placeIn(cloud: Cloud): fc.Arbitrary<unknown> {
  const name = fc.constantFrom(...locationsOf(cloud.cloud).map(({ code }) => code));
  return fc.oneof(
    { weight: 4, arbitrary: name },
    {
      weight: 6,
      arbitrary: fc.tuple(name, fc.constantFrom(...spellings)).map(([code, spell]) => spell(code)),
    },
    { weight: 2, arbitrary: sentinel },
    { weight: 2, arbitrary: absent },
    { weight: 1, arbitrary: fc.string() },
  );
}

/** A value as the engine sends it: secret or not. */
function wrapped(value: unknown, isSecret: boolean): unknown {
  return isSecret && value !== undefined
    ? { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", value }
    : value;
}

/** Inputs as the SDK hands them over: behind a proxy that throws at what is unknown. */
function received(inputs: Record<string, unknown>): Inputs {
  const read = toInputs(behindProxy(inputs));
  if (read === undefined) throw new Error("inputs are unknown as a whole");
  return read;
}

const jurisdictions = fc.constantFrom(["DE"], ["FR"], ["EU"], ["EEA"], ["US"], ["GB", "CH"], ["DE", "FI"]);

const cases = fc.constantFrom(...clouds.map(({ pkg }) => pkg)).chain((pkg) => {
  const cloud = cloudOf(pkg);
  return fc.record({
    pkg: fc.constant(pkg),
    type: fc.constantFrom(...cloud.types),
    own: placeIn(cloud),
    provider: placeIn(cloud),
    isSecret: fc.boolean(),
    noise: fc.dictionary(
      fc.constantFrom("tags", "name", "rulesOf", "description"),
      fc.oneof(fc.string(), sentinel, fc.array(sentinel), fc.constant({ deep: [[{ a: null }]] })),
    ),
    jurisdiction: jurisdictions,
  });
});

function cloudOf(pkg: string): Cloud {
  const cloud = clouds.find((candidate) => candidate.pkg === pkg);
  if (cloud === undefined) throw new Error(`${pkg} is no cloud of this test`);
  return cloud;
}

describe("no place slips through", () => {
  it("whatever its spelling, type, wrapping, and whoever names it; and none is refused without need", () => {
    fc.assert(
      fc.property(cases, ({ pkg, type: [type, property], own, provider, isSecret, noise, jurisdiction }) => {
        const cloud = cloudOf(pkg);
        const fallback =
          cloud.provider === undefined ? {} : { [cloud.provider]: wrapped(provider, isSecret) };
        const resource = resourceOf(
          type,
          received({ ...noise, [property]: wrapped(own, isSecret) }),
          providerOf(cloud.pkg, received({ ...cloud.fixed, ...fallback })),
        );
        const isOwn = own !== undefined && own !== null;
        const effective = isOwn ? own : cloud.provider === undefined ? undefined : provider;
        const country = countryOf(cloud, effective);
        const result = found({ jurisdiction, operators: "any" });
        const isApproved =
          country !== undefined &&
          result.kind === "found" &&
          result.approval.jurisdiction.countries.has(country);
        const findings = judge(resource, result, { now: today }).filter(({ rule }) => rule === "placement");
        expect(findings.length === 0).toBe(isApproved);
        expect(findings.every(({ level }) => level === "mandatory")).toBe(true);
      }),
      runs,
    );
  });

  it("of any type of any package that is not known", () => {
    const part = fc.stringMatching(/^[a-zA-Z][a-zA-Z0-9./-]{0,12}$/);
    fc.assert(
      fc.property(
        part,
        part,
        part,
        fc.constantFrom("aws", "hcloud", "gcp", "acme", "kubernetes"),
        (pkg, module, name, provider) => {
          const type = `${pkg}:${module}:${name}`;
          expect(violations(resourceOf(type, {}, providerOf(provider)))).not.toEqual([]);
        },
      ),
      { numRuns: 1000 },
    );
  });

  it("of any provider that is not known", () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z][a-z0-9_-]{0,20}$/), (pkg) => {
        const isKnown = tables.some((table) => table.package === pkg);
        const resource: Resource = { ...providerOf(pkg) };
        expect(isKnown || violations(resource).length > 0).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });
});

describe("no cluster slips through", () => {
  const region = fc.constantFrom(
    "eu-central-1",
    "us-east-1",
    "eu-west-2",
    "westeurope",
    "germanywestcentral",
    "fr-par",
    "gra7",
    "de1",
    "mars-1",
  );
  const host = region.chain((name) =>
    fc.constantFrom(
      `0a1b.gr7.${name}.eks.amazonaws.com`,
      `x-1.hcp.${name}.azmk8s.io`,
      `x.api.k8s.${name}.scw.cloud`,
      `x.c1.${name}.k8s.ovh.net`,
    ),
  );
  const disguises: readonly ((name: string) => string)[] = [
    (name) => `https://${name}`,
    (name) => `https://${name}:6443/`,
    (name) => `https://${name.toUpperCase()}`,
    (name) => `https://${name}.`,
    (name) => `https://${name}.example.com`,
    (name) => `https://${name}@203.0.113.7`,
    (name) => `https://203.0.113.7/${name}`,
    (name) => `https://203.0.113.7#${name}`,
    (name) => `https://203.0.113.7?${name}`,
    (name) => `https://203.0.113.7\\.${name}`,
    (name) => `ftp://${name}`,
    (name) => name,
    (name) => `https:/${name}`,
    (name) => `https://x${name}`,
  ];
  it("whatever its server's name looks like", () => {
    const germany =
      /^[a-z0-9]+\.gr7\.eu-central-1\.eks\.amazonaws\.com$|\.hcp\.germanywestcentral\.azmk8s\.io$|\.c1\.de1\.k8s\.ovh\.net$/;
    fc.assert(
      fc.property(host, fc.constantFrom(...disguises), (name, disguise) => {
        const server = disguise(name);
        const url = URL.parse(server);
        const kubeconfig = JSON.stringify({
          "current-context": "a",
          contexts: [{ name: "a", context: { cluster: "a" } }],
          clusters: [{ name: "a", cluster: { server } }],
        });
        const isApproved =
          url !== null && /^https?:$/.test(url.protocol) && germany.test(url.hostname.replace(/\.$/, ""));
        const object = resourceOf(
          "kubernetes:core/v1:ConfigMap",
          {},
          providerOf("kubernetes", { kubeconfig }),
        );
        expect(violations(object).length === 0).toBe(isApproved);
      }),
      { numRuns: 1000 },
    );
  });
});

describe("no approval is read wrongly", () => {
  const code = fc.oneof(
    fc.constantFrom("DE", "FR", "EU", "NO", "any"),
    fc.constantFrom<unknown>("de", "XX", "", false, true, null, 0, ["DE"], {}),
    fc.string(),
  );
  const entry = fc.oneof(code, fc.array(code, { maxLength: 3 }));

  it("whatever stands in it: it approves what it lists, or nothing", () => {
    fc.assert(
      fc.property(
        entry,
        entry,
        fc.option(fc.dictionary(fc.string(), fc.anything(), { maxKeys: 1 })),
        (jurisdiction, operators, rest) => {
          const checked = checkApproval({ ...rest, jurisdiction, operators });
          if ("problems" in checked) {
            expect(checked.problems).not.toEqual([]);
            return;
          }
          const listed = [jurisdiction].flat().map((value) => (value === false ? "NO" : value));
          expect(new Set(listed)).toEqual(new Set(checked.approval.jurisdiction.written));
          expect(
            listed.every(
              (value) => typeof value === "string" && /^(DE|FR|EU|NO|[A-Z]{2}|EEA|EU-adequate)$/.test(value),
            ),
          ).toBe(true);
          expect(Object.keys(rest ?? {})).toEqual([]);
        },
      ),
      runs,
    );
  });
});
