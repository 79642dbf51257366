import { listed, type Location, type Row } from "../location";

const botocore = "botocore 1.44.5, partitions.json and endpoints.json";

/** Regions by partition. The names are AWS's own and tell the country. */
const regions: Readonly<Record<string, readonly Row[]>> = {
  aws: [
    ["af-south-1", "ZA", "Africa (Cape Town)"],
    ["ap-east-1", "HK", "Asia Pacific (Hong Kong)"],
    ["ap-east-2", "TW", "Asia Pacific (Taipei)"],
    ["ap-northeast-1", "JP", "Asia Pacific (Tokyo)"],
    ["ap-northeast-2", "KR", "Asia Pacific (Seoul)"],
    ["ap-northeast-3", "JP", "Asia Pacific (Osaka)"],
    ["ap-south-1", "IN", "Asia Pacific (Mumbai)"],
    ["ap-south-2", "IN", "Asia Pacific (Hyderabad)"],
    ["ap-southeast-1", "SG", "Asia Pacific (Singapore)"],
    ["ap-southeast-2", "AU", "Asia Pacific (Sydney)"],
    ["ap-southeast-3", "ID", "Asia Pacific (Jakarta)"],
    ["ap-southeast-4", "AU", "Asia Pacific (Melbourne)"],
    ["ap-southeast-5", "MY", "Asia Pacific (Malaysia)"],
    ["ap-southeast-6", "NZ", "Asia Pacific (New Zealand)"],
    ["ap-southeast-7", "TH", "Asia Pacific (Thailand)"],
    ["ca-central-1", "CA", "Canada (Central)"],
    ["ca-west-1", "CA", "Canada West (Calgary)"],
    ["eu-central-1", "DE", "Europe (Frankfurt)"],
    ["eu-central-2", "CH", "Europe (Zurich)"],
    ["eu-north-1", "SE", "Europe (Stockholm)"],
    ["eu-south-1", "IT", "Europe (Milan)"],
    ["eu-south-2", "ES", "Europe (Spain)"],
    ["eu-west-1", "IE", "Europe (Ireland)"],
    ["eu-west-2", "GB", "Europe (London)"],
    ["eu-west-3", "FR", "Europe (Paris)"],
    ["il-central-1", "IL", "Israel (Tel Aviv)"],
    ["me-central-1", "AE", "Middle East (UAE)"],
    ["me-south-1", "BH", "Middle East (Bahrain)"],
    ["mx-central-1", "MX", "Mexico (Central)"],
    ["sa-east-1", "BR", "South America (Sao Paulo)"],
    ["us-east-1", "US", "US East (N. Virginia)"],
    ["us-east-2", "US", "US East (Ohio)"],
    ["us-west-1", "US", "US West (N. California)"],
    ["us-west-2", "US", "US West (Oregon)"],
  ],
  "aws-cn": [
    ["cn-north-1", "CN", "China (Beijing)"],
    ["cn-northwest-1", "CN", "China (Ningxia)"],
  ],
  "aws-eusc": [["eusc-de-east-1", "DE", "AWS European Sovereign Cloud (Germany)"]],
  "aws-iso": [
    ["us-iso-east-1", "US", "US ISO East"],
    ["us-iso-west-1", "US", "US ISO WEST"],
  ],
  "aws-iso-b": [
    ["us-isob-east-1", "US", "US ISOB East (Ohio)"],
    ["us-isob-west-1", "US", "US ISOB West"],
  ],
  "aws-iso-f": [
    ["us-isof-east-1", "US", "US ISOF EAST"],
    ["us-isof-south-1", "US", "US ISOF SOUTH"],
  ],
  "aws-us-gov": [
    ["us-gov-east-1", "US", "AWS GovCloud (US-East)"],
    ["us-gov-west-1", "US", "AWS GovCloud (US-West)"],
  ],
};

/** Regions that only partitions.json names: announced, or open to few. */
const announced: readonly Row[] = [
  ["me-west-1", "SA", "Middle East (Saudi Arabia)"],
  ["sa-west-1", "CL", "South America (Chile)"],
];

/** The country follows from the partition's domain, cloud.adc-e.uk; nothing that AWS publishes tells it. */
const britishIsolated: readonly Row[] = [["eu-isoe-west-1", "GB", "EU ISOE West"]];

/** Every region, whatever its partition. */
export const awsLocations: readonly Location[] = [
  ...Object.values(regions).flatMap((rows) => listed({ cloud: "aws", source: botocore }, rows)),
  ...listed({ cloud: "aws", source: "botocore 1.44.5, partitions.json only" }, announced),
  ...listed({ cloud: "aws", source: botocore, isVerified: false }, britishIsolated),
];

/** The partition of each region. */
export const awsPartitionByRegion: ReadonlyMap<string, string> = new Map(
  Object.entries({
    ...regions,
    aws: [...(regions["aws"] ?? []), ...announced],
    "aws-iso-e": britishIsolated,
  }).flatMap(([partition, rows]) => rows.map(([code]): [string, string] => [code, partition])),
);
