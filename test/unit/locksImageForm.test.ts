import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  anyImage,
  approvedImage,
  digestEnd,
  notBare,
  registryProblems,
  type ImageForm,
} from "../../infra/locks/cluster/imageForm";
import { isFromRegistry, parseImageReference } from "../../policies/rules/kubernetes/imageReference";
import { digest, registryLists, trickyReferences } from "../support/imageReferences";

/** A regular expression as RE2 reads it: JavaScript knows the group that ignores case from Node 23 on only. */
function re2(text: string): RegExp {
  const anyCase = (part: string): string =>
    part.replace(/[a-z]/g, (letter) => `[${letter}${letter.toUpperCase()}]`);
  return new RegExp(text.replace(/\(\?i:([^()]*)\)/g, (_, part: string) => `(?:${anyCase(part)})`));
}

/** What the admission policy decides, as its expression puts the forms together. */
function hasForm({ hosted, bare }: ImageForm, text: string): boolean {
  return (
    (hosted !== undefined && re2(hosted).test(text)) ||
    (bare !== undefined && re2(bare).test(text) && !re2(notBare).test(text))
  );
}

/** What the policy pack decides. */
function isPackApproved(text: string, registries: readonly string[]): boolean {
  const reference = parseImageReference(text);
  return reference !== undefined && isFromRegistry(reference, registries);
}

/** The only references that the pack permits and the lock refuses: Docker Hub in capitals, and a team of it as an image. */
const stricter = new Set(["DOCKER.IO/library", "Docker.io/library"]);

describe("approved images", () => {
  it.each(registryLists.map((registries) => [registries.join(", "), registries] as const))(
    "of %s are those of the policy pack",
    (_, registries) => {
      const form = approvedImage(registries);
      const lock = trickyReferences.filter((text) => hasForm(form, text));
      expect(lock).toEqual(trickyReferences.filter((text) => isPackApproved(text, registries)));
      expect(lock).not.toEqual([]);
    },
  );

  it("of any registry are those that the policy pack can read", () => {
    const readable = trickyReferences.filter((text) => parseImageReference(text) !== undefined);
    expect(trickyReferences.filter((text) => hasForm(anyImage, text))).toEqual(readable);
  });

  it("have a digest where the policy pack finds one", () => {
    const read = trickyReferences.filter((text) => parseImageReference(text) !== undefined);
    const digested = read.filter((text) => parseImageReference(text)?.digest?.startsWith("sha256:"));
    expect(read.filter((text) => re2(digestEnd).test(text))).toEqual(digested);
    expect(digested).toHaveLength(3);
  });

  it("are those of the policy pack, however they are spelt", () => {
    const piece = fc.constantFrom(
      ...[
        "registry.example.de",
        "REGISTRY.EXAMPLE.DE",
        "evil.com",
        "docker.io",
        "index.docker.io",
        "Docker.io",
      ],
      ...[
        "localhost",
        "ghcr.io",
        "library",
        "nginx",
        "team",
        "Team",
        "a.b",
        "a_b",
        "[::1]",
        "é",
        " ",
        "\n",
        "",
      ],
      ...[
        "/",
        "/",
        "/",
        ":",
        ":5000",
        ":443",
        ".",
        "..",
        "-",
        "_",
        "__",
        "@",
        `@${digest}`,
        ":v1",
        "\\",
        "a".repeat(64),
      ],
    );
    const reference = fc.array(piece, { minLength: 1, maxLength: 7 }).map((pieces) => pieces.join(""));
    fc.assert(
      fc.property(reference, fc.constantFrom(...registryLists), (text, registries) => {
        fc.pre(!stricter.has(text.replace(/[:@].*$/s, "")) && text.length <= 200);
        expect(hasForm(approvedImage(registries), text)).toBe(isPackApproved(text, registries));
        expect(hasForm(anyImage, text)).toBe(parseImageReference(text) !== undefined);
      }),
      { numRuns: 5_000 },
    );
  });

  it("are refused where the policy pack permits an image that nobody can pull", () => {
    for (const text of stricter) {
      expect([
        hasForm(approvedImage(["docker.io/library"]), text),
        isPackApproved(text, ["docker.io/library"]),
      ]).toEqual([false, true]);
    }
  });
});

describe("registries", () => {
  const allowed =
    "is no registry; allowed: HOST[:PORT][/PATH], with a '.' or a port in it, the path in small letters";

  it.each(registryLists.map((registries) => [registries.join(", "), registries] as const))(
    "takes %s",
    (_, registries) => {
      expect(registryProblems(registries)).toEqual([]);
    },
  );

  it.each([
    "registry",
    "https://registry.example.de",
    "registry.example.de/Team",
    "registry.example.de/team//app",
    "registry.example.de/team//",
    "*.example.de",
    "registry.example.de:port",
    "registry.example.de/it's",
    "registry.example.de/a)|(b",
    "",
    " registry.example.de",
  ])("refuses '%s'", (entry) => {
    expect(registryProblems([entry])).toEqual([`registries: '${entry}' ${allowed}`]);
  });

  it("refuses an empty list", () => {
    expect(registryProblems([])).toEqual([
      "registries: is an empty list; name at least one, or remove the key",
    ]);
  });
});
