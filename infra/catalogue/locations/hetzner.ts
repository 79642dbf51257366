import { listed, type Location } from "../location";

/** Locations. */
export const hetznerLocations: readonly Location[] = listed(
  { cloud: "hetzner", source: "docs.hetzner.com, networks FAQ; hcloud-go 2.53" },
  [
    ["fsn1", "DE", "Falkenstein"],
    ["nbg1", "DE", "Nuremberg"],
    ["hel1", "FI", "Helsinki"],
    ["ash", "US", "Ashburn"],
    ["hil", "US", "Hillsboro"],
    ["sin", "SG", "Singapore"],
  ],
);

/** The locations of each network zone: `eu-central` spans two countries. Source: the same FAQ. */
export const hetznerZones: ReadonlyMap<string, readonly string[]> = new Map([
  ["eu-central", ["fsn1", "nbg1", "hel1"]],
  ["us-east", ["ash"]],
  ["us-west", ["hil"]],
  ["ap-southeast", ["sin"]],
]);
