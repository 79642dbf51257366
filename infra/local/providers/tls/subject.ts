import { Name, SubjectAlternativeNameExtension } from "./x509";
import type { JsonGeneralName } from "./x509";
import { isIP } from "node:net";
import type { InputReader, InputSpec, InputSpecs } from "../generated";
import type { CheckFailure } from "../protocol";

/** The parts of a subject in the order in which Go, and so the official plug-in, writes them. */
const parts: readonly { readonly input: string; readonly oid: string }[] = [
  { input: "country", oid: "2.5.4.6" },
  { input: "organization", oid: "2.5.4.10" },
  { input: "organizationalUnit", oid: "2.5.4.11" },
  { input: "locality", oid: "2.5.4.7" },
  { input: "province", oid: "2.5.4.8" },
  { input: "streetAddresses", oid: "2.5.4.9" },
  { input: "postalCode", oid: "2.5.4.17" },
  { input: "commonName", oid: "2.5.4.3" },
  { input: "serialNumber", oid: "2.5.4.5" },
  { input: "emailAddress", oid: "1.2.840.113549.1.9.1" },
];

const text: InputSpec = { form: "string" };

/** Who a certificate or a request is for. */
export const subjectInputs: InputSpecs = {
  dnsNames: { form: "strings" },
  ipAddresses: { form: "strings" },
  subject: {
    form: "object",
    fields: Object.fromEntries(
      parts.map(({ input }): [string, InputSpec] => [
        input,
        input === "streetAddresses" ? { form: "strings" } : text,
      ]),
    ),
  },
  uris: { form: "strings" },
};

/** What is wrong with the names in `inputs`. */
export function checkSubject(inputs: InputReader): CheckFailure[] {
  const wrong = (property: string, isRight: (value: string) => boolean, wanted: string): CheckFailure[] =>
    inputs.strings(property).flatMap((value, index) => {
      if (isRight(value)) return [];
      const name = `${property}[${index}]`;
      return [{ property: name, reason: `'${name}' is '${value}'; it must be ${wanted}` }];
    });
  const isAscii = (value: string): boolean => /^[\x21-\x7e]+$/.test(value);
  return [
    ...wrong("dnsNames", isAscii, "a DNS name in ASCII (a name in another script in its xn-- form)"),
    ...wrong("ipAddresses", (value) => isIP(value) !== 0, "an IPv4 or IPv6 address"),
    // Relative ones are URIs, too: the base is there only to let them pass.
    ...wrong("uris", (value) => isAscii(value) && URL.canParse(value, "base://it"), "a URI"),
  ];
}

/** The distinguished name in `inputs`; undefined when it is empty. */
export function distinguishedName(inputs: InputReader): Name | undefined {
  const subject = inputs.object("subject");
  const present = parts.flatMap(({ input, oid }) => {
    const values = input === "streetAddresses" ? subject.strings(input) : [subject.string(input) ?? ""];
    const given = values.filter((value) => value !== "");
    return given.length === 0 ? [] : [{ [oid]: given.map((value) => encoded(input, value)) }];
  });
  return present.length === 0 ? undefined : new Name(present);
}

// PrintableString where its few characters suffice (X.680, section 41.4), since old programs compare names by bytes.
function encoded(input: string, value: string): Record<string, string> {
  if (input === "emailAddress") return { ia5String: value };
  return /^[A-Za-z0-9 '()+,\-./:=?]*$/.test(value) ? { printableString: value } : { utf8String: value };
}

/** The subject's other names in `inputs`. */
export function alternativeNames(inputs: InputReader): JsonGeneralName[] {
  return [
    ...inputs.strings("dnsNames").map((value) => ({ type: "dns", value }) as const),
    ...inputs.strings("ipAddresses").map((value) => ({ type: "ip", value }) as const),
    ...inputs.strings("uris").map((value) => ({ type: "url", value }) as const),
  ];
}

/** The extension for `names`, none for none; critical when there is no distinguished name (RFC 5280, section 4.2.1.6). */
export function alternativeNameExtensions(
  names: JsonGeneralName[],
  subject: Name | undefined,
): SubjectAlternativeNameExtension[] {
  return names.length === 0 ? [] : [new SubjectAlternativeNameExtension(names, subject === undefined)];
}
