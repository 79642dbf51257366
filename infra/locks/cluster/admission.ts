/** The spec of a ValidatingAdmissionPolicy, as far as we use it. */
export interface AdmissionPolicySpec {
  readonly failurePolicy: "Fail";
  readonly matchConstraints: {
    readonly matchPolicy: "Equivalent";
    readonly resourceRules: ResourceRule[];
  };
  readonly variables: { readonly name: string; readonly expression: string }[];
  readonly validations: Validation[];
}

/** Which requests a policy is asked about. */
export interface ResourceRule {
  readonly apiGroups: string[];
  readonly apiVersions: string[];
  readonly operations: ("CREATE" | "UPDATE")[];
  readonly resources: string[];
}

/** An expression that is true of what may be made, and what is said otherwise. */
export interface Validation {
  readonly expression: string;
  readonly reason: "Forbidden";
  /** Said when `messageExpression` gives nothing, as for a value with a line break in it. */
  readonly message: string;
  readonly messageExpression: string;
}

/** A rule for the objects of `resources`, when they are made or changed. */
export function writesOf(apiGroup: string, resources: string[]): ResourceRule {
  return { apiGroups: [apiGroup], apiVersions: ["v1"], operations: ["CREATE", "UPDATE"], resources };
}

/** Text in CEL. The escapes of JSON are among those of CEL. */
export function celText(text: string): string {
  return JSON.stringify(text);
}

/** A regular expression in CEL, as it stands. */
export function celRegex(regex: string): string {
  return `r'${regex}'`;
}
