import type { Level } from "../rule";

/** What a value may be listed by. */
export type Plain = string | boolean;

/**
 * How the value of a leaking property is judged. Values that stand where an object is needed, or are of another type
 * than a judge can read, are violations for every judge.
 */
export type Judge =
  /** It names a location, which must be approved; unknown is a violation. Without a value, `ifAbsent` holds. */
  | { readonly kind: "location"; readonly ifAbsent?: string }
  /** It names an Availability Zone, a Local Zone or a group of zones; unknown is a violation. */
  | { readonly kind: "zone" }
  /**
   * An ARN names a region, which must be approved; one without a region is a violation unless `placeless` says that
   * AWS keeps it in the resource's own region. Text that is no ARN is a violation unless `plain` says the same of it.
   */
  | { readonly kind: "arn"; readonly placeless?: "own"; readonly plain?: "own" }
  /** An identifier tells no location and the cloud permits any: a violation once it is known. */
  | { readonly kind: "identifier" }
  /** Its presence is the leak, whatever the value. With `path` empty the resource itself is. */
  | { readonly kind: "presence" }
  /** One of few words, of which `safe` keep data where it is. Without a value, `ifAbsent` holds. */
  | {
      readonly kind: "mode";
      readonly safe: readonly Plain[];
      readonly ifAbsent?: "leak";
      /** Whether data goes to any other location of the cloud, so that nothing leaks where all of them are approved. */
      readonly isWithinCloud?: true;
    }
  /** Azure: one of few words, of which `local` keep data in the location and `geo` copy it to the location's pair. */
  | {
      readonly kind: "pair";
      readonly local: readonly Plain[];
      readonly geo: readonly Plain[];
      /** What Azure does without a value; default `local`. */
      readonly ifAbsent?: "geo" | "local";
      /** Where the resource names its own location; default `location`. */
      readonly own?: string;
      /** Locations whose pair is not used. */
      readonly unpaired?: readonly string[];
      /** Whether any other word names the location to which data is copied. */
      readonly isLocation?: true;
    }
  /** Words that mean a location, e.g. a storage class that exists in one only; `safe` keep data where it is. */
  | {
      readonly kind: "class";
      readonly places: Readonly<Record<string, string>>;
      readonly safe: readonly string[];
    }
  /** OVH's default for backups: another site, told by the site of the nodes at `own`; named ones must be approved. */
  | { readonly kind: "offSite"; readonly own: string }
  /** An address: the host must be approved, or its name must tell an approved location of the same cloud. */
  | { readonly kind: "address"; readonly unknown?: Extract<Level, "advisory"> }
  /** A registry, judged by the approval's registries. */
  | { readonly kind: "registry" }
  /** An image, judged by the approval's registries and by its digest; with `isText`, all `image` in a text in JSON. */
  | { readonly kind: "image"; readonly isText?: true }
  /** A model of Bedrock: an inference profile of AWS moves requests between regions. */
  | { readonly kind: "model" };

/** When a leak exists at all, by another property of the same resource. Unknown values count as if it did. */
export interface When {
  readonly path: string;
  /** It exists with one of these values. */
  readonly in?: readonly Plain[];
  /** It exists without one of these values. */
  readonly notIn?: readonly Plain[];
  /** It exists without any value. */
  readonly isAbsent?: true;
}

/** A property through which data leaves the location of its resource. */
export interface Leak {
  /** The main type token. */
  readonly type: string;
  /** Dotted, as `valuesAt` reads it; empty when the resource itself is the leak. */
  readonly path: string;
  /**
   * What the property does, as the beginning of a sentence. With judges of a target it ends before that target, e.g.
   * `replicated to`; with the others it is whole, e.g. `can be copied to every region`.
   */
  readonly does: string;
  readonly judge: Judge;
  readonly when?: When;
  /** The publication that says so. */
  readonly source: string;
}
