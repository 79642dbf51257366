import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { factsPort } from "../../infra/clouds/k3s/facts";
import { guardFiles } from "../../infra/clouds/k3s/metadataGuard";

const run = promisify(execFile);

const fact = "/hetzner/v1/metadata/instance-id";
const secret = "/hetzner/v1/userdata";

/**
 * A pod, its node, and behind that the cloud with the metadata service: each a network namespace. Asks for paths from the
 * pod and from the node, before and after rules are loaded: what was answered, the code of a refusal, or `silence`.
 */
const script = `
trap 'kill $(jobs -p)' EXIT
sysctl --quiet --write net.ipv4.ip_forward=1
ip link set lo up
namespace() { unshare --net sleep 60 & last=$!; }
link() { # NAME PROCESS NODE OTHER: joins the node by an interface of this name to another namespace
  ip link add "$1" type veth peer name eth0
  until ip link set eth0 netns "$2" 2>/dev/null; do :; done
  ip address add "$3/24" dev "$1"
  ip link set "$1" up
  nsenter --target "$2" --net ip address add "$4/24" dev eth0
  nsenter --target "$2" --net ip link set eth0 up
  nsenter --target "$2" --net ip route add default via "$3"
}
namespace; pod=$last
namespace; cloud=$last
link pods "$pod" 10.42.0.1 10.42.0.5
link cloud "$cloud" 10.64.0.11 10.64.0.1
ip route add 169.254.169.254 via 10.64.0.1
nsenter --target "$cloud" --net ip link set lo up
nsenter --target "$cloud" --net ip address add 169.254.169.254/32 dev lo
nsenter --target "$cloud" --net python3 -m http.server 80 --directory metadata >/dev/null 2>&1 &
python3 -m http.server ${factsPort} --directory facts >/dev/null 2>&1 &
ask() { python3 ask.py "$@"; }
in_pod() { nsenter --target "$pod" --net python3 ask.py "$1"; }
until [ "$(ask ${fact})" = metadata ]; do :; done
until [ "$(ask ${fact} 127.0.0.1:${factsPort})" = fact ]; do :; done
tell() { echo "$1 $(in_pod ${secret}) $(in_pod ${fact}) $(ask ${secret}) $(ask ${fact})"; }
tell open
nft --file closed.nft
tell closed
nft --file facts.nft
nft --file facts.nft
tell facts
`;

const ask = `import sys, urllib.error, urllib.request
host = sys.argv[2] if len(sys.argv) > 2 else "169.254.169.254"
try:
    print(urllib.request.urlopen(f"http://{host}{sys.argv[1]}", timeout=1).read().decode().strip())
except urllib.error.HTTPError as error:
    print(error.code)
except OSError:
    print("silence")
`;

describe("the metadata service of a node", () => {
  let folder = "";
  let lines: string[] = [];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "domicile-metadata-"));
    const rules = (facts: string[]) => guardFiles(facts)[0]?.content ?? "";
    const files = {
      "ask.py": ask,
      "closed.nft": rules([]),
      "facts.nft": rules([fact]),
      [`metadata${secret}`]: "metadata",
      [`metadata${fact}`]: "metadata",
      [`facts${fact}`]: "fact",
    };
    for (const [name, text] of Object.entries(files)) {
      await mkdir(join(folder, name, ".."), { recursive: true });
      await writeFile(join(folder, name), text);
    }
    const { stdout } = await run("unshare", ["--net", "bash", "-e", "-c", script], { cwd: folder });
    lines = stdout.trim().split("\n");
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it("tells pods and the node all, as long as nothing closes it", () => {
    expect(lines[0]).toBe("open metadata metadata metadata metadata");
  });

  it("tells neither pods nor the node's own programs anything once it is closed", () => {
    expect(lines[1]).toBe("closed silence silence silence silence");
  });

  it("is answered by the node with facts only, to pods of their own network only, where there are some", () => {
    expect(lines[2]).toBe("facts 404 fact silence silence");
  });
});
