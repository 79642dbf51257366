import type { CloudName } from "./location";
import type { Exposure, Operator } from "./operators";

interface Entry {
  readonly operator: Operator;
  /** Where a partition has an operator or a law of its own; the key is what `operatorOf` is asked for. */
  readonly partitions?: ReadonlyMap<string, Operator>;
}

const cloudAct = "CLOUD Act (18 USC 2713)";
const fisa702 = "FISA 702";

/** Our conclusions; what a source says is written out where it stands. */
function inferred(law: string, reach: string): Exposure {
  return { law, reach, basis: "inferred" };
}

function usExposures(cloudActReach: string, fisaReach: string): readonly Exposure[] {
  return [inferred(cloudAct, cloudActReach), inferred(fisa702, fisaReach)];
}

const generalKnowledge = "general knowledge; entity, parent and ownership not read in a source";
const directUs = usExposures(
  "direct: a US parent must disclose what is in its possession, custody or control, wherever it lies",
  "direct: an electronic communication service provider under US law",
);

const aws: Operator = {
  cloud: "aws",
  partition: "aws",
  entity: "Amazon Web Services EMEA SARL",
  isEntityVerified: true,
  parent: "Amazon.com, Inc.",
  controller: "US",
  exposures: directUs,
  source: "ESAs, list of critical ICT third-party providers under DORA (entity); parent: general knowledge",
};

const azure: Operator = {
  cloud: "azure",
  partition: "public",
  entity: "Microsoft Ireland Operations Ltd",
  isEntityVerified: true,
  parent: "Microsoft Corporation",
  controller: "US",
  exposures: directUs,
  source: "ESAs, list of critical ICT third-party providers under DORA (entity); parent: general knowledge",
};

const ontario: Exposure = {
  law: "Canadian production orders",
  reach:
    "a Canadian subsidiary was ordered to produce data on servers in France, the United Kingdom and Australia; judicial review was filed",
  basis: "sourced",
  source: "Ontario Court of Justice, 25 September 2025, on the production order of 19 April 2024",
};

const ovh: Operator = {
  cloud: "ovh",
  partition: "ovh-eu",
  entity: "OVH SAS",
  isEntityVerified: false,
  parent: "OVH Groupe SA",
  controller: "FR",
  exposures: [
    ontario,
    ...usExposures(
      "none by ownership: the US company is a separate entity below the same parent",
      "indirect, through the US company",
    ),
  ],
  source: generalKnowledge,
};

export const operators: Readonly<Record<CloudName, Entry>> = {
  hetzner: {
    operator: {
      cloud: "hetzner",
      entity: "Hetzner Online GmbH",
      isEntityVerified: false,
      parent: "Hetzner Online GmbH",
      controller: "DE",
      exposures: usExposures(
        "indirect and contested: only as far as its presence in the US reaches",
        "indirect",
      ),
      source: generalKnowledge,
      note: "the legal structure behind the locations ash and hil is not verified",
    },
  },
  scaleway: {
    operator: {
      cloud: "scaleway",
      entity: "Scaleway SAS",
      isEntityVerified: false,
      parent: "Iliad",
      controller: "FR",
      exposures: usExposures("none by ownership", "none by ownership"),
      source: generalKnowledge,
      note: "no presence in the US is known",
    },
  },
  ovh: {
    operator: ovh,
    partitions: new Map([
      ["ovh-eu", ovh],
      [
        "ovh-ca",
        {
          ...ovh,
          partition: "ovh-ca",
          entity: "Hébergement OVH Inc.",
          note: "the Canadian company: its own law binds it beside the parent's",
        },
      ],
      [
        "ovh-us",
        {
          ...ovh,
          partition: "ovh-us",
          entity: "OVH US LLC",
          controller: "US",
          exposures: directUs,
          note: "its parent is OVH Groupe SA in France; the catalogue counts it as controlled from the US, because US law binds the company directly: the stricter reading",
        },
      ],
    ]),
  },
  stackit: {
    operator: {
      cloud: "stackit",
      entity: "STACKIT GmbH & Co. KG",
      isEntityVerified: false,
      parent: "Schwarz Group",
      controller: "DE",
      exposures: usExposures("low", "low"),
      source: generalKnowledge,
      note: "a sister company, Lidl, trades in the US",
    },
  },
  otc: {
    operator: {
      cloud: "otc",
      entity: "T-Systems International GmbH",
      isEntityVerified: false,
      parent: "Deutsche Telekom AG",
      controller: "DE",
      exposures: usExposures("indirect, through affiliates in the US", "indirect"),
      source:
        "ESAs, list of critical ICT third-party providers under DORA (parent); entity: general knowledge",
      note: "T-Mobile US is an affiliate",
    },
  },
  exoscale: {
    operator: {
      cloud: "exoscale",
      entity: "Akenes SA",
      isEntityVerified: false,
      parent: "América Móvil, S.A.B. de C.V.",
      controller: "MX",
      exposures: usExposures("indirect: the parent is listed in the US", "indirect"),
      source: "Telekom Austria AG, shareholder structure (holdings); entity and chain: general knowledge",
      note: "through A1 Digital and Telekom Austria AG, of which América Móvil holds about 58 % and ÖBAG 28.42 %; would not meet the ceiling on holdings from outside the Union of SecNumCloud 19.6 (inferred)",
    },
  },
  upcloud: {
    operator: {
      cloud: "upcloud",
      entity: "UpCloud Oy",
      isEntityVerified: false,
      parent: "UpCloud Oy",
      controller: "FI",
      exposures: usExposures("indirect, through its zones in the US", "indirect"),
      source: generalKnowledge,
    },
  },
  ionos: {
    operator: {
      cloud: "ionos",
      entity: "IONOS SE",
      isEntityVerified: false,
      parent: "United Internet AG",
      controller: "DE",
      exposures: usExposures("indirect, through an affiliate and data centres in the US", "indirect"),
      source: generalKnowledge,
    },
  },
  nebius: {
    operator: {
      cloud: "nebius",
      entity: "Nebius B.V.",
      isEntityVerified: false,
      parent: "Nebius Group N.V.",
      controller: "NL",
      exposures: usExposures(
        "plausible: listed in the US and running data centres there",
        "plausible; whether it is an electronic communication service provider is open",
      ),
      source: generalKnowledge,
    },
  },
  aws: {
    operator: aws,
    partitions: new Map([
      ["aws", aws],
      [
        "aws-eusc",
        {
          cloud: "aws",
          partition: "aws-eusc",
          entity: "AWS European Sovereign Cloud GmbH",
          isEntityVerified: true,
          parent: "Amazon.com, Inc.",
          controller: "US",
          exposures: usExposures(
            "direct, through the parent; operation by staff in the Union mitigates and does not exempt",
            "contested, likely through the parent",
          ),
          source:
            "AWS announcement of general availability, 15 January 2026 (entities); memo of the Dutch government (indirect ownership by Amazon.com, Inc.)",
          note: "in the Union and under a US parent: the location is DE, the controller US",
        },
      ],
      ...["aws-us-gov", "aws-iso", "aws-iso-b", "aws-iso-e", "aws-iso-f"].map(
        (partition): [string, Operator] => [
          partition,
          {
            ...aws,
            partition,
            entity: "Amazon Web Services, Inc.",
            isEntityVerified: false,
            source: generalKnowledge,
            note: "for public bodies admitted to it only",
          },
        ],
      ),
      [
        "aws-cn",
        {
          cloud: "aws",
          partition: "aws-cn",
          entity:
            "Beijing Sinnet Technology Co., Ltd. (cn-north-1), Ningxia Western Cloud Data Technology Co., Ltd. (cn-northwest-1)",
          isEntityVerified: false,
          parent: "the operating companies themselves",
          controller: "CN",
          exposures: [
            inferred("Chinese data and intelligence laws", "direct: the operators are Chinese companies"),
          ],
          source: generalKnowledge,
          note: "technology of Amazon.com, Inc., whose own reach is not counted here",
        },
      ],
    ]),
  },
  azure: {
    operator: azure,
    partitions: new Map([
      ["public", azure],
      [
        "usgovernment",
        {
          ...azure,
          partition: "usgovernment",
          entity: "Microsoft Corporation",
          isEntityVerified: false,
          source: generalKnowledge,
          note: "for public bodies admitted to it only",
        },
      ],
      [
        "china",
        {
          cloud: "azure",
          partition: "china",
          entity: "Shanghai Blue Cloud Technology Co., Ltd. (21Vianet)",
          isEntityVerified: false,
          parent: "VNET Group, Inc.",
          controller: "CN",
          exposures: [
            inferred("Chinese data and intelligence laws", "direct: the operator is a Chinese company"),
          ],
          source: generalKnowledge,
          note: "technology of Microsoft Corporation, whose own reach is not counted here",
        },
      ],
    ]),
  },
  gcp: {
    operator: {
      cloud: "gcp",
      entity: "Google Cloud EMEA Ltd",
      isEntityVerified: true,
      parent: "Alphabet Inc.",
      controller: "US",
      exposures: directUs,
      source:
        "ESAs, list of critical ICT third-party providers under DORA (entity); parent: general knowledge",
    },
  },
};
