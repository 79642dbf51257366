/** What JSON can say. */
export type Json =
  string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json | undefined };

/** A message of Envoy's API that stands where any message may: its type's name below `envoy.` and its fields. */
export function typed(type: string, fields: Readonly<Record<string, Json>> = {}): Record<string, Json> {
  return { "@type": `type.googleapis.com/${type}`, ...fields };
}

/** An extension of Envoy: its registered name and its configuration. */
export function extension(name: string, type: string, fields: Readonly<Record<string, Json>> = {}) {
  return { name, typed_config: typed(type, fields) };
}

/** A resource file as Envoy reads it from a watched folder; its version is told by its content alone. */
export function resourceFile(resources: readonly Json[]): string {
  return JSON.stringify({ resources });
}

/** A duration as Envoy's JSON writes it; from seconds, to the millisecond. */
export function duration(seconds: number): string {
  return `${String(Math.round(seconds * 1000) / 1000)}s`;
}
