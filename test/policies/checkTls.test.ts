import { join } from "node:path";
import { expect, it } from "vitest";
import { checkout, checkProject, projectFile } from "../support/checkProject";

/** A stack on an existing cluster whose gateway has a certificate. */
function stackWith(tls: string): string {
  return `config:
  domicile:stack:
    jurisdiction: [DE]
    operators: [DE]
    sites: [{ name: here, cloud: existing, country: DE, kubeconfig: none }]
    models: [{ name: chat, engine: vllm, source: pvc://weights/chat }]
    gateway:
      host: ai.example.de
      service: { type: LoadBalancer }
      tls: ${tls}
      allowedAddresses: [203.0.113.0/24]
      clients: [{ name: intranet, allowedAddresses: [203.0.113.64/26] }]
`;
}

it("stacks with a certificate are clean, and nothing of their pods is unknown, though no file is there", async () => {
  const project = await checkProject({
    "Pulumi.yaml": projectFile(join(checkout, "stacks/index.ts")),
    "Pulumi.files.yaml": stackWith("{ certificate: no/chain.pem, privateKey: no/key.pem }"),
    "Pulumi.issuer.yaml": stackWith("{ issuer: { name: internal } }"),
    "Pulumi.secret.yaml": stackWith("{ secret: bought }"),
  });
  try {
    const { output, ...ended } = await project.check();
    expect(ended).toEqual({ exitCode: 0, complaint: "" });
    const approved = "resources; approved: jurisdiction DE, operators DE)";
    expect(output.trim().split(/\n+/)).toEqual([
      `files: clean (15 ${approved}`,
      `issuer: clean (15 ${approved}`,
      `secret: clean (14 ${approved}`,
      "3 stacks: 3 clean",
    ]);
  } finally {
    await project.remove();
  }
}, 180_000);
