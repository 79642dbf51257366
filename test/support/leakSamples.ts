import type { Approval } from "../../policies/approval/approval";
import type { Leak } from "../../policies/rules/leaks";
import { isInputs, unknown, type Inputs, type Value } from "../../policies/values";
import { approvalOf } from "./policies";

/** What the samples are judged by: places of Germany and France, one host, one registry. */
export const sampleApproval: Approval = approvalOf({
  jurisdiction: ["DE", "FR"],
  endpoints: ["otel.example.de"],
  registries: ["registry.example.de"],
});

/** The same for Germany alone, where a place in France is the leak. */
const germanApproval: Approval = approvalOf({
  endpoints: ["otel.example.de"],
  registries: ["registry.example.de"],
});

/** Inputs that a leak's rule must find fault with, and inputs that it must let pass. */
export interface Samples {
  readonly approval: Approval;
  readonly bad: readonly Inputs[];
  readonly good: readonly Inputs[];
  /** What an unknown value means; undefined where an absent one is judged alike. */
  readonly whenUnknown: "mandatory" | "advisory" | undefined;
}

const homes: Readonly<Record<string, readonly [home: string, foreign: string]>> = {
  aws: ["eu-central-1", "us-east-1"],
  "azure-native": ["germanywestcentral", "eastus"],
  scaleway: ["fr-par", "nl-ams"],
  ovh: ["DE", "BHS"],
};

/** Samples of a leak, made from what its judge looks for. */
export function samplesOf(leak: Leak): Samples {
  const cloud = leak.type.slice(0, leak.type.indexOf(":"));
  const [home = "", foreign = ""] = homes[cloud] ?? [];
  const { judge, path } = leak;
  const at = (...values: readonly Value[]): Inputs[] =>
    values.map((value) => withCondition(leak, setAt(baseOf(cloud), path, value)));
  const base = withCondition(leak, baseOf(cloud));
  const common = { approval: sampleApproval, whenUnknown: "mandatory" as const };
  switch (judge.kind) {
    case "location":
      return {
        ...common,
        bad: [...at(foreign, "", "mars-1", 5, true, {}), ...(judge.ifAbsent === undefined ? [] : [base])],
        good: [...at(home), ...(judge.ifAbsent === undefined ? [...at(null), base] : [])],
      };
    case "zone":
      return {
        ...common,
        bad: at("eu-central-1-waw-1a", "us-east-1a", "eu-central-1-wl1-ber-wlz-1", "", 5),
        good: [...at("eu-central-1a"), base],
      };
    case "arn": {
      const placeless = judge.placeless === "own" ? [] : ["arn:aws:s3:::elsewhere"];
      const plain = judge.plain === "own" ? [] : ["elsewhere"];
      return {
        ...common,
        whenUnknown: "advisory",
        bad: at(
          "arn:aws:backup:us-east-1:111122223333:backup-vault:far",
          "arn:aws:outposts:eu-central-1:111122223333:outpost/op-1",
          "arn:aws:backup:mars-1:111122223333:backup-vault:far",
          ...placeless,
          ...plain,
          7,
        ),
        good: [
          ...at(
            "arn:aws:backup:eu-central-1:111122223333:backup-vault:near",
            ...(judge.placeless === "own" ? ["arn:aws:s3:::near"] : []),
            ...(judge.plain === "own" ? ["near"] : []),
            "",
          ),
          base,
        ],
      };
    }
    case "identifier":
      return { ...common, whenUnknown: "advisory", bad: at("elsewhere", 7, {}), good: [...at(""), base] };
    case "presence":
      return path === ""
        ? { ...common, whenUnknown: undefined, bad: [base], good: [] }
        : { ...common, bad: at("anything", {}, false), good: [baseOf(cloud)] };
    case "mode": {
      const bad = at("another", typeof judge.safe[0] === "boolean" ? !judge.safe[0] : true, "", 1);
      const isDefault = judge.ifAbsent === "leak";
      const approval = judge.isWithinCloud === true ? germanApproval : sampleApproval;
      return {
        ...common,
        approval,
        bad: isDefault ? [...bad, base] : bad,
        good: isDefault ? at(...judge.safe) : [...at(...judge.safe), base],
      };
    }
    case "pair": {
      const own = judge.own ?? "location";
      const placed = (location: Value, inputs: Inputs): Inputs => setAt(inputs, own, location);
      const bad = at(...judge.geo).map((inputs) => placed("West Europe", inputs));
      const near = at(...judge.geo).map((inputs) => placed("germanywestcentral", inputs));
      const local = at(...judge.local).map((inputs) => placed("westeurope", inputs));
      const isDefault = judge.ifAbsent === "geo";
      return {
        ...common,
        whenUnknown: path === "" ? undefined : "mandatory",
        bad: [
          ...bad,
          ...(path === "" ? [] : at("another").map((inputs) => placed("germanywestcentral", inputs))),
          ...(isDefault ? [placed("westeurope", base), placed("mars", base), placed(unknown, base)] : []),
        ],
        good: [...near, ...local, placed("germanywestcentral", base), placed("polandcentral", base)],
      };
    }
    case "class":
      return {
        ...common,
        approval: germanApproval,
        bad: at(...Object.keys(judge.places), "ANOTHER", "constructor", 5),
        good: [...at(...judge.safe), base],
      };
    case "offSite": {
      const nodes = [{ region: "DE" }];
      return {
        ...common,
        approval: germanApproval,
        bad: [{ nodes, backupRegions: ["DE", "GRA"] }, { nodes }, {}, { nodes: [{ region: "XYZ" }] }],
        good: [
          { nodes, backupRegions: ["DE"] },
          { nodes, engine: "kafka" },
        ],
      };
    }
    case "address":
      return {
        ...common,
        whenUnknown: judge.unknown ?? "mandatory",
        bad: at("https://collector.example.com/v1", "no host", "203.0.113.9", 5),
        good: [...at("https://otel.example.de:4318/v1/logs", "10.0.0.5", ""), base],
      };
    case "registry":
      return {
        ...common,
        bad: at("ghcr.io", "docker.io/library/nginx", "no registry", 5),
        good: [...at("registry.example.de", "registry.example.de/team/app"), base],
      };
    case "image": {
      const written = (...images: readonly Value[]): readonly Value[] =>
        judge.isText === true ? images.map((one) => JSON.stringify([{ name: "a", image: one }])) : images;
      return {
        ...common,
        bad: at(
          ...written("nginx", "ghcr.io/team/app:1", "no image", 5),
          ...(judge.isText === true ? ["{"] : [{}]),
        ),
        good: [...at(...written("registry.example.de/team/app:1"), ""), base],
      };
    }
    case "model":
      return {
        ...common,
        whenUnknown: "advisory",
        bad: at(
          "eu.anthropic.claude-sonnet-4-20250514-v1:0",
          "global.anthropic.claude-sonnet-4-20250514-v1:0",
          "arn:aws:bedrock:eu-central-1:111122223333:inference-profile/eu.amazon.nova-lite-v1:0",
          "arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-lite-v1:0",
          5,
        ),
        good: [
          ...at(
            "amazon.nova-lite-v1:0",
            "ai21.jamba-1-5-large-v1:0",
            "arn:aws:bedrock:eu-central-1::foundation-model/amazon.nova-lite-v1:0",
          ),
          base,
        ],
      };
  }
}

/** Places an unknown value at the leak's path. */
export function unknownSample(leak: Leak): Inputs {
  const cloud = leak.type.slice(0, leak.type.indexOf(":"));
  return withCondition(leak, setAt(baseOf(cloud), leak.path, unknown));
}

/** `inputs` with `value` at a dotted path; an empty path changes nothing. */
export function setAt(inputs: Inputs, path: string, value: Value): Inputs {
  if (path === "") return inputs;
  const [first = "", ...rest] = path.split(".");
  if (rest.length === 0) return { ...inputs, [first]: value };
  const inner = inputs[first];
  return { ...inputs, [first]: setAt(isInputs(inner) ? inner : {}, rest.join("."), value) };
}

/** Every object on the way in an array, as lists of blocks are. */
export function inArrays(value: Value): Value {
  if (!isInputs(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name, isInputs(inner) ? [inArrays(inner)] : inner]),
  );
}

/** Where resources of a cloud lie, so that nothing but the leak is at fault. */
function baseOf(cloud: string): Inputs {
  return cloud === "azure-native" ? { location: "germanywestcentral" } : {};
}

function withCondition({ when }: Leak, inputs: Inputs): Inputs {
  return when?.in === undefined ? inputs : setAt(inputs, when.path, when.in[0]);
}
