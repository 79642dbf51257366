import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isFromRegistry, parseImageReference } from "../../policies/rules/kubernetes/imageReference";

const digest = `sha256:${"0123456789abcdef".repeat(4)}`;

describe("parseImageReference", () => {
  it.each([
    ["nginx", "docker.io", "library/nginx"],
    ["nginx:1.27", "docker.io", "library/nginx"],
    [`nginx@${digest}`, "docker.io", "library/nginx"],
    [`nginx:1.27@${digest}`, "docker.io", "library/nginx"],
    ["vllm/vllm-openai:v0.30.0", "docker.io", "vllm/vllm-openai"],
    ["docker.io/nginx", "docker.io", "library/nginx"],
    ["index.docker.io/nginx", "docker.io", "library/nginx"],
    ["registry.example.de/team/app", "registry.example.de", "team/app"],
    ["registry.example.de:5000/app:v1", "registry.example.de:5000", "app"],
    ["REGISTRY.example.de/app", "registry.example.de", "app"],
    ["localhost/domicile/gateway:1", "localhost", "domicile/gateway"],
    ["localhost:5000/x", "localhost:5000", "x"],
    ["Registry/app", "registry", "app"],
    ["registry/app", "docker.io", "registry/app"],
    ["[::1]:5000/x", "[::1]:5000", "x"],
    // A port without a path is a tag: this comes from Docker Hub.
    ["registry.example.de:443", "docker.io", "library/registry.example.de"],
    ["registry.example.de", "docker.io", "library/registry.example.de"],
    ["registry.example.de.evil.com/x", "registry.example.de.evil.com", "x"],
    ["evil.com/registry.example.de/x", "evil.com", "registry.example.de/x"],
    ["a__b/c--d.e_f", "docker.io", "a__b/c--d.e_f"],
  ])("reads %s", (text, registry, repository) => {
    expect(parseImageReference(text)).toMatchObject({ registry, repository });
  });

  it("reads tag and digest", () => {
    expect(parseImageReference(`ghcr.io/a/b:v1@${digest}`)).toEqual({
      registry: "ghcr.io",
      repository: "a/b",
      tag: "v1",
      digest,
    });
  });

  it.each([
    "",
    " nginx",
    "nginx ",
    "registry.example.de/ app",
    "registry.example.de@evil.com/x",
    "user:password@registry.example.de/x",
    "registry.example.de/x@evil.com/y",
    "https://registry.example.de/x",
    "registry.example.de./x",
    "registry..example.de/x",
    "-registry.example.de/x",
    "registry.example.de:/x",
    "registry.example.de:port/x",
    "registry.example.de/x/../y",
    "registry.example.de//x",
    "/x",
    "registry.example.de/",
    "registry.example.de/App",
    "registry.example.de/x:",
    "registry.example.de/x:.tag",
    "registry.example.de/x@sha256:123",
    `registry.example.de/x@sha256:${"A".repeat(64)}`,
    `registry.example.de/x@sha256:${"a".repeat(63)}`,
    `registry.example.de/x@md5:${"a".repeat(32)}`,
    `registry.example.de/x@${digest}x`,
    "registry.example.de\\evil.com/x",
    "registry.example.de/x?y",
    "registry.example.de/x#y",
    "registry.example.de/x\n",
    "réseau.example.de/x",
    "a".repeat(64),
    `registry.example.de/${"a".repeat(256)}`,
  ])("refuses %j", (text) => {
    expect(parseImageReference(text)).toBeUndefined();
  });
});

describe("isFromRegistry", () => {
  const from = (text: string, registries: string[]): boolean => {
    const reference = parseImageReference(text);
    return reference !== undefined && isFromRegistry(reference, registries);
  };

  it.each([
    ["registry.example.de/x", ["registry.example.de"], true],
    ["registry.example.de/x", ["Registry.Example.DE"], true],
    ["registry.example.de/x", ["other.de", "registry.example.de"], true],
    ["registry.example.de:5000/x", ["registry.example.de:5000"], true],
    ["registry.example.de:5000/x", ["registry.example.de"], false],
    ["registry.example.de:443/x", ["registry.example.de"], false],
    ["registry.example.de/x", ["registry.example.de:5000"], false],
    ["sub.registry.example.de/x", ["registry.example.de"], false],
    ["registry.example.de.evil.com/x", ["registry.example.de"], false],
    ["nginx", ["docker.io"], true],
    ["nginx", ["index.docker.io"], true],
    ["nginx", ["docker.io/library"], true],
    ["evil/nginx", ["docker.io/library"], false],
    ["registry.example.de:443", ["registry.example.de"], false],
    ["ghcr.io/team/app", ["ghcr.io/team"], true],
    ["ghcr.io/team/app", ["ghcr.io/team/"], true],
    ["ghcr.io/team", ["ghcr.io/team"], true],
    ["ghcr.io/teams/app", ["ghcr.io/team"], false],
    ["ghcr.io/other/team/app", ["ghcr.io/team"], false],
  ])("%s from %j: %s", (text, registries, expected) => {
    expect(from(text, registries)).toBe(expected);
  });

  it("takes no image from elsewhere, however it is spelt", () => {
    const host = fc.constantFrom(
      "registry.example.de",
      "registry.example.de.evil.com",
      "evil.com",
      "evil.com:443",
      "registry.example.de:443",
      "registry.example.de@evil.com",
      "u:p@registry.example.de",
      " registry.example.de",
      "registry.example.de ",
      "registry.example.de.",
      "registry.example.de\\evil.com",
      "https://registry.example.de",
      "REGISTRY.EXAMPLE.DE",
      "registry.example.dе", // the last letter is Cyrillic
    );
    const middle = fc.constantFrom("", "registry.example.de/", "../", "team/", "Team/", "/");
    const end = fc.constantFrom(
      "",
      ":v1",
      `@${digest}`,
      `:v1@${digest}`,
      ":registry.example.de",
      "@registry.example.de",
    );
    fc.assert(
      fc.property(host, middle, end, (registry, path, suffix) => {
        const text = `${registry}/${path}app${suffix}`;
        // What runtimes contact: what stands before the first slash, to the letter but for the case.
        const isApproved = from(text, ["registry.example.de"]);
        expect(isApproved && text.slice(0, text.indexOf("/")).toLowerCase() !== "registry.example.de").toBe(
          false,
        );
      }),
      { numRuns: 1_000 },
    );
  });

  it("reads back every reference that it is built from", () => {
    const step = fc.stringMatching(/^[a-z0-9]{1,8}$/);
    const registry = fc
      .tuple(step, fc.constantFrom("", ":5000"))
      .map(([name, port]) => `${name}.example.de${port}`);
    const path = fc.array(step, { minLength: 1, maxLength: 4 }).map((steps) => steps.join("/"));
    fc.assert(
      fc.property(registry, path, fc.option(step), fc.boolean(), (host, repository, tag, hasDigest) => {
        const text = `${host}/${repository}${tag === null ? "" : `:${tag}`}${hasDigest ? `@${digest}` : ""}`;
        expect(parseImageReference(text)).toEqual({
          registry: host,
          repository,
          ...(tag === null ? {} : { tag }),
          ...(hasDigest ? { digest } : {}),
        });
        expect(from(text, [host])).toBe(true);
      }),
    );
  });
});
