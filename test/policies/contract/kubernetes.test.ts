import { describe } from "vitest";
import { unknown, type Inputs } from "../../../policies/values";
import { blocked, type Case, clean, cluster, germanAnyone, table } from "../../support/contract/cases";

describe("custom resource groups beyond the built-in list", () => {
  const builtIn = [
    "gateway.networking.k8s.io/v1:Gateway",
    "gateway.networking.k8s.io/v1:HTTPRoute",
    "cert-manager.io/v1:Certificate",
    "keda.sh/v1alpha1:ScaledObject",
    "leaderworkerset.x-k8s.io/v1:LeaderWorkerSet",
    "monitoring.coreos.com/v1:ServiceMonitor",
  ];
  table(germanAnyone, [
    ...builtIn.map((kind): Case => [
      `kubernetes:${kind}`,
      { metadata: { name: "x" }, spec: {} },
      cluster,
      clean,
    ]),
    ...[
      "serving.kserve.io/v1beta1:InferenceService",
      "s3.aws.upbound.io/v1beta1:Bucket",
      "s3.services.k8s.aws/v1alpha1:Bucket",
      "resources.azure.com/v1api20200601:ResourceGroup",
      "helm.toolkit.fluxcd.io/v2:HelmRelease",
      "helm.cattle.io/v1:HelmChart",
      "evilgateway.networking.k8s.io/v1:Gateway",
      "KEDA.sh/v1:X",
    ].map((kind): Case => [
      `kubernetes:${kind}`,
      { spec: {} },
      cluster,
      blocked(kind.split("/")[0] ?? "", "apiGroups"),
    ]),
  ]);
  table(`${germanAnyone}apiGroups: [serving.kserve.io]\n`, [
    ["kubernetes:serving.kserve.io/v1beta1:InferenceService", { spec: {} }, cluster, clean],
    // `List` kinds are opaque.
    ["kubernetes:gateway.networking.k8s.io/v1:HTTPRouteList", {}, cluster, blocked("HTTPRouteList")],
    ["kubernetes:keda.sh/v1alpha1:ScaledObjectList", { items: [] }, cluster, blocked("ScaledObjectList")],
    [
      "kubernetes:serving.kserve.io/v1beta1:InferenceServiceList",
      { items: unknown },
      cluster,
      blocked("InferenceServiceList"),
    ],
    [
      "kubernetes:x.serving.kserve.io/v1beta1:InferenceService",
      { spec: {} },
      cluster,
      blocked("x.serving.kserve.io"),
    ],
    ["kubernetes:helm.sh/v3:Release", {}, cluster, blocked("DE")],
  ]);
});

describe("registries: images and OCI image volumes from elsewhere, or unknown, are blocked", () => {
  const pod = (image: Inputs[string], more: Inputs = {}): Inputs => ({
    containers: [{ name: "c", image }],
    automountServiceAccountToken: false,
    ...more,
  });
  const deployment = (spec: Inputs): Inputs => ({
    metadata: { name: "d" },
    spec: { selector: { matchLabels: { a: "b" } }, template: { metadata: { labels: { a: "b" } }, spec } },
  });
  const own = "registry.example.de/team/app:1";
  const elsewhere = [
    "nginx",
    "nginx:1",
    "library/nginx",
    "docker.io/library/nginx",
    "ghcr.io/a/b:1",
    "registry.example.de.evil.example/a",
    "registry.example.de:5000/a",
    "registry.example.dev/a",
    "evil.example/registry.example.de/a",
    "REGISTRY.example.de@evil.example/a",
    "",
    " registry.example.de/a",
    "https://registry.example.de/a",
    "registry.example.de",
    "public.ecr.aws/x/y",
    "localhost/a",
    "[::1]:5000/a",
  ];
  const wrapped: readonly (readonly [string, (spec: Inputs) => Inputs])[] = [
    ["kubernetes:core/v1:Pod", (spec) => ({ spec })],
    ["kubernetes:apps/v1:Deployment", deployment],
    ["kubernetes:apps/v1:DeploymentPatch", deployment],
    ["kubernetes:apps/v1:StatefulSet", deployment],
    ["kubernetes:apps/v1:DaemonSet", deployment],
    ["kubernetes:apps/v1:ReplicaSet", deployment],
    ["kubernetes:core/v1:ReplicationController", deployment],
    ["kubernetes:batch/v1:Job", deployment],
    [
      "kubernetes:batch/v1:CronJob",
      (spec) => ({ spec: { schedule: "* * * * *", jobTemplate: { spec: { template: { spec } } } } }),
    ],
    ["kubernetes:core/v1:PodTemplate", (spec) => ({ template: { spec } })],
    [
      "kubernetes:leaderworkerset.x-k8s.io/v1:LeaderWorkerSet",
      (spec) => ({ spec: { leaderWorkerTemplate: { size: 2, workerTemplate: { spec } } } }),
    ],
    [
      "kubernetes:leaderworkerset.x-k8s.io/v1:LeaderWorkerSet",
      (spec) => ({
        spec: {
          leaderWorkerTemplate: { size: 2, leaderTemplate: { spec }, workerTemplate: { spec: pod(own) } },
        },
      }),
    ],
  ];
  const approval = `${germanAnyone}registries: [registry.example.de]\n`;
  table(approval, [
    ...wrapped.flatMap(([type, wrap]): Case[] => [
      [type, wrap(pod(own)), cluster, clean],
      [type, wrap(pod("ghcr.io/a/b:1")), cluster, blocked("ghcr.io", "registry.example.de")],
      [type, wrap(pod(unknown)), cluster, blocked("image", "registry.example.de")],
      [
        type,
        wrap(pod(own, { initContainers: [{ name: "i", image: "busybox" }] })),
        cluster,
        blocked("busybox", "registry.example.de"),
      ],
      [
        type,
        wrap(pod(own, { volumes: [{ name: "v", image: { reference: "ghcr.io/a/weights:1" } }] })),
        cluster,
        blocked("ghcr.io/a/weights", "registry.example.de"),
      ],
      [
        type,
        wrap(pod(own, { volumes: [{ name: "v", image: { reference: unknown } }] })),
        cluster,
        blocked("registry.example.de"),
      ],
    ]),
    ...elsewhere.map((image): Case => [
      "kubernetes:core/v1:Pod",
      { spec: pod(image) },
      cluster,
      blocked("registry.example.de"),
    ]),
    ...[["registry.example.de/a"], 5, true, {}, [[]]].map((image): Case => [
      "kubernetes:core/v1:Pod",
      { spec: pod(image) },
      cluster,
      blocked("image", "registry.example.de"),
    ]),
    ["kubernetes:core/v1:Pod", { spec: { containers: unknown } }, cluster, blocked("registry.example.de")],
    ["kubernetes:core/v1:Pod", { spec: unknown }, cluster, blocked("registry.example.de")],
    ["kubernetes:core/v1:Pod", unknownSpec(), cluster, blocked("registry.example.de")],
    [
      "kubernetes:core/v1:Pod",
      { spec: pod(own, { ephemeralContainers: [{ name: "e", image: "busybox" }] }) },
      cluster,
      blocked("busybox"),
    ],
    [
      "kubernetes:core/v1:Pod",
      { spec: pod("registry.example.de/team/app@sha256:" + "a".repeat(64)) },
      cluster,
      clean,
    ],
    [
      "kubernetes:core/v1:Pod",
      {
        spec: pod(own, {
          volumes: [
            { name: "v", image: { reference: "registry.example.de/weights@sha256:" + "b".repeat(64) } },
          ],
        }),
      },
      cluster,
      clean,
    ],
  ]);
  table(germanAnyone, [
    ["kubernetes:core/v1:Pod", { spec: pod("ghcr.io/a/b:1") }, cluster, clean, "no registries: no rule"],
  ]);
  table(`${germanAnyone}requireDigest: true\n`, [
    ["kubernetes:core/v1:Pod", { spec: pod("registry.example.de/a:1") }, cluster, blocked("digest")],
    ["kubernetes:core/v1:Pod", { spec: pod("nginx") }, cluster, blocked("digest")],
    ["kubernetes:core/v1:Pod", { spec: pod("nginx@sha256:abc") }, cluster, blocked("digest")],
    ["kubernetes:core/v1:Pod", { spec: pod(unknown) }, cluster, blocked("image")],
    ["kubernetes:core/v1:Pod", { spec: pod(`nginx:1@sha256:${"0".repeat(64)}`) }, cluster, clean],
    ["kubernetes:core/v1:Pod", { spec: pod(`nginx@sha256:${"0".repeat(64)}`) }, cluster, clean],
  ]);
  table(`${germanAnyone}registries: ["registry.example.de:5000"]\n`, [
    ["kubernetes:core/v1:Pod", { spec: pod("registry.example.de:5000/a:1") }, cluster, clean],
    [
      "kubernetes:core/v1:Pod",
      { spec: pod("registry.example.de/a:1") },
      cluster,
      blocked("registry.example.de"),
    ],
  ]);
  table(`${germanAnyone}registries: [docker.io]\n`, [
    ["kubernetes:core/v1:Pod", { spec: pod("nginx:1") }, cluster, clean],
    ["kubernetes:core/v1:Pod", { spec: pod("ghcr.io/nginx:1") }, cluster, blocked("ghcr.io")],
  ]);
  function unknownSpec(): Inputs {
    return { metadata: { name: "p" }, spec: { containers: [unknown] } };
  }
});

describe("ExternalName only under .svc.cluster.local or an approved endpoint", () => {
  const service = (externalName: Inputs[string]): Inputs => ({
    metadata: { name: "s" },
    spec: { type: "ExternalName", externalName },
  });
  table(`${germanAnyone}endpoints: [otel.example.de]\n`, [
    ...["db.prod.svc.cluster.local", "otel.example.de"].map((name): Case => [
      "kubernetes:core/v1:Service",
      service(name),
      cluster,
      clean,
    ]),
    ...[
      "api.openai.com",
      "svc.cluster.local.evil.example",
      "evilsvc.cluster.local",
      "x.otel.example.de.evil.example",
      "cluster.local",
      "otel.example.de@evil",
      "203.0.113.7",
      "",
    ].map((name): Case => [
      "kubernetes:core/v1:Service",
      service(name),
      cluster,
      blocked("externalName", ".svc.cluster.local"),
    ]),
    ["kubernetes:core/v1:Service", service(unknown), cluster, blocked("externalName")],
    ["kubernetes:core/v1:Service", service(["api.openai.com"]), cluster, blocked("externalName")],
    ["kubernetes:core/v1:ServicePatch", service("api.openai.com"), cluster, blocked("api.openai.com")],
    [
      "kubernetes:core/v1:Service",
      { spec: { type: unknown, externalName: "api.openai.com" } },
      cluster,
      blocked("api.openai.com"),
    ],
    ["kubernetes:core/v1:Service", { spec: { selector: { a: "b" }, ports: [{ port: 80 }] } }, cluster, clean],
  ]);
});

describe("telemetry inside the cluster", () => {
  const pod = (value: string): Inputs => ({
    spec: {
      containers: [
        {
          name: "c",
          image: "registry.example.de/a:1",
          env: [
            { name: "HOST_IP", valueFrom: { fieldRef: { fieldPath: "status.hostIP" } } },
            { name: "OTEL_EXPORTER_OTLP_ENDPOINT", value },
          ],
        },
      ],
    },
  });
  table(`${germanAnyone}endpoints: [otel.example.de]\n`, [
    ...[
      "http://otel-collector:4317",
      "http://otel.monitoring.svc:4317",
      "http://otel-0.otel.monitoring.svc:4317",
      "http://otel-collector.monitoring:4317",
      "otel-collector.kube-system:4317",
      "",
      "http://localhost:4317",
      "https://otel.example.de:4317",
    ].map((value): Case => ["kubernetes:core/v1:Pod", pod(value), cluster, clean]),
    // The collector of the own node, as its documentation writes it.
    ["kubernetes:core/v1:Pod", pod("http://$(HOST_IP):4317"), cluster, clean],
    ...[
      "https://otel.example.com",
      "https://otel.example.de.evil.example",
      "http://203.0.113.7:4317",
      // Two labels, of which the internet may know the second.
      "http://example.de:4317",
      "http://otel.prod:4317",
      "http://otel.internal:4317",
      "http://otel.xn--p1ai:4317",
      "http://1.1:4317",
    ].map((value): Case => [
      "kubernetes:core/v1:Pod",
      pod(value),
      cluster,
      blocked("OTEL_EXPORTER_OTLP_ENDPOINT", "otel.example.de"),
    ]),
  ]);
});
