/** Whether an error is one of the operating system's errors `codes`, e.g. `ENOENT`. */
export function isErrno(error: unknown, ...codes: readonly string[]): boolean {
  return (
    error instanceof Error && "code" in error && typeof error.code === "string" && codes.includes(error.code)
  );
}
