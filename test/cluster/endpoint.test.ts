import { afterAll, beforeAll } from "vitest";
import { clusterState, stopCluster } from "../../infra/local/cluster";
import { localPaths } from "../../infra/local/paths";
import { RecordedProgress } from "../support/recordedProgress";
import "./endpoint/clients";
import "./endpoint/sealed";
import "./endpoint/network";
import "./endpoint/resilience";

// What is asked of the checkout's own cluster and endpoint. One file, because each of these changes something in them
// and they take half a minute to start; files run side by side.

const paths = localPaths();
let found: Awaited<ReturnType<typeof clusterState>>;

beforeAll(async () => {
  found = await clusterState(paths);
});

// Idle, it would take an eighth of a processor from the tests that follow.
afterAll(async () => {
  if (found === "absent") await stopCluster({ paths, progress: new RecordedProgress() });
});
