/** The version in a token of azure-native: `v20240101`, `v20240101preview`. */
const version = String.raw`v\d{8}(?:preview|privatepreview|beta)?`;
const versioned = new RegExp(`^azure-native:([a-z0-9]+)/${version}:(\\w+)$`);
/** A package that `pulumi package add azure-native storage 2024-01-01` makes, and its tokens. */
const localPackage = new RegExp(`^azure-native_([a-z0-9]+)_(${version})$`);
const localType = new RegExp(`^azure-native_([a-z0-9]+)_(${version}):\\1(?:/\\2)?:(\\w+)$`);

/** The token of azure-native without its version; any other token as it is. Whether such a type exists it does not say. */
export function withoutVersion(token: string): string {
  const [, service, name] = versioned.exec(token) ?? [];
  if (service !== undefined && name !== undefined) return `azure-native:${service}:${name}`;
  const [, localService, , localName] = localType.exec(token) ?? [];
  return localService !== undefined && localName !== undefined
    ? `azure-native:${localService}:${localName}`
    : token;
}

/** The package that a package stands for: `azure-native` for one API version of it, e.g. `azure-native_storage_v20240101`. */
export function mainPackage(pkg: string): string {
  return pkg.startsWith("azure-native_") && localPackage.test(pkg) ? "azure-native" : pkg;
}
