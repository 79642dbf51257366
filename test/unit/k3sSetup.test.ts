import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { cloudConfig } from "../../infra/clouds/k3s/cloudConfig";
import { joinToken } from "../../infra/clouds/k3s/joinToken";
import type { MachineSetup } from "../../infra/clouds/k3s/plan";
import { agentSetup, serverSetup } from "../../infra/clouds/k3s/setup";
import { sampleMirror, sampleNode, sampleSecrets, sampleServer } from "../support/k3sPlans";

const agentSecrets = { serverAuthority: "certificate of server-ca\n", agentPassword: "password-of-agents" };
const first = serverSetup(sampleServer, sampleSecrets);
const joining = serverSetup({ ...sampleServer, name: "fsn-server-2-1", isFirst: false }, sampleSecrets);
const agent = agentSetup(sampleNode, agentSecrets);
const digest = createHash("sha256").update("certificate of server-ca\n").digest("hex");

function contentOf({ files }: MachineSetup, path: string): string {
  const found = files.find((file) => file.path === path);
  if (found === undefined) throw new Error(`no file ${path}`);
  return found.content;
}

function modes({ files }: MachineSetup): Record<string, string> {
  return Object.fromEntries(files.map(({ path, mode }) => [path, mode]));
}

const nodeModes = {
  "/etc/rancher/k3s/config.yaml": "0600",
  "/etc/rancher/k3s/registries.yaml": "0600",
  "/etc/domicile/environment": "0600",
  "/etc/domicile/metadata-guard.nft": "0600",
  "/etc/systemd/system/domicile-metadata-guard.service": "0644",
  "/usr/local/sbin/domicile-install": "0700",
  "/etc/systemd/system/k3s.service": "0644",
  "/etc/modules-load.d/domicile.conf": "0644",
  "/etc/sysctl.d/90-domicile.conf": "0644",
};
const tls = "/var/lib/rancher/k3s/server/tls";
const authorities = ["server-ca", "client-ca", "request-header-ca", "etcd/server-ca", "etcd/peer-ca"];

describe("the files of a node", () => {
  it("are those of an agent, readable for root where they hold a secret", () => {
    expect(modes(agent)).toEqual(nodeModes);
  });

  it("are an audit policy more for a server that joins, and the authorities' keys for the first one only", () => {
    expect(modes(joining)).toEqual({ ...nodeModes, "/etc/rancher/k3s/audit.yaml": "0600" });
    const keys = [...authorities.flatMap((name) => [`${name}.crt`, `${name}.key`]), "service.key"];
    expect(modes(first)).toEqual({
      ...modes(joining),
      ...Object.fromEntries(keys.map((name) => [`${tls}/${name}`, "0600"])),
    });
    expect(contentOf(first, `${tls}/etcd/peer-ca.key`)).toBe("key of etcd/peer-ca\n");
    expect(contentOf(first, `${tls}/client-ca.crt`)).toBe("certificate of client-ca\n");
    expect(contentOf(first, `${tls}/service.key`)).toBe("key of service accounts\n");
  });

  it("hold no secret that the node could do without", () => {
    expect(joining.files.filter(({ content }) => content.includes("key of"))).toEqual([]);
    expect(agent.files.filter(({ content }) => content.includes("key of"))).toEqual([]);
    expect(agent.files.filter(({ content }) => content.includes("password-of-servers"))).toEqual([]);
  });

  it("name the mirror's authority and the time server where there are some", () => {
    const mirror = { ...sampleMirror, certificateAuthority: "authority of the mirror\n" };
    const setup = agentSetup({ ...sampleNode, mirror, timeServer: "10.64.0.3" }, agentSecrets);
    const file = "/usr/local/share/ca-certificates/domicile-mirror.crt";
    expect(modes(setup)).toEqual({
      ...nodeModes,
      [file]: "0644",
      "/etc/systemd/timesyncd.conf.d/domicile.conf": "0644",
    });
    expect(contentOf(setup, file)).toBe("authority of the mirror\n");
    expect(parse(contentOf(setup, "/etc/rancher/k3s/registries.yaml"))).toEqual({
      mirrors: { "*": { endpoint: ["https://registry.example.de:5000"] } },
      configs: { "registry.example.de:5000": { tls: { ca_file: file } } },
    });
    expect(contentOf(setup, "/etc/systemd/timesyncd.conf.d/domicile.conf")).toBe(
      "[Time]\nNTP=10.64.0.3\nFallbackNTP=\n",
    );
  });
});

describe("the configuration of k3s", () => {
  const config = "/etc/rancher/k3s/config.yaml";
  const common = {
    "node-label": [],
    "node-taint": ["node-role.kubernetes.io/control-plane=true:NoSchedule"],
    "protect-kernel-defaults": true,
    "disable-default-registry-endpoint": true,
    "kubelet-arg": ["cloud-provider=external", "streaming-connection-idle-timeout=5m"],
  };
  const server = {
    ...common,
    "agent-token": "password-of-agents",
    "tls-san": ["10.64.0.2", "203.0.113.7"],
    "cluster-cidr": "10.42.0.0/16",
    "service-cidr": "10.43.0.0/16",
    "flannel-backend": "wireguard-native",
    disable: ["servicelb", "traefik", "local-storage"],
    "disable-cloud-controller": true,
    "disable-helm-controller": true,
    "secrets-encryption": true,
    "write-kubeconfig-mode": "0600",
    "kube-apiserver-arg": [
      "audit-policy-file=/etc/rancher/k3s/audit.yaml",
      "audit-log-path=/var/lib/rancher/k3s/server/logs/audit.log",
      "audit-log-maxage=30",
      "audit-log-maxbackup=10",
      "audit-log-maxsize=100",
      "enable-admission-plugins=NodeRestriction",
    ],
  };

  it("begins a cluster on the first server", () => {
    expect(parse(contentOf(first, config))).toEqual({
      ...server,
      "cluster-init": true,
      token: "password-of-servers",
      "node-name": "fsn-server-1-1",
    });
  });

  it("joins it on others, and gives the password to no server of another authority", () => {
    expect(parse(contentOf(joining, config))).toEqual({
      ...server,
      server: "https://10.64.0.2:6443",
      token: `K10${digest}::server:password-of-servers`,
      "node-name": "fsn-server-2-1",
    });
  });

  it("joins it on agents with a password of their own", () => {
    expect(parse(contentOf(agent, config))).toEqual({
      ...common,
      server: "https://10.64.0.2:6443",
      token: `K10${digest}::node:password-of-agents`,
      "node-name": "fsn-system-1-1",
      "node-label": ["domicile/node-pool=system"],
      "node-taint": ["nvidia.com/gpu=present:NoSchedule"],
    });
  });

  it("lets people in by whom they sign in with, and calls nobody as Kubernetes calls its own", () => {
    const signIn = {
      issuer: "https://login.example.de",
      clientId: "kubernetes",
      usernameClaim: "sub",
      groupsClaim: "groups",
    };
    const configured: unknown = parse(
      contentOf(serverSetup({ ...sampleServer, signIn }, sampleSecrets), config),
    );
    expect(configured).toMatchObject({
      "kube-apiserver-arg": [
        ...server["kube-apiserver-arg"],
        "oidc-issuer-url=https://login.example.de",
        "oidc-client-id=kubernetes",
        "oidc-username-claim=sub",
        "oidc-groups-claim=groups",
        "oidc-username-prefix=oidc:",
        "oidc-groups-prefix=oidc:",
      ],
    });
  });

  it("notes who did what, and never a body", () => {
    expect(parse(contentOf(first, "/etc/rancher/k3s/audit.yaml"))).toEqual({
      apiVersion: "audit.k8s.io/v1",
      kind: "Policy",
      omitStages: ["RequestReceived"],
      rules: [
        { level: "None", nonResourceURLs: ["/healthz*", "/livez*", "/readyz*", "/version"] },
        { level: "Metadata" },
      ],
    });
  });

  it("sends what leaves through the proxy, and is told none where there is none", () => {
    const inside = "127.0.0.0/8,10.64.0.0/16,10.42.0.0/16,10.43.0.0/16,.svc,.cluster.local";
    const lines = contentOf(agent, "/etc/domicile/environment").split("\n");
    expect(lines).toEqual(
      expect.arrayContaining([
        "HTTPS_PROXY=http://10.64.0.3:8888",
        `NO_PROXY=${inside}`,
        "https_proxy=http://10.64.0.3:8888",
        `no_proxy=${inside}`,
      ]),
    );
    const direct = agentSetup({ ...sampleNode, proxy: undefined }, agentSecrets);
    expect(contentOf(direct, "/etc/domicile/environment")).toBe("");
  });
});

describe("the metadata service", () => {
  it("is closed to the node's own programs and to what it forwards", () => {
    expect(contentOf(agent, "/etc/domicile/metadata-guard.nft")).toBe(`table inet domicile
delete table inet domicile
table inet domicile {
  chain output {
    type filter hook output priority -300; policy accept;
    ip daddr 169.254.169.254 counter drop
    ip6 daddr fe80::a9fe:a9fe counter drop
  }
  chain forward {
    type filter hook forward priority -300; policy accept;
    ip daddr 169.254.169.254 counter drop
    ip6 daddr fe80::a9fe:a9fe counter drop
  }
}
`);
  });

  it("is answered by the node where pods may know a fact, and with that fact only", () => {
    const facts = ["/hetzner/v1/metadata/instance-id"];
    const setup = agentSetup({ ...sampleNode, facts }, agentSecrets);
    expect(modes(setup)).toEqual({ ...nodeModes, "/etc/systemd/system/domicile-facts.service": "0644" });
    expect(contentOf(setup, "/etc/domicile/metadata-guard.nft")).toContain(
      "    ip daddr 169.254.169.254 tcp dport 80 redirect to :8169\n",
    );
    expect(contentOf(setup, "/etc/systemd/system/domicile-facts.service")).toContain(
      "ExecStart=/usr/bin/python3 -m http.server 8169 --directory /var/lib/domicile/facts\n",
    );
    const lines = contentOf(setup, "/usr/local/sbin/domicile-install").split("\n");
    const asked = lines.indexOf("fact /hetzner/v1/metadata/instance-id");
    expect(asked).toBeGreaterThan(0);
    expect(lines.indexOf("systemctl enable --now domicile-metadata-guard.service")).toBeGreaterThan(asked);
  });

  it.each([
    ["an agent", agent],
    ["a server", first],
  ])("is closed before k3s starts on %s, which does not start without", (_, setup) => {
    const unit = contentOf(setup, "/etc/systemd/system/k3s.service");
    expect(unit).toContain("Requires=domicile-metadata-guard.service\n");
    expect(unit).toContain("After=network-online.target domicile-metadata-guard.service\n");
    const lines = contentOf(setup, "/usr/local/sbin/domicile-install").split("\n");
    const guard = lines.indexOf("systemctl enable --now domicile-metadata-guard.service");
    const start = lines.indexOf("systemctl enable --now --no-block k3s.service");
    expect(guard).toBeGreaterThan(0);
    expect(start).toBeGreaterThan(guard);
  });
});

describe("cloudConfig", () => {
  it.each([
    ["the first server", first],
    ["a server that joins", joining],
    ["an agent", agent],
  ])("is read by cloud-init as it was meant for %s", (_, setup) => {
    const text = cloudConfig("it", setup);
    expect(text.split("\n")[0]).toBe("#cloud-config");
    expect(parse(text)).toEqual({
      disable_root: true,
      ssh_pwauth: false,
      write_files: setup.files.map(({ path, mode, content }) => ({
        path,
        permissions: mode,
        owner: "root:root",
        content,
      })),
      runcmd: [["/usr/local/sbin/domicile-install"]],
    });
  });

  it("refuses what clouds would not take", () => {
    const labels = Object.fromEntries(
      Array.from({ length: 500 }, (_, index) => [`label-${index}`, "x".repeat(63)]),
    );
    const large = agentSetup({ ...sampleNode, labels }, agentSecrets);
    expect(() => cloudConfig("fsn-gpu-1-1", large)).toThrow(
      /^the user data of 'fsn-gpu-1-1' has \d{5} bytes; allowed: 32768 - give it fewer or shorter labels, taints and certificates$/,
    );
  });
});

describe("the program that installs", () => {
  it.each([
    ["a server", first],
    ["an agent", agent],
  ])("is a shell script without mistakes on %s", (_, setup) => {
    const input = contentOf(setup, "/usr/local/sbin/domicile-install");
    expect(execFileSync("sh", ["-n"], { input, encoding: "utf8" })).toBe("");
  });

  it.each([
    ["amd64", "k3s", "k3s-airgap-images-amd64.tar.zst", "a", "b"],
    ["arm64", "k3s-arm64", "k3s-airgap-images-arm64.tar.zst", "c", "d"],
  ] as const)("fetches the release of %s", (architecture, program, images, ofProgram, ofImages) => {
    const setup = agentSetup({ ...sampleNode, architecture }, agentSecrets);
    const lines = contentOf(setup, "/usr/local/sbin/domicile-install").split("\n");
    expect(lines.filter((line) => line.startsWith("fetch "))).toEqual([
      `fetch ${program} ${ofProgram.repeat(64)} /usr/local/bin/k3s`,
      `fetch ${images} ${ofImages.repeat(64)} /var/lib/rancher/k3s/agent/images/${images}`,
    ]);
  });

  it("is not made for an architecture that the mirror does not have", () => {
    const mirror = { ...sampleMirror, digests: {} };
    expect(() => agentSetup({ ...sampleNode, mirror }, agentSecrets)).toThrow(
      "the mirror states no digests of k3s for amd64",
    );
  });
});

it("joinToken takes the digest of the certificate as it lies on servers", () => {
  expect(joinToken("certificate\n", "server", "secret")).toBe(
    `K10${createHash("sha256").update("certificate\n").digest("hex")}::server:secret`,
  );
});
