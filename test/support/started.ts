/** What a hook has set up. Throws before that. */
export function started<Part>(part: Part | undefined): Part {
  if (part === undefined) throw new Error("the test has not begun");
  return part;
}
