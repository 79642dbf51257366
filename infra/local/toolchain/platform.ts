import { access, constants } from "node:fs/promises";

/** What the embedded cluster asks of the machine and the account. */
export interface Platform {
  /** As Node names it: `linux`, `darwin`, `win32`, … */
  readonly platform: string;
  /** The account's number, 0 for root; `undefined` where accounts have none. */
  readonly uid: number | undefined;
  /** Whether the distribution installs packages with apt-get. */
  readonly hasApt: boolean;
}

/** This machine and account. */
export async function currentPlatform(): Promise<Platform> {
  const hasApt = await access("/usr/bin/apt-get", constants.X_OK).then(
    () => true,
    () => false,
  );
  return { platform: process.platform, uid: process.getuid?.(), hasApt };
}

const names: Readonly<Record<string, string>> = { darwin: "macOS", win32: "Windows", freebsd: "FreeBSD" };

/** Why the embedded cluster cannot run here, with the other ways; `undefined` when it can. */
export function platformProblem(here: Platform): string | undefined {
  const why = whyNot(here);
  if (why === undefined) return undefined;
  return [
    `the embedded cluster cannot run here: ${why}`,
    "other ways:",
    "  npm start -- --kubeconfig FILE [--context NAME]   uses any existing cluster",
    "  npm start on Debian or Ubuntu as root             a virtual machine will do",
  ].join("\n");
}

function whyNot({ platform, uid, hasApt }: Platform): string | undefined {
  if (platform !== "linux") return `it needs Linux, and this is ${names[platform] ?? platform}`;
  if (!hasApt) return "it needs packages of Debian or Ubuntu, and there is no apt-get";
  if (uid !== 0)
    return `it needs root for network namespaces and containers, and this account has the number ${uid ?? "unknown"}`;
  return undefined;
}
