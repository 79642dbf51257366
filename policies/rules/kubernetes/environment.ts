import { isInputs, isPresent, ownValue, unknown, type Inputs, type Value } from "../../values";
import { locate, type Located } from "./located";

/** A variable of a container's environment. */
export interface Variable {
  readonly name: string;
  /** Where it is set, e.g. `spec.containers[0].env[2].value`. */
  readonly path: string;
  /** With references to other variables resolved; undefined when the value comes from elsewhere. */
  readonly value: Value;
  /** Whether the value stands in a Secret, a ConfigMap or a file, where nobody reads it. */
  readonly isElsewhere: boolean;
}

/** What fields of the pod stand for where an address is wanted: the node and the pod themselves, and plain names. */
const fieldStandIns: ReadonlyMap<string, string> = new Map([
  ["status.hostIP", "127.0.0.1"],
  ["status.hostIPs", "127.0.0.1"],
  ["status.podIP", "127.0.0.1"],
  ["status.podIPs", "127.0.0.1"],
  ["metadata.namespace", "namespace"],
  ["metadata.name", "pod"],
  ["spec.nodeName", "node"],
  ["spec.serviceAccountName", "account"],
]);

/**
 * The variables that a container sets, in their order; of two with one name the last holds. An unknown list or element
 * gives a variable without a name.
 */
export function environmentOf({ path, value: container }: Located): Variable[] {
  if (!isInputs(container)) return [];
  const variables: Variable[] = [];
  for (const { path: at, value } of locate(container, "env", path))
    variables.push(variable(at, value, variables));
  return variables;
}

/** A word of a container's command line. */
export interface Word {
  readonly path: string;
  readonly word: string;
}

/** The words of a container's command line, those of a shell's script included. */
export function commandLineOf({ path, value: container }: Located): Word[] {
  if (!isInputs(container)) return [];
  return ["command", "args"]
    .flatMap((list) => locate(container, list, path))
    .flatMap(({ path, value }) =>
      typeof value === "string" ? wordsOf(value).map((word) => ({ path, word })) : [],
    );
}

/** Most arguments are one word. */
function wordsOf(text: string): readonly string[] {
  return /\s/.test(text) ? text.split(/\s+/) : [text];
}

function variable(path: string, entry: Value, before: readonly Variable[]): Variable {
  if (!isInputs(entry)) return { name: "", path, value: unknown, isElsewhere: false };
  const name = ownValue(entry, "name");
  const value = ownValue(entry, "value");
  const source = ownValue(entry, "valueFrom");
  const isElsewhere = !isPresent(value) && isPresent(source);
  const read = isElsewhere ? fieldOf(source) : value;
  return {
    name: typeof name === "string" ? name : "",
    path: `${path}.${isElsewhere ? "valueFrom" : "value"}`,
    value: typeof read === "string" ? expanded(read, before) : read,
    isElsewhere: isElsewhere && read === undefined,
  };
}

/** What stands in for a field of the pod; undefined for any other source. */
function fieldOf(source: Value): Value {
  const field = isInputs(source) ? ownValue(fieldRefOf(source), "fieldPath") : undefined;
  return typeof field === "string" ? fieldStandIns.get(field) : undefined;
}

function fieldRefOf(source: Inputs): Inputs {
  const reference = ownValue(source, "fieldRef");
  return isInputs(reference) ? reference : {};
}

/** Kubernetes replaces `$(NAME)` by the variable of that name when it is set further up, and leaves it otherwise. */
function expanded(text: string, before: readonly Variable[]): string {
  return text.replace(/\$\(([^)\s]+)\)/g, (reference, name: string) => {
    const value = before.findLast((variable) => variable.name === name)?.value;
    return typeof value === "string" ? value : reference;
  });
}
