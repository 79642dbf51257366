import { version } from "@pulumi/kubernetes/package.json";
import { serveProvider } from "../protocol";
import { KubernetesProvider } from "./kubernetesProvider";

serveProvider(new KubernetesProvider(version)).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
