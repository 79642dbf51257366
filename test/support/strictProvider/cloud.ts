import type { PropertyObject } from "../../../infra/local/providers/protocol";
import type { CloudCall, CloudEvent, CreateCall } from "./cloudEvent";
import { failsAt, isAbout, isDone, messageOf, type FailureRule } from "./failureRule";
import { fillText } from "./template";

/** A thing in the pretended cloud. */
export interface Thing {
  readonly type: string;
  /** Its name in the program that made it. */
  readonly name: string;
  readonly id: string;
  /** How often the cloud has made it under this name, from 1. */
  readonly count: number;
  readonly scope: string;
  readonly identity?: string;
  readonly inputs: PropertyObject;
  /** False while it is half made. */
  readonly isReady: boolean;
}

/** How a call ended. `half-made`: done, though it failed. */
export type Outcome =
  | { readonly kind: "done"; readonly thing: Thing | undefined }
  | { readonly kind: "failed"; readonly message: string }
  | { readonly kind: "half-made"; readonly thing: Thing; readonly message: string };

/** A call and its end. */
export interface JournalEntry {
  readonly call: CloudCall;
  readonly outcome: Outcome;
}

/**
 * The pretended cloud as the events so far have made it. The same events always make the same cloud, so that all
 * processes that read them agree on what is there and on which call failed, without asking each other.
 */
export class Cloud {
  readonly #things = new Map<string, Thing>();
  readonly #counts = new Map<string, number>();
  readonly #rules: { readonly rule: FailureRule; count: number }[] = [];
  readonly #journal = new Map<string, JournalEntry>();

  /** What is there, in the order of its making. */
  get things(): readonly Thing[] {
    return [...this.#things.values()];
  }

  /** The thing with this id; undefined where there is none. */
  thing(type: string, id: string): Thing | undefined {
    return this.#things.get(keyOf(type, id));
  }

  /** All calls, in their order. */
  get journal(): readonly JournalEntry[] {
    return [...this.#journal.values()];
  }

  /** How the call with this key ended. @throws Error when there was none */
  outcome(key: string): Outcome {
    const entry = this.#journal.get(key);
    if (entry === undefined) throw new Error(`no call '${key}'`);
    return entry.outcome;
  }

  apply(event: CloudEvent): void {
    if (event.call === "fail") this.#rules.push({ rule: event.rule, count: 0 });
    else this.#journal.set(event.key, { call: event, outcome: this.#outcomeOf(event) });
  }

  #outcomeOf(call: CloudCall): Outcome {
    const rule = this.#ruleAgainst(call);
    const message = rule === undefined ? "" : messageOf(rule, call);
    if (rule !== undefined && !isDone(rule.kind)) return { kind: "failed", message };
    const outcome = this.#perform(call, rule === undefined);
    if (rule === undefined || outcome.kind !== "done") return outcome;
    return rule.kind === "half-made" && outcome.thing !== undefined
      ? { kind: "half-made", thing: outcome.thing, message }
      : { kind: "failed", message };
  }

  /** Every rule counts the calls that it is about; the first one whose turn it is holds. */
  #ruleAgainst(call: CloudCall): FailureRule | undefined {
    const about = this.#rules.filter(({ rule }) => isAbout(rule, call));
    for (const each of about) each.count += 1;
    return about.find(({ rule, count }) => failsAt(rule, count))?.rule;
  }

  #perform(call: CloudCall, isReady: boolean): Outcome {
    if (call.call === "create") return this.#create(call, isReady);
    const key = keyOf(call.type, call.id);
    const thing = this.#things.get(key);
    if (call.call === "read") return { kind: "done", thing };
    if (thing === undefined) return { kind: "failed", message: `${call.type} '${call.id}' does not exist` };
    if (call.call === "delete") {
      this.#things.delete(key);
      return { kind: "done", thing: undefined };
    }
    const changed: Thing = { ...thing, inputs: call.inputs, isReady };
    this.#things.set(key, changed);
    return { kind: "done", thing: changed };
  }

  #create(call: CreateCall, isReady: boolean): Outcome {
    const { type, name, inputs, scope, identity } = call;
    const other = this.things.find(
      (thing) => thing.type === type && thing.scope === scope && thing.identity === identity,
    );
    if (identity !== undefined && other !== undefined) {
      return { kind: "failed", message: `${type} ${identity} already exists, as '${other.id}'` };
    }
    const count = (this.#counts.get(keyOf(type, name)) ?? 0) + 1;
    this.#counts.set(keyOf(type, name), count);
    const id = fillText(call.idPattern, { name, id: "", count, type, inputs });
    if (this.#things.has(keyOf(type, id))) {
      return { kind: "failed", message: `${type} '${id}' already exists` };
    }
    const thing: Thing = {
      ...{ type, name, id, count, scope, inputs, isReady },
      ...(identity === undefined ? {} : { identity }),
    };
    this.#things.set(keyOf(type, id), thing);
    return { kind: "done", thing };
  }
}

function keyOf(type: string, id: string): string {
  return `${type} ${id}`;
}
