import type { Leak } from "./leak";
import { awsAddresses } from "./table/aws/address";
import { awsInference } from "./table/aws/inference";
import { awsMultiRegion } from "./table/aws/multiRegion";
import { awsEdge, awsNetwork } from "./table/aws/network";
import { awsRemoteWork } from "./table/aws/remoteWork";
import { awsReplication } from "./table/aws/replication";
import { awsTelemetry } from "./table/aws/telemetry";
import { awsZones } from "./table/aws/zones";
import { azureGeoRedundancy } from "./table/azure/geoRedundancy";
import { azureAddresses, azureInference, azureNetwork, azureTelemetry } from "./table/azure/others";
import { azureReplication } from "./table/azure/replication";
import { hcloudAddresses } from "./table/hcloud";
import { cloudImages } from "./table/images";
import { openStackReplication } from "./table/openstack";
import { ovhGeoRedundancy, ovhReplication, ovhTelemetry } from "./table/ovh";
import { scalewayAddresses, scalewayGeoRedundancy, scalewayRemoteWork } from "./table/scaleway";

/** Leaks of one sort, which make a rule. */
export interface LeakGroup {
  /** Stable, in kebab case. */
  readonly id: string;
  readonly title: string;
  readonly why: string;
  readonly fix: string;
  readonly leaks: readonly Leak[];
}

/** All leaks that are known, by sort. */
export const leakGroups: readonly LeakGroup[] = [
  {
    id: "leak-replication",
    title: "Replicas, copies and exports stay in approved locations",
    why: "A copy is the data: whoever may read it, or seize it, where it lies has the original.",
    fix: "Replicate to a target whose name or ARN tells an approved location, or leave it out.",
    leaks: [...awsReplication, ...azureReplication, ...ovhReplication, ...openStackReplication],
  },
  {
    id: "leak-multi-region",
    title: "Keys, tables and services that span regions span approved ones",
    why: "A multi-region key can be copied anywhere at any time, and a global table takes every region that joins it.",
    fix: "Use the kind that has one region, or name approved ones.",
    leaks: awsMultiRegion,
  },
  {
    id: "leak-geo-redundancy",
    title: "Redundancy and archives do not leave the jurisdiction",
    why: "Geo-redundant storage, default backups and cold archives lie in another location, some in another country.",
    fix: "Choose redundancy within the location, or approve the location that the cloud copies to.",
    leaks: [...azureGeoRedundancy, ...scalewayGeoRedundancy, ...ovhGeoRedundancy],
  },
  {
    id: "leak-edge",
    title: "Nothing enters at a worldwide edge",
    why: "An edge terminates TLS wherever the client is, and so reads requests outside the jurisdiction.",
    fix: "Use regional endpoints.",
    leaks: awsEdge,
  },
  {
    id: "leak-inference",
    title: "Models answer where they are deployed",
    why: "Cross-region inference profiles, and global and data zone deployments, send prompts wherever there is capacity.",
    fix: "Name a model of one region, or a regional deployment type.",
    leaks: [...awsInference, ...azureInference],
  },
  {
    id: "leak-network",
    title: "Networks join approved locations only",
    why: "A peering is a way out for everything that stands in either network.",
    fix: "Join networks of approved locations, and name the location where the cloud lets you.",
    leaks: [...awsNetwork, ...azureNetwork],
  },
  {
    id: "leak-telemetry",
    title: "Logs, metrics, events and findings go to approved locations",
    why: "Logs hold prompts, addresses and names, and findings tell where to attack.",
    fix: "Send them to a target whose name or ARN tells an approved location.",
    leaks: [...awsTelemetry, ...azureTelemetry, ...ovhTelemetry],
  },
  {
    id: "leak-address",
    title: "Data goes to approved addresses, and images come from approved registries",
    why: "An address on the internet may lie anywhere and belong to anyone.",
    fix: "List the host under 'endpoints' of the approval, or the registry under 'registries'.",
    leaks: [...awsAddresses, ...azureAddresses, ...scalewayAddresses, ...hcloudAddresses],
  },
  {
    id: "leak-image",
    title: "Images come from approved registries",
    why: "A registry elsewhere sees what runs where, can stop delivering, and can deliver a program that sends data out.",
    fix: "Mirror the image to a registry of the approval's 'registries' and name it there, by digest where it asks for one.",
    leaks: cloudImages,
  },
  {
    id: "leak-remote-work",
    title: "Work is given to approved locations",
    why: "What runs, signs in or sends messages in another region takes the data there.",
    fix: "Name an approved location.",
    leaks: [...awsRemoteWork, ...scalewayRemoteWork],
  },
  {
    id: "leak-zone",
    title: "Zones lie in approved countries",
    why: "A Local Zone or an Outpost belongs to a region and may stand in another country.",
    fix: "Name a zone of the region itself, or approve the country of the Local Zone.",
    leaks: awsZones,
  },
];
