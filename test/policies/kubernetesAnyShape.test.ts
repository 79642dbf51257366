import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { atRestRules } from "../../policies/rules/atRest";
import { kubernetesRules } from "../../policies/rules/kubernetes";
import { stackRules } from "../../policies/rules/stack";
import { unknown, type Inputs, type Value } from "../../policies/values";
import { approvalOf, resourceOf, saidOf } from "../support/policies";

const approval = approvalOf({ registries: ["registry.example.de"], requireDigest: true });
const rules = [...kubernetesRules, ...atRestRules];
const digest = `@sha256:${"a".repeat(64)}`;

const word = fc.constantFrom(
  ...[
    "spec",
    "template",
    "metadata",
    "containers",
    "initContainers",
    "volumes",
    "image",
    "reference",
    "env",
    "name",
  ],
  ...[
    "value",
    "args",
    "type",
    "egress",
    "to",
    "parameters",
    "annotations",
    "labels",
    "key",
    "values",
    "nfs",
    "server",
  ],
  ...[
    "endpoints",
    "addresses",
    "externalName",
    "allowedTopologies",
    "matchLabelExpressions",
    "encrypted",
    "kmsKeyId",
  ],
);

const leaf: fc.Arbitrary<Value> = fc.oneof(
  fc.constant<Value>(unknown),
  fc.constant(null),
  fc.boolean(),
  fc.integer(),
  fc.string(),
  fc.constantFrom(
    "topology.kubernetes.io/zone",
    "https://evil.com",
    "0.0.0.0/0",
    "arn:aws:kms:us-east-1:1:key/x",
  ),
);

const { tree } = fc.letrec<{ tree: Value; inputs: Inputs }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 6, withCrossShrink: true },
    leaf,
    fc.array(tie("tree"), { maxLength: 3 }),
    tie("inputs"),
  ),
  inputs: fc.dictionary(word, tie("tree"), { maxKeys: 5, noNullPrototype: true }),
}));
const inputs = fc.dictionary(word, tree, { maxKeys: 5, noNullPrototype: true });

const types = [
  ...[
    "core/v1:Pod",
    "core/v1:Service",
    "core/v1:PersistentVolume",
    "core/v1:Namespace",
    "apps/v1:DeploymentPatch",
  ],
  ...["batch/v1:CronJob", "networking.k8s.io/v1:Ingress", "networking.k8s.io/v1:NetworkPolicy"],
  ...[
    "storage.k8s.io/v1:StorageClass",
    "discovery.k8s.io/v1:EndpointSlice",
    "cilium.io/v2:CiliumNetworkPolicy",
  ],
  ...[
    "serving.kserve.io/v1beta1:InferenceService",
    "monitoring.coreos.com/v1:Prometheus",
    "undefined:undefined",
  ],
].map((type) => `kubernetes:${type}`);

describe("inputs of any shape", () => {
  it("never make a rule fail, and every finding is one line that names what is approved", () => {
    const type = fc.constantFrom(
      ...types,
      "aws:ec2/instance:Instance",
      "azure-native:compute:VirtualMachine",
    );
    fc.assert(
      fc.property(type, inputs, inputs, (token, one, other) => {
        const resource = resourceOf(token, { ...one, spec: other });
        for (const said of saidOf(rules, resource, approval)) {
          expect(said).not.toContain("\n");
          expect(said).toMatch(/approved: .+ - .+/);
        }
        stackRules.forEach(({ check }) => check([resource, resourceOf(types[3] ?? "", one)], approval));
      }),
      { numRuns: 3_000 },
    );
  });

  /** Where kinds keep the spec of their pods. */
  const holders: readonly (readonly [type: string, wrap: (pod: Inputs) => Inputs])[] = [
    ["core/v1:Pod", (pod) => ({ spec: pod })],
    ["core/v1:PodTemplate", (pod) => ({ template: { spec: pod } })],
    ["apps/v1:Deployment", (pod) => ({ spec: { template: { spec: pod } } })],
    ["apps/v1:StatefulSetPatch", (pod) => ({ spec: { template: { spec: pod } } })],
    ["batch/v1:CronJob", (pod) => ({ spec: { jobTemplate: { spec: { template: { spec: pod } } } } })],
    [
      "leaderworkerset.x-k8s.io/v1:LeaderWorkerSet",
      (pod) => ({ spec: { leaderWorkerTemplate: { workerTemplate: { spec: pod } } } }),
    ],
    ["example.com/v1:Thing", (pod) => ({ anywhere: [{ deep: [[pod]] }] })],
  ];

  const badImages: readonly Value[] = [
    "nginx",
    "evil.com/x",
    ` registry.example.de/x${digest}`,
    `registry.example.de@evil.com/x${digest}`,
    "registry.example.de/x",
    "",
    5,
    true,
    unknown,
    ["registry.example.de/x"],
    { image: "x" },
  ];

  it("let no image from elsewhere through, wherever it stands", () => {
    const holder = fc.constantFrom(...holders);
    const list = fc.constantFrom("containers", "initContainers", "ephemeralContainers", "volumes");
    const bad = fc.constantFrom<Value>(...badImages);
    const good: Inputs = { image: `registry.example.de/app${digest}` };
    fc.assert(
      fc.property(holder, list, bad, fc.nat(3), fc.nat(3), (at, name, image, before, after) => {
        const entry: Inputs = name === "volumes" ? { image: { reference: image } } : { image };
        const fill = (count: number): Inputs[] =>
          Array.from({ length: count }, () => (name === "volumes" ? { emptyDir: {} } : good));
        const pod: Inputs = { containers: [good], [name]: [...fill(before), entry, ...fill(after)] };
        const [type, wrap] = at;
        expect(
          saidOf(kubernetesRules, resourceOf(`kubernetes:${type}`, wrap(pod)), approval).join("\n"),
        ).toMatch(/mandatory .*image/);
      }),
      { numRuns: 1_000 },
    );
  });
});
