import type { Template } from "./template";

/** A machine that lies in the United States. */
export const foreignSample: readonly Template[] = [
  {
    type: "hcloud:index/server:Server",
    name: "assistant",
    inputs: { location: "ash", serverType: "ccx23", image: "debian-13" },
    provider: { type: "pulumi:providers:hcloud", name: "hetzner", inputs: { token: "a token" } },
  },
];
