/**
 * The copies of images in a registry: under the path that they have upstream, by the same digest, so that a copy is the
 * original or none.
 * @param registry a host, perhaps with a path behind it
 */
export function mirroredImages(
  images: Readonly<Record<string, string>>,
  registry: string,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(images).map(([part, reference]) => [part, mirrored(reference, registry)]),
  );
}

/** `docker.io/envoyproxy/envoy:…` as `registry.example.de/mirror/envoyproxy/envoy:…`. */
function mirrored(reference: string, registry: string): string {
  return `${registry}/${reference.slice(reference.indexOf("/") + 1)}`;
}
