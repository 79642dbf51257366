import { isPropertyObject, Unknown, type PropertyObject } from "../../../infra/local/providers/protocol";
import { checkValue } from "./checkValue";
import { completeObject, type TextAt } from "./completeOutputs";
import { ownName } from "./identity";
import { merged, unknownIn } from "./override";
import type { Declaration } from "./sdkDeclarations";
import { fillIn, type TemplateValues } from "./template";

/** What outputs are made of. */
export interface OutputSource {
  readonly declaration: Declaration;
  readonly inputs: PropertyObject;
  /** Outputs that a test gives, with placeholders. */
  readonly override: PropertyObject;
  /** Where the thing lies, when its provider says so. */
  readonly region: string | undefined;
}

/** All outputs of a thing that is there. @throws Error when a test's output has another type than is declared */
export function outputsOf(source: OutputSource, values: TemplateValues): PropertyObject {
  const { declaration, override } = source;
  const filled = fillIn(override, values);
  if (!isPropertyObject(filled)) throw new Error("outputs are no object");
  const outputs = merged(
    added(source, (path) => `${values.name}-${path}`),
    filled,
  );
  for (const [name, { shape }] of declaration.outputs.properties) {
    const [mistake] = name in override ? checkValue(outputs[name] ?? null, shape, name) : [];
    if (mistake !== undefined) throw new Error(`the output ${mistake.reason}`);
  }
  return outputs;
}

/** What is known of the outputs before the thing is made: the inputs; the rest is unknown. */
export function previewedOutputs(source: OutputSource): PropertyObject {
  return merged(added(source, Unknown.value), unknownIn(source.override));
}

function added({ declaration, inputs, region }: OutputSource, textAt: TextAt | Unknown): PropertyObject {
  const given = {
    ...ownName(declaration, inputs),
    ...(region === undefined ? {} : { region }),
    ...inputs,
  };
  return completeObject(given, declaration.outputs, textAt);
}
