/** Why something failed, in one line: what was answered, or else the first line of the message. */
export function reasonOf(error: unknown): string {
  const lines = (error instanceof Error ? error.message : String(error)).split("\n");
  return lines.find((line) => line.startsWith("a request was answered by")) ?? lines.at(0) ?? "";
}
