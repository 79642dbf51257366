import { appendFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { Cloud, type Outcome } from "../support/strictProvider/cloud";
import type { CloudEvent } from "../support/strictProvider/cloudEvent";
import { CloudFile } from "../support/strictProvider/cloudFile";
import type { FailureRule } from "../support/strictProvider/failureRule";
import { temporaryFolder } from "../support/temporaryFolder";

const type = "hcloud:index/server:Server";
let keys = 0;
const call = (name: string) => ({ type, name, key: String(++keys) });

function create(name: string, fields: { identity?: string; scope?: string } = {}): CloudEvent {
  return { ...call(name), call: "create", idPattern: "{name}-{count}", scope: "here", inputs: {}, ...fields };
}

const changed = (id: string): CloudEvent => ({ ...call("it"), call: "update", id, inputs: { size: 2 } });
const deleted = (id: string): CloudEvent => ({ ...call("it"), call: "delete", id });
const read = (id: string): CloudEvent => ({ ...call("it"), call: "read", id });
const fail = (rule: FailureRule): CloudEvent => ({ call: "fail", rule });

const ended = (outcome: Outcome): string =>
  outcome.kind === "failed" ? outcome.message : `${outcome.kind} ${outcome.thing?.id ?? "nothing"}`;

function played(events: readonly CloudEvent[]): { ends: string[]; things: string[] } {
  const cloud = new Cloud();
  for (const event of events) cloud.apply(event);
  return {
    ends: cloud.journal.map(({ outcome }) => ended(outcome)),
    things: cloud.things.map(({ id, isReady }) => (isReady ? id : `${id} (not ready)`)),
  };
}

describe("a cloud", () => {
  it.each<[what: string, events: CloudEvent[], ends: string[], things: string[]]>([
    ["makes things", [create("a"), create("b")], ["done a-1", "done b-1"], ["a-1", "b-1"]],
    [
      "gives a new thing a new id",
      [create("a"), deleted("a-1"), create("a")],
      ["done a-1", "done nothing", "done a-2"],
      ["a-2"],
    ],
    [
      "refuses a name that is taken in its scope",
      [
        create("a", { identity: "'x'" }),
        create("b", { identity: "'x'" }),
        create("c", { identity: "'x'", scope: "there" }),
      ],
      ["done a-1", `${type} 'x' already exists, as 'a-1'`, "done c-1"],
      ["a-1", "c-1"],
    ],
    [
      "knows nothing of what is not there",
      [changed("a-1"), deleted("a-1"), read("a-1")],
      [`${type} 'a-1' does not exist`, `${type} 'a-1' does not exist`, "done nothing"],
      [],
    ],
    [
      "counts the calls that an order is about",
      [
        create("a"),
        fail({ kind: "quota", nth: 2, times: 2 }),
        create("b"),
        create("c"),
        create("d"),
        create("e"),
      ],
      [
        "done a-1",
        "done b-1",
        `create ${type} 'c': the account's quota is exceeded`,
        `create ${type} 'd': the account's quota is exceeded`,
        "done e-1",
      ],
      ["a-1", "b-1", "e-1"],
    ],
    [
      "half makes things, which an update completes",
      [fail({ kind: "half-made", name: "a" }), create("b"), create("a"), changed("a-1")],
      ["done b-1", "half-made a-1", "done a-1"],
      ["b-1", "a-1"],
    ],
    [
      "leaves things half made",
      [fail({ kind: "half-made", on: "update" }), create("a"), changed("a-1")],
      ["done a-1", "half-made a-1"],
      ["a-1 (not ready)"],
    ],
    [
      "does what it is asked for and lets the caller time out",
      [fail({ kind: "time-out", message: "too slow" }), create("a")],
      ["too slow"],
      ["a-1 (not ready)"],
    ],
    [
      "tells what is wrong before an order to half make it",
      [create("a", { identity: "'x'" }), fail({ kind: "half-made" }), create("b", { identity: "'x'" })],
      ["done a-1", `${type} 'x' already exists, as 'a-1'`],
      ["a-1"],
    ],
  ])("%s", (_, events, ends, things) => {
    expect(played(events)).toEqual({ ends, things });
  });
});

it("two readers of a file see the same cloud, and no line before it is whole", async () => {
  const path = join(await temporaryFolder(), "cloud.jsonl");
  await writeFile(path, "");
  const [one, other] = [new CloudFile(path), new CloudFile(path)];
  one.append(create("ä"));
  other.append(create("b"));
  expect(one.cloud().things.map(({ id }) => id)).toEqual(["ä-1", "b-1"]);
  const line = JSON.stringify(create("c"));
  await appendFile(path, line.slice(0, 20));
  expect(one.cloud().things).toHaveLength(2);
  await appendFile(path, `${line.slice(20)}\n`);
  expect(one.cloud().things).toEqual(other.cloud().things);
  expect(other.cloud().things).toHaveLength(3);
});
