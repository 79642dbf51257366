import { azurePairOf, type CloudName } from "../../../infra/catalogue";
import type { Approval } from "../../approval/approval";
import { judgeCountry } from "../../approval/judgeLocation";
import { isInputs, ownValue, shown, unknown, type Inputs, type Value } from "../../values";
import type { Finding } from "../rule";
import { finding, kubernetesRule } from "./kubernetesRule";
import { locate, type Located } from "./located";
import type { KubernetesKind, KubernetesObject } from "./object";
import { approvedPlaces, locationAt, placeProblems } from "./places";
import { placeLabels, storageDriver } from "./storageDrivers";

/** Where volumes and their snapshots lie. */
export const storageLocation = kubernetesRule({
  id: "kubernetes-storage-location",
  title: "Volumes and snapshots lie in approved locations",
  why: "A StorageClass can place and copy volumes in a region that no other resource of the program names.",
  fix: "Name approved regions and zones, and storage that is not geo-redundant.",
  concerns: (kind) => driverPathOf(kind) !== undefined,
  check: (object, approval) => {
    const cloud = cloudOf(object.inputs, driverPathOf(object) ?? "");
    return [
      ...topologyProblems(object, cloud, approval),
      ...parameterProblems(object.inputs, cloud, approval),
    ];
  },
});

/** Kinds that say where volumes lie, and where they name their driver. */
const driverPaths: ReadonlyMap<string, string> = new Map([
  ["storage.k8s.io/StorageClass", "provisioner"],
  ["storage.k8s.io/VolumeAttributesClass", "driverName"],
  ["/PersistentVolume", "spec.csi.driver"],
  ["snapshot.storage.k8s.io/VolumeSnapshotClass", "driver"],
  ["groupsnapshot.storage.k8s.io/VolumeGroupSnapshotClass", "driver"],
]);

function driverPathOf({ group, kind }: KubernetesKind): string | undefined {
  return driverPaths.get(`${group}/${kind}`);
}

function cloudOf(inputs: Inputs, driverPath: string): CloudName | undefined {
  const [driver] = locate(inputs, driverPath);
  return typeof driver?.value === "string" ? storageDriver(driver.value)?.cloud : undefined;
}

/** The places that volumes may be made in or are in. */
function topologyProblems(
  { inputs }: KubernetesObject,
  cloud: CloudName | undefined,
  approval: Approval,
): Finding[] {
  const requirements = [
    ...locate(inputs, "allowedTopologies.matchLabelExpressions"),
    ...locate(inputs, "spec.nodeAffinity.required.nodeSelectorTerms.matchExpressions"),
  ];
  const labels = locate(inputs, "metadata.labels").flatMap(({ path, value }) => labelledPlaces(path, value));
  const disks = locate(inputs, "spec.awsElasticBlockStore.volumeID").flatMap(({ path, value }) => {
    const [, zone] = (typeof value === "string" ? /^aws:\/\/([^/]+)\//.exec(value) : undefined) ?? [];
    return zone === undefined ? [] : placeProblems(approval, "aws", { path, value: zone });
  });
  return [
    ...requirements.flatMap((requirement) => requirementProblems(requirement, cloud, approval)),
    ...labels.flatMap(({ label, ...place }) =>
      placeProblems(approval, placeLabels.get(label) ?? cloud, place),
    ),
    ...disks,
  ];
}

function requirementProblems(
  { path, value }: Located,
  cloud: CloudName | undefined,
  approval: Approval,
): Finding[] {
  if (!isInputs(value)) return placeProblems(approval, cloud, { path, value });
  const key = ownValue(value, "key");
  if (key === unknown) return placeProblems(approval, cloud, { path: `${path}.key`, value: key });
  if (typeof key !== "string" || !placeLabels.has(key) || ownValue(value, "operator") === "NotIn") return [];
  return locate(value, "values", path).flatMap((place) =>
    placeProblems(approval, placeLabels.get(key) ?? cloud, place),
  );
}

function labelledPlaces(path: string, labels: Value): (Located & { readonly label: string })[] {
  if (!isInputs(labels)) return [];
  return Object.keys(labels)
    .filter((label) => placeLabels.has(label))
    .map((label) => ({ label, path: `${path}.${label}`, value: ownValue(labels, label) }));
}

/** Parameters that name a place or several with commas between them, in lower case: Azure's drivers ignore the case. */
const placeParameters: readonly string[] = ["region", "location", "zone", "zones", "storage-locations"];

/** Parameters that name a key or a site by a path with its region in it. */
const pathParameters: readonly string[] = ["kmskeyid", "outpostarn", "disk-encryption-kms-key"];

/** Parameters with the kind of redundancy of Azure's storage accounts. */
const redundancyParameters: readonly string[] = ["skuname", "storageaccounttype"];

function parameterProblems(inputs: Inputs, cloud: CloudName | undefined, approval: Approval): Finding[] {
  return locate(inputs, "parameters").flatMap(({ path, value: parameters }) => {
    if (!isInputs(parameters)) return placeProblems(approval, cloud, { path, value: parameters });
    return Object.keys(parameters).flatMap((name) => {
      const place: Located = { path: `${path}.${name}`, value: ownValue(parameters, name) };
      const key = name.toLowerCase();
      if (placeParameters.includes(key))
        return listedPlaces(place).flatMap((one) => placeProblems(approval, cloud, one));
      if (pathParameters.includes(key)) return pathProblems(place, cloud, approval);
      if (redundancyParameters.includes(key)) return redundancyProblems(place, parameters, approval);
      return [];
    });
  });
}

function listedPlaces({ path, value }: Located): Located[] {
  return typeof value === "string"
    ? value.split(",").map((part) => ({ path, value: part.trim() }))
    : [{ path, value }];
}

/** `arn:aws:kms:REGION:…` and `projects/…/locations/REGION/…`; an unknown key is judged as a resource of its own. */
function pathProblems(place: Located, cloud: CloudName | undefined, approval: Approval): Finding[] {
  const text = typeof place.value === "string" ? place.value : "";
  const [, region] =
    /^arn:[^:]*:[^:]*:([^:]*):/.exec(text) ?? /(?:^|\/)locations\/([^/]+)\//.exec(text) ?? [];
  return region === undefined ? [] : placeProblems(approval, cloud, { ...place, value: region });
}

/** Geo-redundant accounts copy everything to the pair of their location. */
function redundancyProblems({ path, value }: Located, parameters: Inputs, approval: Approval): Finding[] {
  if (value === unknown) return placeProblems(approval, "azure", { path, value });
  if (typeof value !== "string" || !/GRS|GZRS/i.test(value)) return [];
  const name = Object.keys(parameters).find((key) => key.toLowerCase() === "location");
  const location = name === undefined ? undefined : ownValue(parameters, name);
  const home = typeof location === "string" ? locationAt("azure", location) : undefined;
  const pair = home === undefined ? undefined : azurePairOf(home.code);
  if (pair !== undefined && judgeCountry(approval, pair.country)) return [];
  const target = pair === undefined ? "a pair that cannot be told" : `${pair.code} (${pair.country})`;
  return finding(
    "mandatory",
    path,
    `${shown(value)} by '${path}' copies to ${target}; approved: ${approvedPlaces(approval, "azure")} - use LRS or ZRS`,
  );
}
