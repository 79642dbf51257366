/** A way in which a cloud fails. */
export type FailureKind =
  /** Refused as too many requests; nothing is done. */
  | "throttling"
  /** Refused as more than the account may have; nothing is done. */
  | "quota"
  /** Refused as the location has nothing left; nothing is done. */
  | "capacity"
  /** The provider stops waiting: what was asked for is done, but nobody is told, not even its id. */
  | "time-out"
  /** Done, but not ready: the provider tells the engine, which keeps it and tries again in the next run. A removal times out. */
  | "half-made";

/** A call that a cloud answers. */
export type CallName = "create" | "read" | "update" | "delete";

/** An order to fail; what is left out holds for every call. */
export interface FailureRule {
  readonly kind: FailureKind;
  /** @default "create" */
  readonly on?: CallName;
  /** A type token. */
  readonly type?: string;
  /** A resource's name in the program. */
  readonly name?: string;
  /** Which of the calls that fit fails first, counted from 1 since the order was given. @default 1 */
  readonly nth?: number;
  /** How many of them fail from then on. @default 1 */
  readonly times?: number;
  /** What the provider says. @default a message of the kind */
  readonly message?: string;
}

/** Which call it is. */
export interface CallSubject {
  readonly call: CallName;
  readonly type: string;
  readonly name: string;
}

/** Whether the rule is about the call. */
export function isAbout(rule: FailureRule, { call, type, name }: CallSubject): boolean {
  return (rule.on ?? "create") === call && (rule.type ?? type) === type && (rule.name ?? name) === name;
}

/** Whether the `count`th call that the rule is about fails, counted from 1. */
export function failsAt({ nth = 1, times = 1 }: FailureRule, count: number): boolean {
  return count >= nth && count < nth + times;
}

/** Whether the cloud does what it is asked for all the same. */
export function isDone(kind: FailureKind): boolean {
  return kind === "time-out" || kind === "half-made";
}

/** What the provider says of a call that fails by the rule. */
export function messageOf({ kind, message }: FailureRule, { call, type, name }: CallSubject): string {
  if (message !== undefined) return message;
  const subject = `${call} ${type} '${name}'`;
  switch (kind) {
    case "throttling":
      return `${subject}: too many requests, try again later`;
    case "quota":
      return `${subject}: the account's quota is exceeded`;
    case "capacity":
      return `${subject}: the location has no capacity left`;
    case "time-out":
      return `${subject}: timed out while waiting`;
    case "half-made":
      return `${subject}: it is there, but did not become ready`;
  }
}
