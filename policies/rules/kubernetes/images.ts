import type { Approval } from "../../approval/approval";
import { rememberedLast } from "../../remembered";
import { isInputs, isPresent, ownValue, shown, unknown, type Value } from "../../values";
import type { Finding } from "../rule";
import { isFromRegistry, parseImageReference, type ImageReference } from "./imageReference";
import { finding, kubernetesRule } from "./kubernetesRule";
import type { KubernetesObject } from "./object";
import type { Located } from "./located";
import { makesPods, otherContainersOf, podContainersOf, podTemplatesOf } from "./pods";

/** Images of containers and image volumes by the registry that they come from. */
export const imageRegistry = kubernetesRule({
  id: "kubernetes-image-registry",
  title: "Images come from approved registries",
  why: "A registry elsewhere sees what runs where, can stop delivering, and can deliver a program that sends data out.",
  fix: "Mirror the image to a registry of the approval's 'registries' and name it there.",
  concerns: makesPods,
  check: (object, { registries }) =>
    registries === undefined ? [] : imagesOf(object).flatMap((image) => registryProblems(image, registries)),
});

/** Images of containers and image volumes by the way that they are named. */
export const imageDigest = kubernetesRule({
  id: "kubernetes-image-digest",
  title: "Images are named by digest",
  why: "A tag names another program tomorrow, so that what was examined is not what runs.",
  fix: "Append the digest to the reference: name@sha256:…",
  concerns: makesPods,
  check: (object, approval) =>
    approval.requireDigest ? imagesOf(object).flatMap((image) => digestProblems(image, approval)) : [],
});

/** What an object names as an image. */
interface Image extends Located {
  /** Whether it stands where an object with an image should, so that it names none even when it is a text. */
  readonly isMisplaced?: boolean;
}

/** Every image that an object names; where one is needed and missing, the value is undefined. */
const imagesOf = rememberedLast((object: KubernetesObject): readonly Image[] => {
  const templates = podTemplatesOf(object);
  // Who patches an object, or configures an operator, may leave the image as it is.
  const isNeeded = object.isBuiltIn && !object.isPatch;
  const unreadable = templates.flatMap(({ path, spec }) =>
    isInputs(spec) ? [] : [misplaced({ path, value: spec })],
  );
  return [
    ...unreadable,
    ...podContainersOf(object).flatMap((container) => imageIn(container, "image", isNeeded)),
    ...templates.flatMap(({ volumes }) => volumes.flatMap((volume) => volumeImage(volume, isNeeded))),
    ...otherContainersOf(object).flatMap(operatorImage),
  ];
});

function misplaced(located: Located): Image {
  return { ...located, isMisplaced: true };
}

/** What a container or an image volume names, or what stands where it should. */
function imageIn(located: Located, property: string, isNeeded: boolean): Image[] {
  const { path, value } = located;
  if (!isInputs(value)) return [misplaced(located)];
  const image = ownValue(value, property);
  return isPresent(image) || isNeeded ? [{ path: `${path}.${property}`, value: image }] : [];
}

function volumeImage(located: Located, isNeeded: boolean): Image[] {
  const { path, value } = located;
  if (!isInputs(value)) return [misplaced(located)];
  const image = ownValue(value, "image");
  return isPresent(image) ? imageIn({ path: `${path}.image`, value: image }, "reference", isNeeded) : [];
}

/** Operators also take images in parts: a `repository` beside a bare `image`, or an `image` with a `repository` in it. */
function operatorImage({ path, value }: Located): Image[] {
  if (!isInputs(value)) return [];
  const image = ownValue(value, "image");
  const composed = isInputs(image)
    ? joined(ownValue(image, "registry"), ownValue(image, "repository"))
    : typeof image === "string" && !image.includes("/")
      ? joined(ownValue(value, "repository"), image)
      : undefined;
  return [{ path: `${path}.image`, value: composed ?? image }];
}

/** `host/path` of two parts, of which the first may be missing; undefined without the second. */
function joined(host: Value, path: Value): string | undefined {
  if (typeof path !== "string" || path === "") return undefined;
  return typeof host === "string" && host !== "" ? `${host}/${path}` : path;
}

function registryProblems(image: Image, registries: readonly string[]): Finding[] {
  const { path, value } = image;
  const approved = `approved: ${registries.join(", ")}`;
  const read = readImage(image, approved);
  if ("problem" in read) return finding("mandatory", path, read.problem);
  const { registry, repository } = read.reference;
  return isFromRegistry(read.reference, registries)
    ? []
    : finding(
        "mandatory",
        path,
        `${shown(value)} by '${path}' comes from ${registry}/${repository}; ${approved} - mirror the image there and name it there`,
      );
}

function digestProblems(image: Image, { registries }: Approval): Finding[] {
  const { path, value } = image;
  const approved = "approved: images by digest";
  const read = readImage(image, approved);
  // With registries, their rule says so already.
  if ("problem" in read) return registries === undefined ? finding("mandatory", path, read.problem) : [];
  return read.reference.digest?.startsWith("sha256:") === true
    ? []
    : finding(
        "mandatory",
        path,
        `${shown(value)} by '${path}' has no digest; ${approved} - append @sha256: and the digest`,
      );
}

/** The reference that an image is named by, or what is wrong with it. */
function readImage(
  { path, value, isMisplaced = false }: Image,
  approved: string,
): { readonly reference: ImageReference } | { readonly problem: string } {
  if (value === unknown) {
    return {
      problem: `'${path}' cannot be known yet; ${approved} - write the image as plain text, not as an output`,
    };
  }
  if (isMisplaced) {
    return { problem: `'${path}' is ${shown(value)}, which names no image; ${approved} - write an object` };
  }
  if (!isPresent(value)) return { problem: `'${path}' is missing; ${approved} - name an image` };
  const reference = typeof value === "string" ? parseImageReference(value) : undefined;
  return reference === undefined
    ? {
        problem: `'${path}' is ${shown(value)}, no image reference; ${approved} - write registry/path@sha256:digest`,
      }
    : { reference };
}
