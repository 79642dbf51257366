import { listed, type Location } from "../location";

/** Regions. */
export const nebiusLocations: readonly Location[] = [
  ...listed({ cloud: "nebius", source: "gpuhunt 3584151", isVerified: false }, [
    ["eu-north1", "FI"],
    ["eu-west1", "FR"],
    ["uk-south1", "GB"],
    ["me-west1", "IL"],
    ["us-central1", "US"],
  ]),
  ...listed(
    {
      cloud: "nebius",
      source: "gpuhunt 3584151 for the code, general knowledge for the country",
      isVerified: false,
    },
    [["eu-north2", "IS"]],
  ),
];
