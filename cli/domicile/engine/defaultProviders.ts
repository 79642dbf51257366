import { parseJson } from "../plainData";
import type { Registration } from "./recording";
import { unknownText, type WireObject } from "./wire";

/** The settings that default providers are made from: texts by full key, e.g. `aws:region`. */
export interface ProviderSettings {
  readonly texts: Readonly<Record<string, string>>;
}

/** Packages that the engine itself provides, whatever the settings forbid. */
const builtIn = "pulumi";

/**
 * The providers that the engine makes for resources that name none: one for each package and version, from the stack's
 * settings in the package's namespace.
 */
export class DefaultProviders {
  constructor(
    private readonly urnOf: (type: string, name: string) => string,
    private readonly settings: ProviderSettings,
  ) {}

  /**
   * The provider of a package.
   * @throws Error, in the engine's words, when the project forbids default providers of the package
   */
  provide(pkg: string, version: string, resource: string): Registration {
    if (this.#isDisabled(pkg)) {
      throw new Error(`default provider for '${pkg}' disabled; '${resource}' must use an explicit provider`);
    }
    const type = `pulumi:providers:${pkg}`;
    const name = version === "" ? "default" : `default_${version.replace(/[^A-Za-z0-9]/g, "_")}`;
    const urn = this.urnOf(type, name);
    return { type, name, urn, isCustom: true, isRead: false, inputs: inputsOf(pkg, version, this.settings) };
  }

  #isDisabled(pkg: string): boolean {
    const text = this.settings.texts["pulumi:disable-default-providers"];
    if (text === undefined || pkg === builtIn) return false;
    const disabled = parseJson(text);
    return Array.isArray(disabled) && (disabled.includes("*") || disabled.includes(pkg));
  }
}

/** The reference to a provider, as resources carry it. Nothing is made, so its id is not known. */
export function referenceTo({ urn }: Registration): string {
  return `${urn}::${unknownText}`;
}

function inputsOf(pkg: string, version: string, { texts }: ProviderSettings): WireObject {
  const prefix = `${pkg}:`;
  const own = Object.entries(texts).flatMap(([key, text]): [string, string][] =>
    key.startsWith(prefix) ? [[key.slice(prefix.length), text]] : [],
  );
  return Object.fromEntries(version === "" ? own : [...own, ["version", version]]);
}
