import { Secret, Unknown } from "../protocol";
import type {
  PropertyChange,
  PropertyObject,
  PropertyValue,
  ProviderImplementation,
  ReadResult,
} from "../protocol";
import { checkInputs } from "./checkInputs";
import { completeInputs, diffInputs } from "./completeInputs";
import type { Generated, GeneratedKind } from "./generatedKind";
import { InputReader } from "./inputReader";

/**
 * A provider of resources that live in the state only.
 * @param name Pulumi's package name
 * @param version version of the official plug-in that it stands for
 * @param kinds by type token, e.g. `random:index/randomId:RandomId`
 */
export function generatedProvider(
  name: string,
  version: string,
  kinds: Readonly<Record<string, GeneratedKind>>,
): ProviderImplementation {
  const kindOf = (type: string): GeneratedKind => {
    const kind = kinds[type];
    if (kind !== undefined) return kind;
    throw new Error(`'${type}' is no resource of this plug-in; it has ${Object.keys(kinds).join(", ")}`);
  };
  return {
    name,
    version,
    check({ type, newInputs }) {
      const kind = kindOf(type);
      const wrong = checkInputs(newInputs, kind.inputs);
      const failures =
        wrong.length > 0 ? wrong : kind.check?.(new InputReader(completeInputs(kind, newInputs)));
      return Promise.resolve({ inputs: newInputs, failures: failures ?? [] });
    },
    diff({ type, oldOutputs, newInputs }) {
      const kind = kindOf(type);
      const diff = diffInputs(kind, oldOutputs, newInputs);
      const state = stateAfterUpdate(kind, oldOutputs, newInputs);
      const expired = kind.expired?.(new InputReader(state)) ?? [];
      const renewals = expired.map((output): [string, PropertyChange] => [output, "update-replace"]);
      return Promise.resolve({
        changes: diff.changes || expired.length > 0,
        replaces: [...diff.replaces, ...expired],
        detailedDiff: { ...diff.detailedDiff, ...Object.fromEntries(renewals) },
      });
    },
    async create({ type, inputs, preview, log }) {
      const kind = kindOf(type);
      const complete = completeInputs(kind, inputs);
      if (!preview) {
        const reader = new InputReader(complete);
        for (const warning of kind.warnings?.(reader) ?? []) log.warn(warning);
        const generated = await kind.generate(reader);
        return { id: generated.id, outputs: stateOf(kind, complete, generated) };
      }
      const unknown = Object.fromEntries(Object.keys(kind.outputs).map((output) => [output, Unknown.value]));
      return { id: "", outputs: { ...outputsFromInputs(kind, complete), ...withSecrets(kind, unknown) } };
    },
    read({ type, id, oldInputs, oldOutputs }) {
      return readOrImport(type, kindOf(type), { id, inputs: oldInputs, outputs: oldOutputs });
    },
    update({ type, oldOutputs, newInputs }) {
      return Promise.resolve(
        withSecrets(kindOf(type), stateAfterUpdate(kindOf(type), oldOutputs, newInputs)),
      );
    },
    delete: () => Promise.resolve(),
  };
}

async function readOrImport(type: string, kind: GeneratedKind, known: ReadResult): Promise<ReadResult> {
  if (Object.keys(known.outputs).length === 0) {
    if (kind.import === undefined) {
      throw new Error(`'${type}' cannot be imported: an id does not tell what the resource holds`);
    }
    const imported = await kind.import(known.id);
    const complete = completeInputs(kind, imported.inputs);
    return { id: imported.id, inputs: imported.inputs, outputs: stateOf(kind, complete, imported) };
  }
  const inputs = Object.keys(known.inputs).length > 0 ? known.inputs : completeInputs(kind, known.outputs);
  const current = kind.current?.(new InputReader(known.outputs)) ?? {};
  return { id: known.id, inputs, outputs: withSecrets(kind, { ...known.outputs, ...current }) };
}

/** What the state keeps of the inputs. */
function outputsFromInputs(kind: GeneratedKind, inputs: PropertyObject): PropertyObject {
  return Object.fromEntries(
    Object.entries(inputs).flatMap(([name, value]): [string, PropertyValue][] => {
      const spec = kind.inputs[name];
      if (spec?.writeOnly) return [];
      return [[name, spec?.secret ? new Secret(value) : value]];
    }),
  );
}

/** The whole state, in the official plug-in's form: it also holds the id and the version of that form. */
function stateOf(kind: GeneratedKind, inputs: PropertyObject, { id, outputs }: Generated): PropertyObject {
  const version = kind.schemaVersion ?? 0;
  return {
    ...(version > 0 ? { __meta: JSON.stringify({ schema_version: String(version) }) } : {}),
    id,
    ...outputsFromInputs(kind, inputs),
    ...withSecrets(kind, outputs),
  };
}

function stateAfterUpdate(
  kind: GeneratedKind,
  olds: PropertyObject,
  newInputs: PropertyObject,
): PropertyObject {
  const dropped = Object.entries(kind.inputs).filter(([, spec]) => !spec.sticky);
  const kept = Object.entries(olds).filter(([name]) => !dropped.some(([input]) => input === name));
  const state = {
    ...Object.fromEntries(kept),
    ...outputsFromInputs(kind, completeInputs(kind, newInputs)),
  };
  return { ...state, ...(kind.current?.(new InputReader(state)) ?? {}) };
}

function withSecrets(kind: GeneratedKind, outputs: PropertyObject): PropertyObject {
  return Object.fromEntries(
    Object.entries(outputs).map(([name, value]): [string, PropertyValue] => [
      name,
      kind.outputs[name] === "secret" ? new Secret(value) : value,
    ]),
  );
}
