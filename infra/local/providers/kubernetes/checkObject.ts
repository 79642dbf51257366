import { hasUnknown, isPropertyObject, reveal, Unknown } from "../protocol";
import type { CheckRequest, CheckResult, PropertyObject, PropertyValue } from "../protocol";
import { sealed } from "./manifest/checkpoint";
import { withManagedByLabel } from "./manifest/managedByLabel";
import { fromManifest, toManifest } from "./manifest/manifest";
import {
  generatedName,
  hasGenerateName,
  isAutonamed,
  isNamed,
  knownName,
  withGeneratedName,
} from "./manifest/naming";
import { normalizeManifest } from "./manifest/normalize";
import { apiVersionOf, parseTypeToken } from "./manifest/typeToken";
import type { ObjectType } from "./manifest/typeToken";
import type { Session } from "./session";

/**
 * Completes the inputs: a generated name when there is none, the namespace when the kind has one, the label of
 * client-side apply.
 * Throws for types and forms that cannot be served.
 */
export async function checkObject(session: Session, request: CheckRequest): Promise<CheckResult> {
  const type = parseTypeToken(request.type);
  const { configuration } = session;
  if (configuration.skipUpdateUnreachable && request.oldInputs !== undefined) {
    const { unreachable } = await session.cluster();
    if (unreachable !== undefined) {
      request.log.warn(`left as it is, since the cluster is unreachable: ${unreachable}`);
      return { inputs: request.oldInputs };
    }
  }
  refuseForms(type, request.newInputs, configuration.enableServerSideApply);
  const labelled = withManagedByLabel(configuration, request.oldInputs, withName(request));
  const completed = await withNamespace(session, type, labelled);
  return { inputs: checkedForm(completed, request.newInputs) };
}

/**
 * The inputs as the state and policies see them: with a Secret's `stringData` as `data`, without fields that only the
 * server writes, and sealed as outputs are. While a value is not known yet, they are only sealed.
 * @param marked the inputs as the program gave them
 */
function checkedForm(inputs: PropertyObject, marked: PropertyObject): PropertyObject {
  const form = hasUnknown(inputs) ? inputs : fromManifest(normalizeManifest(toManifest(inputs)));
  return sealed(form, inputs, marked);
}

function refuseForms(type: ObjectType, inputs: PropertyObject, serverSideApply: boolean): void {
  if (type.kind.endsWith("List") && inputs["items"] !== undefined) {
    throw new Error(`${type.kind} cannot be created: make a resource for each of its items`);
  }
  if (type.patch && !serverSideApply) {
    throw new Error("Patch resources need server-side apply: do not set enableServerSideApply to false");
  }
  if (type.patch && !isNamed(inputs)) throw new Error("Patch resources need metadata.name");
  if (serverSideApply && hasGenerateName(inputs)) {
    throw new Error(
      "metadata.generateName is not possible with server-side apply: leave metadata.name out instead",
    );
  }
}

function withName(request: CheckRequest): PropertyObject {
  const { newInputs, oldInputs } = request;
  if (isNamed(newInputs) || hasGenerateName(newInputs)) return newInputs;
  if (oldInputs !== undefined) {
    const kept = isAutonamed(oldInputs) ? knownName(oldInputs) : undefined;
    if (kept !== undefined) return withGeneratedName(newInputs, kept);
    // The name was explicit and is dropped: only a replacement, checked without old inputs, gets a new one.
    return newInputs;
  }
  return withGeneratedName(newInputs, generatedName(request.name, request.randomSeed, request.autonaming));
}

async function withNamespace(
  session: Session,
  type: ObjectType,
  inputs: PropertyObject,
): Promise<PropertyObject> {
  const metadata: PropertyValue = reveal(inputs["metadata"] ?? {});
  if (!isPropertyObject(metadata)) return inputs;
  const given = reveal(metadata["namespace"] ?? "");
  // One that is not known yet counts as not given: the official plug-in previews such objects in the default namespace.
  if (!(given instanceof Unknown) && given !== "") return inputs;
  if (!(await session.isNamespaced(apiVersionOf(type), type.kind))) return inputs;
  return { ...inputs, metadata: { ...metadata, namespace: await session.defaultNamespace() } };
}
