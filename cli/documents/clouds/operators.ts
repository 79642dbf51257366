import { cloudNames, type Operator } from "../../../infra/catalogue";
import { operators } from "../../../infra/catalogue/operatorTable";
import { code, table } from "../table";

/** Every operator of the catalogue once: that of a cloud, then those of its partitions. */
function allOperators(): readonly Operator[] {
  return cloudNames.flatMap((cloud) => {
    const { operator, partitions } = operators[cloud];
    return [...new Set([operator, ...(partitions?.values() ?? [])])];
  });
}

/** Who runs each cloud, and under whose law. */
export function operatorTable(): string {
  return table(
    ["cloud", "part of it", "operator", "ultimate parent", "controller"],
    allOperators().map(({ cloud, partition, entity, isEntityVerified, parent, controller }) => [
      code(cloud),
      partition === undefined ? "" : code(partition),
      isEntityVerified ? entity : `${entity} (unverified)`,
      parent,
      controller,
    ]),
  );
}

/** How far foreign laws reach the operators, and where that was read. */
export function exposureList(): string {
  return allOperators()
    .map(({ cloud, partition, exposures, source, note }) => {
      const name = partition === undefined ? code(cloud) : `${code(cloud)}, ${code(partition)}`;
      const laws = exposures.map(
        ({ law, reach, basis, source: read }) =>
          `  - ${law}: ${reach} (${basis}${read === undefined ? "" : `: ${read}`})`,
      );
      const remark = note === undefined ? "" : ` Note: ${note}.`;
      return [`- ${name}. Source: ${source}.${remark}`, ...laws].join("\n");
    })
    .join("\n");
}
