import * as pulumi from "@pulumi/pulumi";
import type { PulumiFn, UpResult } from "@pulumi/pulumi/automation";
import * as random from "@pulumi/random";
import { compare } from "bcryptjs";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { freshBackend, outputValues, temporaryFolder, writePlugins } from "../support/engine";
import type { Backend, TemporaryFolder } from "../support/engine";

const uuidForm = (version: number): RegExp =>
  new RegExp(`^[0-9a-f]{8}-[0-9a-f]{4}-${version}[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`);

/** What each output of `everyKind` looks like. */
const forms: Readonly<Record<string, RegExp>> = {
  password: /^[A-Za-z0-9_%]{24}$/,
  bcryptHash: /^\$2b\$10\$.{53}$/,
  base64: /^[A-Za-z0-9+/]{43}=$/,
  hex: /^[0-9a-f]{64}$/,
  string: /^[a-z0-9]{8}$/,
  id: /^p-[0-9a-f]{8}$/,
  integer: /^[5-9]$/,
  pet: /^the_[a-z]+_[a-z]+_[a-z]+$/,
  shuffle: /^[abc](,[abc]){6}$/,
  uuid: uuidForm(4),
  uuid4: uuidForm(4),
  uuid7: uuidForm(7),
};
const kinds = 10;

/** One resource of every kind, all with `keepers`. */
function everyKind(keepers: Record<string, pulumi.Input<string>>): PulumiFn {
  return () => {
    const password = new random.RandomPassword("password", {
      length: 24,
      minUpper: 3,
      minNumeric: 4,
      minSpecial: 2,
      overrideSpecial: "_%",
      keepers,
    });
    const bytes = new random.RandomBytes("bytes", { length: 32, keepers });
    return Promise.resolve({
      password: password.result,
      bcryptHash: password.bcryptHash,
      base64: bytes.base64,
      hex: bytes.hex,
      string: new random.RandomString("string", { length: 8, special: false, upper: false, keepers }).result,
      id: new random.RandomId("id", { byteLength: 4, prefix: "p-", keepers }).hex,
      integer: new random.RandomInteger("integer", { min: 5, max: 9, keepers }).result,
      pet: new random.RandomPet("pet", { length: 3, separator: "_", prefix: "the", keepers }).id,
      shuffle: new random.RandomShuffle("shuffle", { inputs: ["a", "b", "c"], resultCount: 7, keepers })
        .results,
      uuid: new random.RandomUuid("uuid", { keepers }).result,
      uuid4: new random.RandomUuid4("uuid4", { keepers }).result,
      uuid7: new random.RandomUuid7("uuid7", { keepers }).result,
    });
  };
}

function texts(result: UpResult): Record<string, string> {
  return Object.fromEntries(
    Object.entries(outputValues(result)).map(([name, value]) => [name, String(value)]),
  );
}

describe("the random plug-in on the engine", () => {
  let plugins: TemporaryFolder;
  let backend: Backend;

  beforeAll(async () => {
    plugins = await temporaryFolder("plugins");
    await writePlugins(plugins.path, { random: "infra/local/providers/random/main.ts" });
  });
  afterAll(() => plugins.remove());
  beforeEach(async () => {
    backend = await freshBackend({ pluginFolders: [plugins.path] });
    return () => backend.close();
  });

  it("creates every kind, keeps it, replaces it by its keepers and destroys it", async () => {
    const stack = await backend.stack(everyKind({ owner: "first" }));
    expect((await stack.preview()).changeSummary).toEqual({ create: kinds + 1 });

    const first = await stack.up();
    expect(first.summary.resourceChanges).toEqual({ create: kinds + 1 });
    const made = texts(first);
    expect(Object.keys(made).sort()).toEqual(Object.keys(forms).sort());
    for (const [name, form] of Object.entries(forms)) expect(made[name], name).toMatch(form);
    const { password = "", bcryptHash = "", base64 = "", hex } = made;
    expect(await compare(password, bcryptHash)).toBe(true);
    expect(Buffer.from(base64, "base64").toString("hex")).toBe(hex);

    const second = await stack.up({ refresh: true });
    expect(second.summary.resourceChanges).toEqual({ same: kinds + 1 });
    expect(texts(second)).toEqual(made);

    const changed = await backend.stack(everyKind({ owner: "second" }));
    const third = await changed.up();
    expect(third.summary.resourceChanges).toEqual({ replace: kinds, same: 1 });
    expect(texts(third)["password"]).not.toBe(password);

    expect((await changed.destroy()).summary.resourceChanges).toEqual({ delete: kinds + 1 });
  });

  it("leaves no secret readable in the state", async () => {
    const stack = await backend.stack(everyKind({ owner: "first" }));
    const result = await stack.up();
    const state = await backend.stateText();
    const { password = "", bcryptHash = "", base64 = "", hex = "", string = "" } = texts(result);
    expect(state).toContain(string);
    for (const secret of [password, bcryptHash, base64, hex]) {
      expect(secret).not.toBe("");
      expect(state).not.toContain(JSON.stringify(secret).slice(1, -1));
    }
    expect(result.outputs["password"]?.secret).toBe(true);
    expect(result.outputs["base64"]?.secret).toBe(true);
    expect(result.outputs["string"]?.secret).toBe(false);
  });

  it("keeps a keeper secret that is one", async () => {
    const stack = await backend.stack(everyKind({ owner: pulumi.secret("hidden-owner") }));
    await stack.up();
    expect(await backend.stateText()).not.toContain("hidden-owner");
  });

  it("replaces what hangs on a keeper that is unknown during the preview", async () => {
    const chain = (first: string): PulumiFn => {
      return () => {
        const source = new random.RandomUuid("source", { keepers: { first } });
        const follower = new random.RandomPassword("follower", {
          length: 12,
          keepers: { source: source.result },
        });
        return Promise.resolve({ source: source.result, follower: follower.result });
      };
    };
    const before = texts(await (await backend.stack(chain("a"))).up());
    const stack = await backend.stack(chain("b"));
    expect((await stack.preview()).changeSummary).toEqual({ replace: 2, same: 1 });
    const after = texts(await stack.up());
    expect(after["follower"]).not.toBe(before["follower"]);
  });

  it("imports what is there, and takes it over without a change", async () => {
    const program = (options: (id: string) => pulumi.CustomResourceOptions): PulumiFn => {
      return () => {
        const password = new random.RandomPassword("password", { length: 11 }, options("supersecret"));
        const id = new random.RandomId("id", { byteLength: 4, prefix: "my-" }, options("my-,p-9hUg"));
        const integer = new random.RandomInteger("integer", { min: 1, max: 50000 }, options("15390,1,50000"));
        const uuid = new random.RandomUuid("uuid", {}, options("aabbccdd-eeff-0011-2233-445566778899"));
        const outputs = [password.result, password.bcryptHash, id.dec, integer.result, uuid.result];
        return Promise.resolve({ all: outputs });
      };
    };
    const importing = await backend.stack(program((id) => ({ import: id })));
    const imported = await importing.up();
    expect(imported.summary.resourceChanges).toEqual({ create: 1, import: 4 });
    const [password, hash, ...others] = imported.outputs["all"]?.value as [string, string, ...unknown[]];
    expect(password).toBe("supersecret");
    expect(await compare("supersecret", hash)).toBe(true);
    expect(others).toEqual(["my-2817483090", 15390, "aabbccdd-eeff-0011-2233-445566778899"]);

    const later = await backend.stack(program(() => ({})));
    expect((await later.up()).summary.resourceChanges).toEqual({ same: 5 });
  });

  it("says in the user's terms what is wrong with the inputs, before anything is made", async () => {
    const stack = await backend.stack(() => {
      new random.RandomPassword("password", { length: 4, minUpper: 3, minLower: 2 });
      return Promise.resolve();
    });
    await expect(stack.preview()).rejects.toThrow(
      "'length' is 4, less than the sum of minUpper, minLower, minNumeric and minSpecial (5); " +
        "give at least 5 or lower the minimums",
    );
  });
});
