/** Something that the caller can mend: told in its message alone, without a stack trace. */
export class Mistake extends Error {
  override readonly name = "Mistake";

  /** @param problems each in one line */
  constructor(readonly problems: readonly string[]) {
    super(problems.join("\n"));
  }
}
