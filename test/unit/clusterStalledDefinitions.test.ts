import { expect, it } from "vitest";
import { stalledDefinitions } from "../../infra/local/cluster/stalledDefinitions";

function definition(name: string, conditions?: Readonly<Record<string, string>>) {
  const list = Object.entries(conditions ?? {}).map(([type, status]) => ({ type, status }));
  return { metadata: { name }, ...(conditions === undefined ? {} : { status: { conditions: list } }) };
}

it("finds what was accepted and is not established", () => {
  const items = [
    definition("stalled", { NamesAccepted: "True", Established: "False" }),
    definition("stalled-early", { NamesAccepted: "True" }),
    definition("established", { NamesAccepted: "True", Established: "True" }),
    definition("refused", { NamesAccepted: "False", Established: "False" }),
    definition("new"),
  ];
  expect(stalledDefinitions({ items })).toEqual(["stalled", "stalled-early"]);
  expect(stalledDefinitions({ items: [] })).toEqual([]);
});
