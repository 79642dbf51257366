/** How Envoy is started; `concurrency` is the number of its worker threads. */
export function envoyArguments({ folder, concurrency }: { folder: string; concurrency: number }): string[] {
  return [
    "--config-path",
    `${folder}/bootstrap.json`,
    "--concurrency",
    String(concurrency),
    "--log-level",
    "warning",
    // The key filter is called unfinished in Envoy's API, which it would say at each start and each change.
    "--component-log-level",
    "misc:error",
    // The access log is written at least once a second.
    "--file-flush-interval-msec",
    "1000",
    // Two processes never share a pod, and the shared memory for it has no place on a read-only file system.
    "--disable-hot-restart",
    // Otherwise a misspelt field of a filter is taken silently, and what it asks for does not hold.
    "--reject-unknown-dynamic-fields",
  ];
}
