import type { Approval, Exception } from "../approval/approval";
import { approvedCountries } from "../approval/judgeLocation";
import { rememberedOf } from "../remembered";
import type { Resource } from "../resource";
import { mainType } from "./concerned";
import type { Finding } from "./rule";

/** An exception is announced this many days before its last. */
const announcedDays = 30;

const dayLength = 24 * 60 * 60 * 1000;

/** The exceptions that name a resource, by whether they still hold. */
export interface NamingExceptions {
  readonly valid: readonly Exception[];
  readonly expired: readonly Exception[];
}

/**
 * The exceptions that name a resource: by its type or its URN to the letter, by both where an exception has both. An
 * alias or a versioned token is its main type.
 */
export function exceptionsFor(
  approval: Approval,
  { type, urn }: Pick<Resource, "type" | "urn">,
  now: Date,
): NamingExceptions {
  const main = mainType(type);
  const { types, urns } = namedBy(approval);
  if (!types.has(main) && !urns.has(urn)) return none;
  const naming = approval.exceptions.filter(
    (exception) =>
      (exception.type === undefined || mainType(exception.type) === main) &&
      (exception.urn === undefined || exception.urn === urn),
  );
  return {
    valid: naming.filter((exception) => !isExpired(exception, now)),
    expired: naming.filter((exception) => isExpired(exception, now)),
  };
}

const none: NamingExceptions = { valid: [], expired: [] };

/** The main types and the URNs that any exception of an approval names: most resources are of neither. */
const namedBy = rememberedOf(({ exceptions }: Approval) => ({
  types: new Set(exceptions.flatMap(({ type }) => (type === undefined ? [] : [mainType(type)]))),
  urns: new Set(exceptions.flatMap(({ urn }) => urn ?? [])),
}));

/** Tells of an exception that lifted violations. */
export function used(exception: Exception, lifted: readonly { readonly rule: string }[], now: Date): Finding {
  const rules = [...new Set(lifted.map(({ rule }) => rule))].join(", ");
  return advisory(
    `excepted from ${rules} by the exception for ${nameOf(exception)}: ${term(exception, now)}`,
  );
}

/** Tells of an exception that no longer lifts anything. */
export function expired(approval: Approval, exception: Exception, now: Date, isNeeded: boolean): Finding {
  const text = `the exception for ${nameOf(exception)} ${term(exception, now)}`;
  return isNeeded
    ? {
        level: "mandatory",
        message: `${text}; approved: ${approvedCountries(approval)} - renew it, or do without`,
      }
    : advisory(`${text} - remove it`);
}

/** Tells of all exceptions that will soon end, and of those that have. */
export function ending({ exceptions }: Approval, now: Date): readonly Finding[] {
  return exceptions
    .filter((exception) => daysLeft(exception, now) <= announcedDays)
    .map((exception) =>
      advisory(`the exception for ${nameOf(exception)} ${term(exception, now)} - renew or remove it`),
    );
}

function isExpired(exception: Exception, now: Date): boolean {
  return daysLeft(exception, now) < 0;
}

/** Whole days until the last day on which it holds; negative when that is past. Days change at midnight in UTC. */
function daysLeft({ expires }: Exception, now: Date): number {
  const today = Math.floor(now.getTime() / dayLength);
  return Math.floor(Date.parse(`${expires}T00:00:00Z`) / dayLength) - today;
}

function term(exception: Exception, now: Date): string {
  const days = daysLeft(exception, now);
  const { reason, expires } = exception;
  if (days < 0) return `expired on ${expires} (${reason})`;
  const soon = days <= announcedDays ? `, in ${days} ${days === 1 ? "day" : "days"}` : "";
  return `expires on ${expires}${soon} (${reason})`;
}

function nameOf({ type, urn }: Exception): string {
  return [type, urn].filter((name) => name !== undefined).join(" and ");
}

function advisory(message: string): Finding {
  return { level: "advisory", message };
}
