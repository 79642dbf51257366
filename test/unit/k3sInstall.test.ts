import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { agentSetup } from "../../infra/clouds/k3s/setup";
import { sampleMirror, sampleNode } from "../support/k3sPlans";
import { temporaryFolder, writeScript } from "../support/temporaryFolder";

const run = promisify(execFile);

const release = { k3s: "the program", "k3s-airgap-images-amd64.tar.zst": "the images" };
const fact = "/hetzner/v1/metadata/instance-id";
const served = { ...release, "instance-id": "4711" };

function digest(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

/** A machine whose folders lie in one of ours, and whose programs write down how they are called. */
async function machine(digests = { program: digest("the program"), images: digest("the images") }) {
  const root = await temporaryFolder();
  const mirror = { ...sampleMirror, files: "https://mirror.example.de/k3s", digests: { amd64: digests } };
  const setup = agentSetup(
    { ...sampleNode, mirror, facts: [fact] },
    { serverAuthority: "certificate\n", agentPassword: "password" },
  );
  const inRoot = (text: string) => text.replace(/(?<=[\s"'=>])\/(?=(?:etc|usr|var)\/)/g, `${root}/`);
  for (const { path, mode, content } of setup.files) {
    const file = join(root, path);
    await mkdir(dirname(file), { recursive: true });
    const isProgram = path === setup.program;
    await writeFile(file, isProgram ? inRoot(content) : content, { mode: parseInt(mode, 8) });
  }
  for (const [name, text] of Object.entries(served)) {
    await mkdir(join(root, "served"), { recursive: true });
    await writeFile(join(root, "served", name), text);
  }
  const programs = join(root, "programs");
  const log = join(root, "calls");
  for (const name of ["passwd", "systemctl", "update-ca-certificates"]) {
    await writeScript(join(programs, name), `echo "${name} $*" >>${log}`);
  }
  await writeScript(
    join(programs, "ip"),
    'echo "10.64.0.2 via 10.64.0.1 dev enp7s0 src 10.64.0.11 uid 0 \\\\    cache"',
  );
  // Ends as curl does with what it is told last: --output FILE URL.
  await writeScript(
    join(programs, "curl"),
    "while [ $# -gt 2 ]; do shift; done",
    `echo "curl $2 through $HTTPS_PROXY" >>${log}`,
    `cp "${root}/served/\${2##*/}" "$1"`,
  );
  const install = () =>
    run("sh", [join(root, setup.program)], {
      env: { PATH: `${programs}:${process.env["PATH"] ?? ""}` },
    });
  const calls = async () => (await readFile(log, "utf8")).trim().split("\n");
  return { root, install, calls };
}

describe("the installation of a node", () => {
  it("fetches what was pinned, tells k3s its address, closes the metadata and starts, in this order", async () => {
    const { root, install, calls } = await machine();
    await install();
    expect(await readFile(join(root, "etc/rancher/k3s/config.yaml.d/address.yaml"), "utf8")).toBe(
      'node-ip: "10.64.0.11"\nflannel-iface: "enp7s0"\n',
    );
    expect(await readFile(join(root, "usr/local/bin/k3s"), "utf8")).toBe("the program");
    expect((await stat(join(root, "usr/local/bin/k3s"))).mode & 0o777).toBe(0o755);
    expect(await readdir(join(root, "var/lib/rancher/k3s/agent/images"))).toEqual([
      "k3s-airgap-images-amd64.tar.zst",
    ]);
    expect(await readFile(join(root, "var/lib/domicile/facts", fact), "utf8")).toBe("4711");
    expect(await calls()).toEqual([
      "passwd --lock root",
      "systemctl disable --now ssh.service ssh.socket",
      "curl https://mirror.example.de/k3s/k3s through http://10.64.0.3:8888",
      "curl https://mirror.example.de/k3s/k3s-airgap-images-amd64.tar.zst through http://10.64.0.3:8888",
      "systemctl restart systemd-modules-load.service systemd-sysctl.service",
      "systemctl try-restart systemd-timesyncd.service",
      "systemctl daemon-reload",
      `curl http://169.254.169.254${fact} through http://10.64.0.3:8888`,
      "systemctl enable --now domicile-facts.service",
      "systemctl enable --now domicile-metadata-guard.service",
      "systemctl enable --now --no-block k3s.service",
    ]);
  });

  it("fetches nothing again when it runs again", async () => {
    const { install, calls } = await machine();
    await install();
    await install();
    expect((await calls()).filter((call) => call.startsWith("curl"))).toHaveLength(3);
  });

  it("starts nothing that is not what was pinned", async () => {
    const { root, install, calls } = await machine({
      program: digest("another"),
      images: digest("the images"),
    });
    await expect(install()).rejects.toMatchObject({ code: 1 });
    await expect(stat(join(root, "usr/local/bin/k3s"))).rejects.toThrow("ENOENT");
    expect((await calls()).at(-1)).toBe(
      "curl https://mirror.example.de/k3s/k3s through http://10.64.0.3:8888",
    );
  });
});
