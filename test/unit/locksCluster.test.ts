import { beforeEach, describe, expect, it } from "vitest";
import { ClusterLock } from "../../components";
import { admissionPolicies } from "../../infra/locks/cluster";
import { externalNameAdmission } from "../../infra/locks/cluster/externalNameAdmission";
import { imageAdmission } from "../../infra/locks/cluster/imageAdmission";
import { lockApproval } from "../support/lockApproval";
import { inputsOf, recordRegistrations, valueOf, type Registration } from "../support/mocks";

const operations = ["CREATE", "UPDATE"];
const rule = (group: string, resources: string[]) => ({
  apiGroups: [group],
  apiVersions: ["v1"],
  operations,
  resources,
});

const step = "[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*";
const path = `${step}(?:/${step})*`;
const end =
  "(?::[A-Za-z0-9_][A-Za-z0-9_.-]{0,127})?(?:@(?:sha256:[a-f0-9]{64}|sha384:[a-f0-9]{96}|sha512:[a-f0-9]{128}))?$";
const registries = ["registry.example.de"];

/** The variable of a policy, by its name. */
function variable(
  policy: { readonly variables: { name: string; expression: string }[] } | undefined,
  name: string,
) {
  return policy?.variables.find((one) => one.name === name)?.expression;
}

describe("the policy on images", () => {
  it("is asked about everything that makes pods", () => {
    expect(imageAdmission(lockApproval({ registries }))).toMatchObject({
      failurePolicy: "Fail",
      matchConstraints: {
        matchPolicy: "Equivalent",
        resourceRules: [
          rule("", ["pods", "pods/ephemeralcontainers", "podtemplates", "replicationcontrollers"]),
          rule("apps", ["daemonsets", "deployments", "replicasets", "statefulsets"]),
          rule("batch", ["cronjobs", "jobs"]),
        ],
      },
    });
  });

  it("refuses images of other registries, in words that name them", () => {
    const policy = imageAdmission(lockApproval({ registries }));
    expect(variable(policy, "foreign")).toBe(
      `variables.images.filter(image, !(image.matches(r'^(?:(?i:registry\\.example\\.de)/${path})${end}')))`,
    );
    expect(policy?.validations).toEqual([
      {
        expression: "variables.foreign.size() == 0",
        reason: "Forbidden",
        message:
          "images from no approved registry; approved: registry.example.de - mirror them there and name them there",
        messageExpression:
          '"images from no approved registry: \\"" + variables.foreign.join("\\", \\"") + ' +
          '"\\"; approved: registry.example.de - mirror them there and name them there"',
      },
    ]);
  });

  it("refuses images without a digest when they are required", () => {
    const policy = imageAdmission(lockApproval({ registries, requireDigest: true }));
    expect(variable(policy, "undigested")).toBe(
      "variables.images.filter(image, !image.matches(r'@sha256:[a-f0-9]{64}$'))",
    );
    expect(policy?.validations.map(({ message }) => message)).toEqual([
      "images from no approved registry; approved: registry.example.de - mirror them there and name them there",
      "images without a digest; approved: images by digest - append @sha256: and the digest",
    ]);
  });

  it("reads references itself when it knows no registries", () => {
    const policy = imageAdmission(lockApproval({ requireDigest: true }));
    expect(variable(policy, "undigested")).toMatch(
      /^variables\.images\.filter\(image, !\(image\.matches\(r'@sha256:\[a-f0-9\]\{64\}\$'\) && \(image\.matches\(/,
    );
    expect(policy?.validations).toHaveLength(1);
  });

  it("is none where the approval says nothing of images", () => {
    expect(imageAdmission(lockApproval())).toBeUndefined();
  });
});

describe("the policy on external names", () => {
  it.each<[string, string[], string]>([
    ["no endpoints", [], "[]"],
    [
      "endpoints of any port, in small letters",
      ["otel.example.de", "Logs.Example.DE.", "otel.example.de/v1/traces"],
      '["otel.example.de", "logs.example.de", "otel.example.de"]',
    ],
    ["endpoints of one port, which a Service cannot name", ["otel.example.de:4317", "[2001:db8::1]"], "[]"],
  ])("permits %s", (_, endpoints, names) => {
    const policy = externalNameAdmission(lockApproval({ endpoints }));
    expect(variable(policy, "isApproved")).toBe(
      "(variables.host.matches(r'^[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?\\.svc\\.cluster\\.local$')" +
        ` && !variables.host.contains('..')) || variables.host in ${names}`,
    );
  });

  it("is asked about Services, and says what is approved", () => {
    const ending =
      "approved: names under .svc.cluster.local, otel.example.de - name a Service of the cluster or add the host to 'endpoints' of the approval";
    expect(externalNameAdmission(lockApproval({ endpoints: ["otel.example.de"] }))).toMatchObject({
      failurePolicy: "Fail",
      matchConstraints: { resourceRules: [rule("", ["services"])] },
      validations: [
        {
          reason: "Forbidden",
          message: `a Service leads to a name outside the cluster; ${ending}`,
          messageExpression: `"'spec.externalName' is \\"" + variables.name + "\\"; ${ending}"`,
        },
      ],
    });
  });
});

it("names every mistake of registries and endpoints at once", () => {
  const approval = lockApproval({ registries: ["registry"], endpoints: ["https://otel.example.de", "*.de"] });
  expect(() => admissionPolicies(approval)).toThrow(
    "the lock of the cluster cannot be made:\n" +
      "- registries: 'registry' is no registry; allowed: HOST[:PORT][/PATH], with a '.' or a port in it, the path in small letters\n" +
      "- endpoints: 'https://otel.example.de' is no host; allowed: HOST[:PORT], without scheme, spaces and *\n" +
      "- endpoints: '*.de' is no host; allowed: HOST[:PORT], without scheme, spaces and *",
  );
});

describe("ClusterLock", () => {
  let registered: Registration[];
  beforeEach(async () => {
    registered = await recordRegistrations();
  });

  const labels = { "app.kubernetes.io/part-of": "domicile", "app.kubernetes.io/managed-by": "pulumi" };

  it("makes the policies and binds them everywhere but in kube-system", async () => {
    const approval = lockApproval({ registries });
    const lock = new ClusterLock("here-lock", { approval });
    expect(await valueOf(lock.policyNames)).toEqual(["domicile-images", "domicile-external-names"]);
    expect(registered.map(({ name }) => name).sort()).toEqual([
      "here-lock",
      "here-lock-external-names",
      "here-lock-external-names-binding",
      "here-lock-images",
      "here-lock-images-binding",
    ]);
    expect(inputsOf(registered, "here-lock-images")).toEqual({
      apiVersion: "admissionregistration.k8s.io/v1",
      kind: "ValidatingAdmissionPolicy",
      metadata: { name: "domicile-images", labels },
      spec: imageAdmission(approval),
    });
    expect(inputsOf(registered, "here-lock-external-names")).toMatchObject({
      metadata: { name: "domicile-external-names" },
      spec: externalNameAdmission(approval),
    });
    for (const role of ["images", "external-names"]) {
      expect(inputsOf(registered, `here-lock-${role}-binding`)).toEqual({
        apiVersion: "admissionregistration.k8s.io/v1",
        kind: "ValidatingAdmissionPolicyBinding",
        metadata: { name: `domicile-${role}`, labels },
        spec: {
          policyName: `domicile-${role}`,
          validationActions: ["Deny"],
          matchResources: {
            namespaceSelector: {
              matchExpressions: [
                { key: "kubernetes.io/metadata.name", operator: "NotIn", values: ["kube-system"] },
              ],
            },
          },
        },
      });
    }
  });

  it("binds other namespaces under another name", async () => {
    const namespaces = { matchLabels: { "app.kubernetes.io/part-of": "domicile" } };
    const lock = new ClusterLock("here-lock", { approval: lockApproval(), namespaces, prefix: "de" });
    expect(await valueOf(lock.policyNames)).toEqual(["de-external-names"]);
    expect(inputsOf(registered, "here-lock-external-names-binding")).toMatchObject({
      metadata: { name: "de-external-names" },
      spec: { policyName: "de-external-names", matchResources: { namespaceSelector: namespaces } },
    });
  });

  it("refuses registries that are none", () => {
    const approval = lockApproval({ registries: [] });
    expect(() => new ClusterLock("here-lock", { approval })).toThrow(
      "the lock of the cluster cannot be made:\n- registries: is an empty list; name at least one, or remove the key",
    );
  });
});
