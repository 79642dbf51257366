import {
  isPropertyObject,
  type InvokeResult,
  type PropertyObject,
} from "../../../infra/local/providers/protocol";
import { checkObject } from "./checkValue";
import type { SdkDeclarations } from "./sdkDeclarations";
import { fillIn } from "./template";

/**
 * The answer of a function by a test's table, with `{inputs.a}` for its argument `a`.
 * @throws Error when the table or the SDK has no such function, or the table's answer is not as the SDK declares it
 */
export function answerOf(
  token: string,
  args: PropertyObject,
  sdk: SdkDeclarations,
  answers: Readonly<Record<string, PropertyObject>>,
): InvokeResult {
  const { inputs, outputs } = sdk.function(token);
  const failures = checkObject(args, inputs, token);
  if (failures.length > 0) return { result: {}, failures };
  const answer = answers[token];
  if (answer === undefined) throw new Error(`no answer is given for the function '${token}'`);
  const result = fillIn(answer, { name: "", id: "", count: 1, type: token, inputs: args });
  if (!isPropertyObject(result)) throw new Error(`the answer of '${token}' is no object`);
  const [mistake] = checkObject(result, outputs, token);
  if (mistake !== undefined) throw new Error(`in the answer of '${token}' ${mistake.reason}`);
  return { result };
}
