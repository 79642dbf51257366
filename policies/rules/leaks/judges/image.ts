import { valueWithoutSecrets } from "../../../approval/address";
import { toValue } from "../../../toInputs";
import { isInputs, isList, isPresent, ownValue, unknown, type Found, type Value } from "../../../values";
import { isFromRegistry, parseImageReference } from "../../kubernetes/imageReference";
import type { Finding } from "../../rule";
import { finding, named, told, type Context, type JudgeOf } from "./context";

/** Judges a registry from which images come, with or without a scheme or a path. */
export const registry: JudgeOf<"registry"> = (found, context) =>
  found.flatMap((each) => judgeRegistry(each, context, registryOf));

/** Judges an image by its registry, and by its digest where the approval asks for one. */
export const image: JudgeOf<"image"> = (found, context) => {
  const { approval, judge } = context;
  if (approval.registries === undefined && !approval.requireDigest) return [];
  const images = judge.isText === true ? found.flatMap(imagesIn) : found;
  return named(images).flatMap((each) => [
    ...judgeRegistry(each, context, parseImageReference),
    ...(approval.requireDigest ? judgeDigest(each, context) : []),
  ]);
};

function judgeRegistry(
  { path, value, isMalformed }: Found,
  context: Context,
  read: typeof parseImageReference,
): readonly Finding[] {
  const { approval, leak } = context;
  const { registries } = approval;
  if (registries === undefined) return [];
  const said = {
    path,
    approved: registries.join(", "),
    fix: "name an approved registry or add an exception",
  };
  if (value === unknown) {
    return [finding(context, `${leak.does} a registry that cannot be known yet by '${path}'`, said)];
  }
  const reference = !isMalformed && typeof value === "string" ? read(value) : undefined;
  return reference !== undefined && isFromRegistry(reference, registries)
    ? []
    : [finding(context, `${leak.does} ${told(valueWithoutSecrets(value))} by '${path}'`, said)];
}

function judgeDigest({ path, value, isMalformed }: Found, context: Context): readonly Finding[] {
  const reference = !isMalformed && typeof value === "string" ? parseImageReference(value) : undefined;
  if (reference?.digest?.startsWith("sha256:") === true) return [];
  const what =
    value === unknown
      ? `an image that cannot be known yet by '${path}'`
      : `${told(valueWithoutSecrets(value))}, which has no digest, by '${path}'`;
  return [
    finding(context, `${context.leak.does} ${what}`, {
      path,
      approved: "images by digest",
      fix: "append @sha256: and the digest or add an exception",
    }),
  ];
}

/** A registry alone, with or without a scheme, or with a path. */
function registryOf(text: string): ReturnType<typeof parseImageReference> {
  const plain = text.replace(/^https:\/\//, "").replace(/\/$/, "");
  return parseImageReference(plain.includes("/") ? plain : `${plain}/any`);
}

/** What a text in JSON has under `image`, however deep; the text itself where it cannot be read. */
function imagesIn(each: Found): readonly Found[] {
  const { value, path, isMalformed } = each;
  if (value === unknown || isMalformed || value === "") return [each];
  const content = typeof value === "string" ? contentOf(value) : undefined;
  return content === undefined ? [{ ...each, isMalformed: true }] : imagesWithin(content, path);
}

function imagesWithin(value: Value, path: string): readonly Found[] {
  if (isList(value)) return value.flatMap((element) => imagesWithin(element, path));
  if (!isInputs(value)) return [];
  return Object.keys(value).flatMap((key) => {
    const part = ownValue(value, key);
    return key.toLowerCase() === "image" && isPresent(part)
      ? [{ path, value: part, isMalformed: false }]
      : imagesWithin(part, path);
  });
}

function contentOf(text: string): Value {
  try {
    return toValue(JSON.parse(text));
  } catch {
    return undefined;
  }
}
