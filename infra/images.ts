/** An image as its makers publish it. */
export interface UpstreamImage {
  /** Name, version and digest; the digest is that of the index over all platforms. */
  readonly reference: string;
  /** Where the digest was read: public repositories that state it for this version, most independently of each other. */
  readonly source: string;
}

/**
 * The images of real clusters, by the part that they run: the only place that names them.
 * The embedded cluster runs images made on the machine instead (`infra/local/images`).
 */
export const upstreamImages = {
  gateway: {
    reference:
      "docker.io/envoyproxy/envoy:v1.39.3@sha256:dd85940439de19a0b6ae8419610363ea0ad351d9a994ea007161c206ec1e1865",
    source:
      "github.com/Aeluin-Technologies/Galadril infrastructure/envoy/tests/test_proxy.py; " +
      "github.com/yaochangyu/sample.dotblog Security/Lab.Creds.WebApi/AGENTS.md",
  },
  llamacpp: {
    reference:
      "ghcr.io/ggml-org/llama.cpp:server-b11243@sha256:f9115c95639e60abc09d4ea83b26fd4d56c66aa1174594393335a514da00c283",
    source:
      "github.com/AnyRouteRH/AnyRoute sidecar/examples/phala/docker-compose.yml; at least four more " +
      "repositories name it for build 11243 (commit fc07d781e61f0d23764394e902b88d26a974e202)",
  },
  vllm: {
    reference:
      "docker.io/vllm/vllm-openai:v0.30.0@sha256:8a69ffad015f138d7170c4ddc429e230a3bc1c1719f67e14324749df200a4b90",
    source:
      "github.com/ethanfel/vllm-sm120-unraid Dockerfile; more than five other repositories name it, one of " +
      "them as the index over amd64 (sha256:5f5e5352…) and arm64 (sha256:4864d466…)",
  },
  quotaCounter: {
    reference:
      "docker.io/envoyproxy/ratelimit:ff287602@sha256:f9df277f4c61459f6b26e06e0eb1f511e4da3c67ce133a39bd97a12dc5885eea",
    source:
      "github.com/estenrye/flux-platform-src applications/envoy-gateway/base/kustomization.yaml, for the tag that the " +
      "chart of Envoy Gateway 1.8 names; no other repository states a digest of it",
  },
  quotaStore: {
    reference:
      "docker.io/valkey/valkey:9.1.0@sha256:8e8d64b405ce18f41b8e5ee20aa4687a8ed0022d1298f2ce31cdcf3a76e09411",
    source:
      "github.com/ZoeyVid/valkey-static Dockerfile; more than five other repositories name it as version 9, and one " +
      "more as 9.1.0",
  },
  nvidiaDevicePlugin: {
    reference:
      "nvcr.io/nvidia/k8s-device-plugin:v0.20.0@sha256:a61ba9fd8efb82f3a79f877f7580e02c1e8e7593f62473644bc9c79e315c3312",
    source:
      "github.com/Paddione/Bachelorprojekt dev-local/gpu/nvidia-device-plugin.yaml; two more repositories name it for this " +
      "version, one as the index beside amd64 (sha256:1de09dda…), one as what a running pod reports",
  },
} as const satisfies Readonly<Record<string, UpstreamImage>>;
