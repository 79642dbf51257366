import { randomUUID } from "node:crypto";
import { InitializationError, isPropertyObject, revealAll } from "../../../infra/local/providers/protocol";
import type * as protocol from "../../../infra/local/providers/protocol";
import { changesOf, withSecretsOf } from "./changes";
import { checkObject } from "./checkValue";
import type { Thing } from "./cloud";
import type { CloudCall } from "./cloudEvent";
import type { CloudFile } from "./cloudFile";
import { checkConfiguration, configuration, regionOf, scopeOf } from "./configuration";
import { identityInputs, identityOf } from "./identity";
import { answerOf } from "./invokeAnswer";
import { outputsOf, previewedOutputs, type OutputSource } from "./outputs";
import { overrideOf, type TypeOverride } from "./override";
import type { SdkDeclarations } from "./sdkDeclarations";
import type { StrictProviderSettings } from "./settings";

type PropertyObject = protocol.PropertyObject;

/** A provider of any package whose SDK is installed: strict with what it is given, and of a cloud that is a file. */
export class StrictProvider implements protocol.ProviderImplementation {
  readonly name: string;
  readonly version = "0.0.1";
  readonly #settings: StrictProviderSettings;
  readonly #sdk: SdkDeclarations;
  readonly #cloud: CloudFile;
  #config: PropertyObject = {};

  constructor(settings: StrictProviderSettings, sdk: SdkDeclarations, cloud: CloudFile) {
    this.name = settings.package;
    this.#settings = settings;
    this.#sdk = sdk;
    this.#cloud = cloud;
  }

  checkConfig({ newInputs }: protocol.CheckRequest): Promise<protocol.CheckResult> {
    const failures = checkConfiguration(newInputs, this.#sdk.provider().inputs);
    return Promise.resolve({ inputs: newInputs, failures });
  }

  configure({ config }: protocol.ConfigureRequest): Promise<void> {
    this.#config = configuration(config, this.#sdk.provider().inputs);
    return Promise.resolve();
  }

  check({ type, newInputs }: protocol.CheckRequest): Promise<protocol.CheckResult> {
    const { inputs } = this.#sdk.resource(type);
    // The reason names the place: beside a property the engine would show its value once more, wherever it is.
    const failures = checkObject(newInputs, inputs, type).map(({ reason }) => ({ property: "", reason }));
    return Promise.resolve({ inputs: newInputs, failures });
  }

  diff({ type, oldInputs, newInputs }: protocol.DiffRequest): Promise<protocol.DiffResult> {
    const { replaceOn = [] } = this.#override(type);
    return Promise.resolve(changesOf(oldInputs, newInputs, replaceOn, this.#identity(type)));
  }

  create({ type, name, inputs, preview }: protocol.CreateRequest): Promise<protocol.CreateResult> {
    if (preview) return Promise.resolve({ id: "", outputs: previewedOutputs(this.#source(type, inputs)) });
    const identity = identityOf(inputs, this.#identity(type));
    const made = this.#ask(inputs, {
      ...{ call: "create", key: randomUUID(), type, name, inputs: plain(inputs) },
      idPattern: this.#override(type).id ?? "{name}-{count}",
      scope: scopeOf(this.#config, inputs),
      ...(identity === undefined ? {} : { identity }),
    });
    const thing = present(made);
    return Promise.resolve({ id: thing.id, outputs: this.#outputs(thing, inputs) });
  }

  read({ type, name, id, oldInputs }: protocol.ReadRequest): Promise<protocol.ReadResult | undefined> {
    const thing = this.#ask(oldInputs, { call: "read", key: randomUUID(), type, name, id });
    if (thing === undefined) return Promise.resolve(undefined);
    const inputs = withSecretsOf(oldInputs, thing.inputs);
    return Promise.resolve({ id, inputs, outputs: this.#outputs(thing, inputs) });
  }

  update(request: protocol.UpdateRequest): Promise<PropertyObject> {
    const { type, name, id, newInputs, preview } = request;
    // A preview does not look whether the thing is still there, as it is with real clouds.
    const planned = { type, name, id, count: this.#cloud.cloud().thing(type, id)?.count ?? 1 };
    const call = { call: "update", key: randomUUID(), type, name, id, inputs: plain(newInputs) } as const;
    const thing = preview ? planned : present(this.#ask(newInputs, call));
    return Promise.resolve(this.#outputs(thing, newInputs));
  }

  delete({ type, name, id, inputs }: protocol.DeleteRequest): Promise<void> {
    this.#ask(inputs, { call: "delete", key: randomUUID(), type, name, id });
    return Promise.resolve();
  }

  invoke({ token, args }: protocol.InvokeRequest): Promise<protocol.InvokeResult> {
    return Promise.resolve(answerOf(token, args, this.#sdk, this.#settings.invokes));
  }

  /**
   * Has the cloud answer a call; the thing that it was about is undefined when it is gone.
   * @param inputs as the program gave them, with its secrets
   */
  #ask(inputs: PropertyObject, call: CloudCall): Thing | undefined {
    this.#cloud.append(call);
    const outcome = this.#cloud.cloud().outcome(call.key);
    if (outcome.kind === "failed") throw new Error(outcome.message);
    if (outcome.kind === "done") return outcome.thing;
    const { thing, message } = outcome;
    const outputs = this.#outputs(thing, inputs);
    throw new InitializationError(message, { id: thing.id, inputs, outputs, reasons: [message] });
  }

  #outputs(
    { type, name, id, count }: Pick<Thing, "type" | "name" | "id" | "count">,
    inputs: PropertyObject,
  ): PropertyObject {
    return outputsOf(this.#source(type, inputs), { type, name, id, count, inputs });
  }

  #source(type: string, inputs: PropertyObject): OutputSource {
    const { outputs: override = {} } = this.#override(type);
    const declaration = this.#sdk.resource(type);
    return { declaration, inputs, override, region: regionOf(this.#config, inputs) };
  }

  #identity(type: string): readonly string[] {
    return this.#override(type).identity ?? identityInputs(this.#sdk.resource(type));
  }

  #override(type: string): TypeOverride {
    return overrideOf(this.#settings.overrides, type);
  }
}

function present(thing: Thing | undefined): Thing {
  if (thing === undefined) throw new Error("the cloud made a thing and does not tell which");
  return thing;
}

/** `inputs` as a cloud gets them: nothing is a secret there. */
function plain(inputs: PropertyObject): PropertyObject {
  const revealed = revealAll(inputs);
  return isPropertyObject(revealed) ? revealed : {};
}
