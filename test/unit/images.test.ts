import { describe, expect, it } from "vitest";
import { type UpstreamImage, upstreamImages } from "../../infra/images";
import { toolVersions } from "../../infra/local/toolchain/versions";

const images: [string, UpstreamImage][] = Object.entries(upstreamImages);

describe("upstream images", () => {
  it("cover the gateway, each engine that the components can run, the quota service, and what tells of GPUs", () => {
    expect(Object.keys(upstreamImages)).toEqual([
      "gateway",
      "llamacpp",
      "vllm",
      "quotaCounter",
      "quotaStore",
      "nvidiaDevicePlugin",
    ]);
  });

  it.each(images)(
    "%s: names registry, version and digest, and says where the digest was read",
    (_, image) => {
      // host/path:version@sha256:64 hex digits, where the version has a digit: `latest` and `server` do not.
      expect(image.reference).toMatch(
        /^[a-z0-9.-]+\.[a-z]+\/[a-z0-9./-]+:[a-z-]*v?[0-9][\w.-]*@sha256:[0-9a-f]{64}$/,
      );
      expect(image.reference).not.toContain("latest");
      expect(image.source).toMatch(/^github\.com\/[\w.-]+\/[\w.-]+ \S+/);
    },
  );

  it("run the version of Envoy that this machine and its tests run", () => {
    // A newer one takes fields that an older one refuses, and with them all of its configuration.
    expect(upstreamImages.gateway.reference).toContain(`/envoy:v${toolVersions.envoy}@`);
  });

  it("have one digest each", () => {
    const digests = images.map(([, image]) => image.reference.split("@")[1]);
    expect(new Set(digests).size).toBe(images.length);
  });
});
