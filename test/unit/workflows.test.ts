import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { isFields } from "../../cli/domicile/plainData";

const root = resolve(__dirname, "../..");

/** Plain data with what is needed of a job of GitHub's or Forgejo's. */
interface Job {
  readonly file: string;
  readonly name: string;
  readonly fields: Readonly<Record<string, unknown>>;
  readonly steps: readonly Readonly<Record<string, unknown>>[];
}

interface Workflow {
  readonly file: string;
  readonly text: string;
  readonly fields: Readonly<Record<string, unknown>>;
  readonly jobs: readonly Job[];
}

function fieldsOf(value: unknown): Record<string, unknown> {
  return isFields(value) ? value : {};
}

function readWorkflow(file: string): Workflow {
  const text = readFileSync(join(root, file), "utf8");
  const fields = fieldsOf(parse(text));
  const jobs = Object.entries(fieldsOf(fields["jobs"])).map(([name, value]): Job => {
    const job = fieldsOf(value);
    const steps = Array.isArray(job["steps"]) ? job["steps"].map(fieldsOf) : [];
    return { file, name, fields: job, steps };
  });
  return { file, text, fields, jobs };
}

const workflows = ["github", "forgejo"]
  .flatMap((forge) => readdirSync(join(root, "ci", forge)).map((name) => `ci/${forge}/${name}`))
  .map(readWorkflow);
const jobs = workflows.flatMap((workflow) =>
  workflow.jobs.map((job) => [`${job.file} ${job.name}`, job] as const),
);
const gitlab = fieldsOf(parse(readFileSync(join(root, "ci/gitlab/domicile.gitlab-ci.yml"), "utf8")));

/** Commits of tags, as `git show-ref --tags` of the actions' repositories told them. */
const knownActions: Readonly<Record<string, string>> = {
  "actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1": "v7.0.1",
  "actions/setup-node@820762786026740c76f36085b0efc47a31fe5020": "v7.0.0",
  "actions/upload-artifact@bbbca2ddaa5d8feaa63e36b76fdaad77386f024f": "v7.0.0",
  "actions/download-artifact@3e5f45b2cfb9172054b4087a40e8e0b5a5461e7c": "v8.0.1",
  "github/codeql-action/upload-sarif@8aad20d150bbac5944a9f9d289da16a4b0d87c1e": "v4.36.2",
  "pulumi/actions@8e5e406f4007fca908480587cb9893c07090f58d": "v7.0.0",
  "https://github.com/actions/checkout@11d5960a326750d5838078e36cf38b85af677262": "v4.4.0",
  "https://github.com/actions/upload-artifact@c24449f33cd45d4826c6702db7e49f7cdb9b551d": "v3.2.1-node20",
  "https://github.com/actions/download-artifact@ad191675b41f6a5b46da9a048cb6893812da158b": "v3.1.0-node20",
};

/** Jobs that run a program of a change, and whether with credentials. */
const running: Readonly<Record<string, "untrusted" | "reviewed">> = {
  "ci/github/domicile-check.yml check": "untrusted",
  "ci/forgejo/domicile-check.yml check": "untrusted",
  "ci/github/domicile-review.yml preview": "reviewed",
  "ci/forgejo/domicile-preview.yml preview": "reviewed",
};

function texts(value: unknown): readonly string[] {
  if (typeof value === "string") return [value];
  if (Array.isArray(value)) return value.flatMap(texts);
  return isFields(value) ? Object.entries(value).flatMap(([key, part]) => [key, ...texts(part)]) : [];
}

describe("workflows of GitHub and Forgejo", () => {
  it("are all read", () => {
    expect(workflows.map(({ file }) => file)).toEqual([
      "ci/github/domicile-check.yml",
      "ci/github/domicile-nightly.yml",
      "ci/github/domicile-review.yml",
      "ci/forgejo/domicile-check.yml",
      "ci/forgejo/domicile-nightly.yml",
      "ci/forgejo/domicile-preview.yml",
    ]);
    expect(jobs.map(([name]) => name)).toEqual(expect.arrayContaining(Object.keys(running)));
  });

  it("name actions by commits that are known, with the version beside", () => {
    const named = workflows.flatMap(({ text }) => [
      ...text.matchAll(/[ -] uses: (\S+)(?: # (\S+?),?(?: .*)?)?$/gm),
    ]);
    const used = jobs.flatMap(([, { steps }]) =>
      steps.flatMap(({ uses }) => (uses === undefined ? [] : [uses])),
    );
    expect(named.map(([, action]) => action)).toEqual(expect.arrayContaining(used));
    expect(named).toHaveLength(used.length);
    for (const [, action = "", version] of named) {
      expect(action).toMatch(/@[0-9a-f]{40}$/);
      expect([action, version]).toEqual([action, knownActions[action]]);
    }
    expect(new Set(named.map(([, action]) => action))).toEqual(new Set(Object.keys(knownActions)));
  });

  it.each(workflows.map((workflow) => [workflow.file, workflow] as const))(
    "%s permits nothing as a whole, and runs once at a time",
    (_, { fields }) => {
      expect(fields["permissions"]).toEqual({});
      expect(fieldsOf(fields["concurrency"])).toMatchObject({
        group: expect.stringMatching(/^domicile-/) as unknown,
        "cancel-in-progress": expect.any(Boolean) as unknown,
      });
      // These run code of the base with its rights, for whoever opens a pull request.
      expect(Object.keys(fieldsOf(fields["on"]))).not.toContain("pull_request_target");
    },
  );

  it.each(jobs)("%s has its permissions, a time limit, and keeps no credentials", (_, { fields, steps }) => {
    expect(isFields(fields["permissions"])).toBe(true);
    expect(fields["timeout-minutes"]).toEqual(expect.any(Number));
    for (const { uses, with: given } of steps) {
      if (typeof uses === "string" && uses.includes("actions/checkout@")) {
        expect(fieldsOf(given)["persist-credentials"]).toBe(false);
        expect(fieldsOf(given)).not.toHaveProperty("allow-unsafe-pr-checkout");
      }
    }
  });

  it.each(jobs)("%s puts nothing of an event into a script", (_, { steps }) => {
    for (const { run } of steps) {
      if (run !== undefined) expect(run).not.toContain("${{");
    }
  });

  it.each(jobs)("%s installs no package with its scripts", (_, { steps }) => {
    for (const { run } of steps) {
      if (typeof run === "string" && /npm (ci|install)/.test(run)) expect(run).toContain("--ignore-scripts");
    }
  });

  it.each(jobs.filter(([name]) => running[name] === "untrusted"))(
    "%s runs anybody's program, and has no secret and no right to write",
    (_, { fields, steps }) => {
      expect(fields["permissions"]).toEqual({ contents: "read" });
      expect(fields).not.toHaveProperty("environment");
      const all = texts([fields, steps]).join("\n");
      expect(all).not.toMatch(/secrets\.|github\.token|DOMICILE_FORGE_TOKEN|PULUMI_/);
    },
  );

  it.each(jobs.filter(([name]) => running[name] === "reviewed"))(
    "%s runs a change that was read, by a pack and an approval of another place, and cannot write",
    (_, { fields, steps, file }) => {
      expect(fields["permissions"]).toEqual({ contents: "read" });
      const scripts = steps.flatMap(({ run }) => (typeof run === "string" ? [run] : [])).join("\n");
      expect(scripts).toMatch(
        /node \S+ preview --pack trusted\/policies --approval trusted\/approval\.yaml\s+--project change/,
      );
      expect(texts(steps).join("\n")).not.toMatch(/DOMICILE_FORGE_TOKEN|github\.token/);
      const isWaiting = fields["environment"] === "domicile-preview";
      const isByHand = file === "ci/forgejo/domicile-preview.yml";
      expect(isWaiting || isByHand).toBe(true);
    },
  );

  it.each(jobs.filter(([name]) => running[name] === undefined))(
    "%s has a token, and runs and checks out nothing of a change",
    (_, { steps, fields }) => {
      const all = texts([fields, steps]).join("\n");
      expect(all).not.toMatch(/check\.sh|domicile\S* (?:check|preview) |npm run|--prefix change/);
      for (const { uses, with: given } of steps) {
        if (typeof uses !== "string" || !uses.includes("actions/checkout@")) continue;
        const { ref } = fieldsOf(given);
        expect([undefined, "${{ github.event.repository.default_branch }}"]).toContain(ref);
      }
    },
  );

  it("take GitHub's review from the default branch, and its preview from branches of the repository only", () => {
    const review = workflows.find(({ file }) => file === "ci/github/domicile-review.yml");
    const check = workflows.find(({ file }) => file === "ci/github/domicile-check.yml");
    expect(review?.fields["on"]).toEqual({
      workflow_run: { workflows: [check?.fields["name"]], types: ["completed"] },
    });
    const preview = review?.jobs.find(({ name }) => name === "preview");
    expect(preview?.fields["if"]).toBe(
      "github.event.workflow_run.head_repository.full_name == github.repository",
    );
  });
});

describe("the pipeline of GitLab", () => {
  const job = (name: string): Record<string, unknown> => fieldsOf(gitlab[name]);
  const scripts = (name: string): string =>
    texts([job(name)["before_script"] ?? [], job(name)["script"] ?? []]).join("\n");
  const names = ["check", "report", "preview", "stranger", "verdict", "audit"];

  it("has its jobs, each with a stage and a time limit", () => {
    const found = Object.keys(gitlab).filter(
      (name) => isFields(gitlab[name]) && "script" in fieldsOf(gitlab[name]),
    );
    expect(found.toSorted()).toEqual(names.toSorted());
    const stages: unknown = gitlab["stages"];
    for (const name of names) {
      expect(stages).toContain(job(name)["stage"]);
      expect(job(name)["timeout"]).toMatch(/^\d+ (minutes|hours?)$/);
      expect(job(name)["rules"]).not.toEqual([]);
    }
  });

  it("gives anybody's change no environment, and so no variable that is bound to one", () => {
    expect(job("check")).not.toHaveProperty("environment");
    expect(job("stranger")).not.toHaveProperty("environment");
    expect(scripts("check")).not.toContain("CI_JOB_TOKEN");
  });

  it("starts the preview by hand, in an environment of its own, by the gate's pack and approval", () => {
    expect(job("preview")["rules"]).toEqual([
      expect.objectContaining({ when: "manual", allow_failure: false }),
    ]);
    expect(job("preview")["environment"]).toEqual({ name: "domicile-preview" });
    expect(scripts("preview")).toMatch(
      /node trusted\/cli\/domicile\.mjs preview --pack trusted\/policies --approval trusted\/approval\.yaml/,
    );
  });

  it.each(["report", "verdict"])("lets '%s' run the gate's scripts over reports alone", (name) => {
    expect(fieldsOf(job(name)["variables"])["GIT_STRATEGY"]).toBe("none");
    expect(job(name)["environment"]).toEqual({ name: "domicile-report", action: "access" });
    expect(scripts(name)).toContain("sh trusted/ci/scripts/report.sh gitlab ");
    expect(scripts(name)).not.toMatch(/check\.sh|domicile\.mjs preview|npm run/);
  });

  it("has marks of lines as code quality, and fails a fork's change that nobody has taken over", () => {
    const reports = fieldsOf(fieldsOf(job("check")["artifacts"])["reports"]);
    expect(reports["codequality"]).toBe("reports/codequality.json");
    expect(scripts("stranger")).toMatch(/exit 1$/);
  });
});

describe("what workflows name", () => {
  const named = [
    ...workflows.map(({ text }) => text),
    readFileSync(join(root, "ci/gitlab/domicile.gitlab-ci.yml"), "utf8"),
  ].flatMap((text) => [...text.matchAll(/ci\/scripts\/([\w.]+)/g)].map(([, script]) => script));

  it("is there", () => {
    const scripts = readdirSync(join(root, "ci/scripts"));
    expect(new Set(named)).toEqual(new Set(scripts));
  });
});
