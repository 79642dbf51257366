import type {
  RegisterResourceRequest,
  ReadResourceRequest,
  ResourceInvokeRequest,
} from "@pulumi/pulumi/proto/resource_pb";
import type { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { isProviderType, stackType } from "../../../policies/token";
import { DefaultProviders, referenceTo, type ProviderSettings } from "./defaultProviders";
import { answerOf } from "./functions";
import { previewOf } from "./preview";
import type { Recording, Registration } from "./recording";
import { Transforms } from "./transforms";
import { withUnknownTexts, type WireObject } from "./wire";

/** The stack whose program is run. */
export interface StackIdentity extends ProviderSettings {
  readonly project: string;
  readonly stack: string;
}

/** What the engine tells a program of a resource. */
export interface Answer {
  readonly urn: string;
  readonly outputs: WireObject;
}

/** Records what a program registers, and answers as an engine does in the preview of a stack that does not exist yet. */
export class Monitor {
  readonly transforms = new Transforms();
  readonly #registrations = new Map<string, Registration>();
  readonly #outputs = new Map<string, WireObject>();
  readonly #parents = new Map<string, string>();
  readonly #calls = new Set<string>();
  readonly #remoteComponents = new Set<string>();
  readonly #errors: string[] = [];
  readonly #defaults: DefaultProviders;

  constructor(private readonly identity: StackIdentity) {
    this.#defaults = new DefaultProviders((type, name) => this.#urn("", type, name), identity);
  }

  /** What was told so far. */
  get recording(): Recording {
    return {
      registrations: [...this.#registrations.values()],
      calls: [...this.#calls],
      remoteComponents: [...this.#remoteComponents],
      errors: this.#errors,
    };
  }

  /** A resource of the program. @throws Error, as the program is told it, when it cannot be registered */
  async register(request: RegisterResourceRequest): Promise<Answer> {
    const [type, name] = [request.getType(), request.getName()];
    if (request.getRemote()) {
      this.#remoteComponents.add(type);
      throw new Error(`'${type}' is made by a plug-in, which is not run here`);
    }
    const urn = this.#urn(request.getParent(), type, name);
    this.#parents.set(urn, request.getParent());
    const { properties, provider } = await this.transforms.apply(request, this.#ancestors(urn));
    this.transforms.keep(urn, request.getTransformsList());
    const given = propertiesOf(properties);
    const resource = { type, name, urn, isRead: false };
    if (!request.getCustom() || isProviderType(type)) {
      return this.#record({ ...resource, isCustom: request.getCustom(), inputs: given }, given);
    }
    const reference = provider === "" ? this.#defaultProvider(type, request.getVersion(), name) : provider;
    const { inputs, outputs } = previewOf({
      ...resource,
      inputs: given,
      provider: this.#inputsOf(reference),
    });
    return this.#record({ ...resource, isCustom: true, inputs, provider: reference }, outputs);
  }

  /** A resource that exists and that the program reads: nothing of it is known here but its id. */
  read(request: ReadResourceRequest): Answer {
    const [type, name] = [request.getType(), request.getName()];
    const urn = this.#urn(request.getParent(), type, name);
    const provider =
      request.getProvider() === ""
        ? this.#defaultProvider(type, request.getVersion(), name)
        : request.getProvider();
    const inputs = propertiesOf(request.getProperties());
    return this.#record({ type, name, urn, isCustom: true, isRead: true, inputs, provider }, {});
  }

  /** The answer of a function. @throws Error when only a provider can give it */
  invoke(request: ResourceInvokeRequest): WireObject {
    const token = request.getTok();
    const args = propertiesOf(request.getArgs());
    if (token === "pulumi:pulumi:getResource") return this.#existing(args);
    const answer = answerOf(token, args);
    if (answer !== undefined) return answer;
    return this.refuse(token);
  }

  /** A function or method that only a provider can answer. @throws Error always */
  refuse(token: string): never {
    this.#calls.add(token);
    throw new Error(`'${token}' is answered by a provider, which is not run here`);
  }

  /** What the program reports as an error. */
  report(error: string): void {
    this.#errors.push(error);
  }

  #record(resource: Registration, outputs: WireObject): Answer {
    if (this.#registrations.has(resource.urn)) {
      throw new Error(`Duplicate resource URN '${resource.urn}'; give it a name of its own`);
    }
    this.#registrations.set(resource.urn, resource);
    this.#outputs.set(resource.urn, outputs);
    return { urn: resource.urn, outputs };
  }

  /** The reference to the provider that the engine makes for a resource that names none. */
  #defaultProvider(type: string, version: string, resource: string): string {
    const pkg = type.split(":", 1)[0] ?? "";
    const provider = this.#defaults.provide(pkg, version, resource);
    this.#registrations.set(provider.urn, provider);
    return referenceTo(provider);
  }

  #inputsOf(provider: string): WireObject {
    return this.#registrations.get(provider.slice(0, provider.lastIndexOf("::")))?.inputs ?? {};
  }

  #existing({ urn }: WireObject): WireObject {
    const name = typeof urn === "string" ? urn : "";
    const state = this.#outputs.get(name);
    if (state === undefined) throw new Error(`there is no resource '${name}'`);
    return { urn: name, id: "", state: { ...state } };
  }

  /** URNs name the types of all parents but the stack. */
  #urn(parent: string, type: string, name: string): string {
    const parentTypes = parent.split("::")[2] ?? "";
    const qualified = parentTypes === "" || parentTypes === stackType ? type : `${parentTypes}$${type}`;
    return `urn:pulumi:${this.identity.stack}::${this.identity.project}::${qualified}::${name}`;
  }

  #ancestors(urn: string): readonly string[] {
    const parent = this.#parents.get(urn) ?? "";
    return parent === "" ? [] : [parent, ...this.#ancestors(parent)];
  }
}

function propertiesOf(struct: Struct | undefined): WireObject {
  return withUnknownTexts(struct?.toJavaScript() ?? {});
}
