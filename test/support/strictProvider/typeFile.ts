import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { isErrno } from "../../../infra/local/errno";

/**
 * The file without extension that declares a resource or function in the SDK in `root`. SDKs name a folder by the
 * token's module and a file by its class, in spellings of their own (`S3Location` is in `s3location`, `Index` in
 * `index_`), so that it is looked for by name and then told by the token in it.
 * @param token e.g. `aws:eks/cluster:Cluster`, `azure-native:containerservice:ManagedCluster`, `hcloud:index/server:Server`
 * @throws Error when the SDK has no such type
 */
export function typeFile(root: string, token: string): string {
  const [, module = "", name = ""] = token.split(":");
  const [first = ""] = module.split("/");
  const folder = first === "index" ? root : join(root, first.toLowerCase());
  const found = scriptsIn(folder)
    .filter((file) => file.replace(/_?\.js$/, "").toLowerCase() === name.toLowerCase())
    .map((file) => join(folder, file))
    .find((file) => isAbout(token, readFileSync(file, "utf8")));
  if (found === undefined) throw new Error(`'${token}' is no type of the SDK`);
  return found.replace(/\.js$/, "");
}

/** Resources carry their token, functions call for it. */
function isAbout(token: string, script: string): boolean {
  return script.includes(`__pulumiType = '${token}'`) || script.includes(`invoke("${token}"`);
}

function scriptsIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder).filter((file) => file.endsWith(".js"));
  } catch (error) {
    if (isErrno(error, "ENOENT")) return [];
    throw error;
  }
}
