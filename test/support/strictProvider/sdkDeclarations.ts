import { existsSync } from "node:fs";
import { join } from "node:path";
import { DeclarationFile } from "./declarationFile";
import type { ObjectShape, Shape } from "./shape";
import { typeFile } from "./typeFile";

/** What an SDK declares for a resource or function. */
export interface Declaration {
  /** The class or function's own name, e.g. `ManagedCluster`. */
  readonly name: string;
  readonly inputs: ObjectShape;
  readonly outputs: ObjectShape;
}

const nothing: ObjectShape = { name: "nothing", properties: new Map() };

/** The declarations of an installed SDK, read file by file as they are asked for. */
export class SdkDeclarations {
  readonly #root: string;
  readonly #files = new Map<string, DeclarationFile>();
  readonly #declarations = new Map<string, Declaration>();

  /** @param root the SDK's folder, which holds its package.json */
  constructor(root: string) {
    this.#root = root;
  }

  /** A resource by its type token. @throws Error when the SDK has no such type */
  resource(token: string): Declaration {
    return this.#known(token, () => this.#resourceIn(typeFile(this.#root, token), nameIn(token)));
  }

  /** The provider of the package itself. */
  provider(): Declaration {
    return this.#known("", () => this.#resourceIn(join(this.#root, "provider"), "Provider"));
  }

  /** A function by its token. @throws Error when the SDK has no such function */
  function(token: string): Declaration {
    return this.#known(token, () => {
      const file = this.#file(`${typeFile(this.#root, token)}.d.ts`);
      const name = nameIn(token);
      const stem = `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
      const [inputs, outputs] = [file.shape(`${stem}Args`), file.shape(`${stem}Result`)].map(objectIn);
      return { name, inputs: inputs ?? nothing, outputs: outputs ?? nothing };
    });
  }

  /** The first interface in a `.d.ts` file whose name ends with `Args`: the inputs of its class. */
  inputsIn(path: string): ObjectShape | undefined {
    const file = this.#file(path);
    const name = file.names.find((each) => each.endsWith("Args"));
    return name === undefined ? undefined : objectIn(file.shape(name));
  }

  #known(token: string, read: () => Declaration): Declaration {
    const known = this.#declarations.get(token) ?? read();
    this.#declarations.set(token, known);
    return known;
  }

  #resourceIn(path: string, name: string): Declaration {
    const file = this.#file(`${path}.d.ts`);
    const outputs = objectIn(file.shape(name));
    if (outputs === undefined) throw new Error(`${path}.d.ts declares no class '${name}'`);
    return { name, inputs: objectIn(file.shape(`${name}Args`)) ?? nothing, outputs };
  }

  #file(path: string): DeclarationFile {
    const known = this.#files.get(path) ?? new DeclarationFile(path, (name) => this.#resolve(name));
    this.#files.set(path, known);
    return known;
  }

  /** What a name in a type stands for, e.g. `inputs.eks.ClusterVpcConfig`. */
  #resolve(name: string): Shape | undefined {
    const [first = "", ...rest] = name.split(".");
    const types = join(this.#root, "types");
    switch (first) {
      case "inputs":
        return this.#file(join(types, "input.d.ts")).shape(rest.join("."));
      case "outputs":
        return this.#file(join(types, "output.d.ts")).shape(rest.join("."));
      case "enums":
        return this.#file(join(types, "enums", ...rest.slice(0, -1), "index.d.ts")).shape(rest.at(-1) ?? "");
      default:
        return this.#imported(name);
    }
  }

  /** Enums of the whole SDK are imported by their own names; what else is imported are resources, given by id or ARN. */
  #imported(name: string): Shape {
    const enums = join(this.#root, "types", "enums", "index.d.ts");
    return (existsSync(enums) ? this.#file(enums).shape(name) : undefined) ?? { kind: "text" };
  }
}

function nameIn(token: string): string {
  return token.slice(token.lastIndexOf(":") + 1);
}

function objectIn(shape: Shape | undefined): ObjectShape | undefined {
  return shape?.kind === "object" ? shape.object : undefined;
}
