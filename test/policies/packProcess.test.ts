import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { EnforcementLevel } from "@pulumi/pulumi/proto/analyzer_pb";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { requestOf } from "../../bench/policies/request";
import { startPack, type RunningPack } from "../../bench/policies/runningPack";
import type { SampleResource } from "../../bench/policies/sample";
import { writeAnalyzer } from "../../infra/local/toolchain/analyzer";
import { checkout } from "../support/checkProject";

/** A resource whose findings have another level by its location and whether it is public. */
function database(name: string, inputs: SampleResource["inputs"]): SampleResource {
  const type = "aws:rds/instance:Instance";
  const urn = (token: string, of: string): string => `urn:pulumi:test::test::${token}::${of}`;
  const provider = "pulumi:providers:aws";
  return {
    type,
    name,
    urn: urn(type, name),
    inputs: { region: "eu-central-1", storageEncrypted: true, ...inputs },
    provider: {
      type: provider,
      name: "here",
      urn: urn(provider, "here"),
      inputs: { region: "eu-central-1" },
    },
  };
}

const samples = {
  clean: {},
  foreign: { region: "us-east-1" },
  open: { storageEncrypted: false },
  // What cannot be known yet: the ARN of a source.
  unknown: { replicateSourceDb: "04da6b54-80e4-46f7-96ec-b56ff0331ba9" },
};

/** How the pack reports each sample, as the engine is told it. */
const expected: Readonly<Record<keyof typeof samples, readonly string[]>> = {
  clean: [],
  foreign: ["mandatory jurisdiction"],
  open: ["advisory hardening"],
  unknown: ["advisory notes"],
};

const kinds = ["clean", "foreign", "open", "unknown"] as const;

describe("the pack in a process of its own", () => {
  let folder: string;
  let pack: RunningPack;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "domicile-pack-"));
    const approval = join(folder, "approval.yaml");
    await writeFile(approval, "jurisdiction: [DE]\noperators: any\n");
    const analyzer = join(
      await writeAnalyzer({ root: checkout, state: folder }),
      "pulumi-analyzer-policy-nodejs",
    );
    const environment = { DOMICILE_APPROVAL: approval };
    pack = await startPack({ analyzer, folder: join(checkout, "policies"), environment });
  }, 120_000);
  afterAll(async () => {
    await pack.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const judge = async (kind: keyof typeof samples, name: string): Promise<readonly string[]> => {
    const diagnostics = await pack.analyze(requestOf(database(name, samples[kind])));
    for (const diagnostic of diagnostics) expect(diagnostic.getMessage()).toContain(`'${name}': `);
    return diagnostics.map((diagnostic) => {
      const isAdvisory = diagnostic.getEnforcementlevel() === EnforcementLevel.ADVISORY;
      return `${isAdvisory ? "advisory" : "mandatory"} ${diagnostic.getPolicyname()}`;
    });
  };

  it.each(kinds)("reports what is %s, whatever came before", async (kind) => {
    for (const before of kinds) {
      await judge(before, `before-${before}`);
      expect(await judge(kind, `after-${before}`)).toEqual(expected[kind]);
    }
  });

  it("reports each of many calls at once to its own resource", async () => {
    const calls = Array.from({ length: 400 }, (_, index) => kinds[(index * 7 + (index >> 2)) % 4] ?? "clean");
    const reported = await Promise.all(calls.map((kind, index) => judge(kind, `database-${index}`)));
    expect(reported).toEqual(calls.map((kind) => expected[kind]));
  }, 60_000);
});
