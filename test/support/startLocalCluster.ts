import { localPaths } from "../../infra/local/paths";
import { testCluster } from "./localCluster";

// Starts the cluster of the folder that the first argument names, in a process that a test can kill.

const root = process.argv[2];
if (root === undefined) throw new Error("which folder? usage: startLocalCluster FOLDER");
void testCluster(localPaths(root));
