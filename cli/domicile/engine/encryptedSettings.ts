import type { Sdk } from "./sdk";
import { unknownText } from "./wire";

/** The SDK's methods that give a setting as a secret. */
const secretMethods = ["getSecret", "requireSecret"].flatMap((method) =>
  ["", "Boolean", "Number", "Object"].map((form) => `${method}${form}`),
);

/** The SDK's methods that make something else of a setting's text, which fails for a text that is not known. */
const plainMethods = ["get", "require"].flatMap((method) =>
  ["Boolean", "Number", "Object"].map((form) => `${method}${form}`),
);

/**
 * Has the settings that are encrypted in the stack file, which nobody can read without the stack's passphrase, come to the
 * program as unknown secrets.
 */
export function hideEncryptedSettings({ Config, RunError, output, runtime, secret, unknown }: Sdk): void {
  const isEncrypted = (key: string): boolean => runtime.getConfig(key) === unknownText;
  for (const name of secretMethods) {
    replace(Config.prototype, name, (original) => {
      return function (this: InstanceType<typeof Config>, key: string, ...rest: unknown[]): unknown {
        if (isEncrypted(`${this.name}:${key}`)) return secret(output(unknown));
        return Reflect.apply(original, this, [key, ...rest]);
      };
    });
  }
  for (const name of plainMethods) {
    replace(Config.prototype, name, (original) => {
      return function (this: InstanceType<typeof Config>, key: string, ...rest: unknown[]): unknown {
        if (!isEncrypted(`${this.name}:${key}`)) return Reflect.apply(original, this, [key, ...rest]);
        throw new RunError(
          `the setting '${this.name}:${key}' is encrypted, and the program reads it in plain by '${name}'; ` +
            "read it as a secret, or keep it in plain",
        );
      };
    });
  }
}

type Method = (...args: unknown[]) => unknown;

function replace(prototype: object, name: string, wrap: (original: Method) => unknown): void {
  const original: unknown = Reflect.get(prototype, name);
  if (isMethod(original)) Reflect.set(prototype, name, wrap(original));
}

function isMethod(value: unknown): value is Method {
  return typeof value === "function";
}
