import { listed, type Location } from "../location";

/** Regions. */
export const otcLocations: readonly Location[] = [
  ...listed({ cloud: "otc", source: "opentelekomcloud-docs/regions-and-endpoints eb83afd" }, [
    ["eu-de", "DE", "Biere and Magdeburg"],
    ["eu-nl", "NL", "Amsterdam"],
  ]),
  ...listed(
    {
      cloud: "otc",
      source: "second-hand configurations with its addresses; a cloud of its own beside the other two",
      isVerified: false,
    },
    [["eu-ch2", "CH", "Swiss Open Telekom Cloud"]],
  ),
];
