const names: Readonly<Record<string, string>> = { x64: "amd64", arm64: "arm64" };

/**
 * The processor as Go and the releases made with it name it.
 * @throws for a processor that no release is made for
 */
export function goArchitecture(architecture: string = process.arch): string {
  const name = names[architecture];
  if (name === undefined) {
    throw new Error(
      `processor '${architecture}' is not supported; supported: ${Object.keys(names).join(", ")}`,
    );
  }
  return name;
}
