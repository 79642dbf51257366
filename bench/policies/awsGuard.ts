import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { version as policyVersion } from "@pulumi/policy/package.json";
import { version as pulumiVersion } from "@pulumi/pulumi/package.json";
import { cacheEntry } from "../../infra/local/cache";
import type { LocalPaths } from "../../infra/local/paths";
import { installPackages } from "../installPackages";

/** The newest AWSGuard, and the newest of the SDK's fourth major version, which it needs. */
const packages = { "@pulumi/awsguard": "0.3.1", "@pulumi/aws": "4.38.1" };

const pack = {
  "PulumiPolicy.yaml": "runtime: nodejs\ndescription: AWSGuard with all of its policies.\n",
  "index.cjs": `"use strict";\n\nconst { AwsGuard } = require("@pulumi/awsguard");\n\nnew AwsGuard({ all: "mandatory" });\n`,
};

/**
 * A policy pack of AWSGuard with all of its policies, in a folder of its own in the cache. It runs on the same version of
 * the policy SDK as ours.
 * @returns the pack's folder
 */
export async function ensureAwsGuard({ cache }: Pick<LocalPaths, "cache">): Promise<string> {
  const sdks = {
    // Its manifest writes it as a tag.
    "@pulumi/policy": policyVersion.replace(/^v/, ""),
    "@pulumi/pulumi": pulumiVersion,
  };
  const key = `awsguard/${packages["@pulumi/awsguard"]}-policy-${sdks["@pulumi/policy"]}-pulumi-${sdks["@pulumi/pulumi"]}`;
  return cacheEntry(cache, key, async (folder) => {
    for (const [name, text] of Object.entries(pack)) await writeFile(join(folder, name), text);
    await installPackages(cache, folder, {
      name: "awsguard-policies",
      version: "0.1.0",
      private: true,
      main: "index.cjs",
      dependencies: { ...packages, ...sdks },
    });
  });
}
