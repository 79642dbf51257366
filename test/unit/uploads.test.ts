import { describe, expect, it } from "vitest";
import { receiverOf } from "../../cli/deployment/uploads";

const waiting = {
  metadata: { name: "chat-0" },
  spec: {
    containers: [],
    initContainers: [{ name: "weights", command: ["sh", "-c", "…", "sh", "/models/a.gguf"] }],
  },
  status: { initContainerStatuses: [status({ running: {} })] },
};

/** What the kubelet tells of the init container. */
function status(
  state: { running?: object; terminated?: { exitCode: number } },
  containerID = "containerd://1",
) {
  return { name: "weights", image: "", imageID: "", ready: false, restartCount: 0, containerID, state };
}

describe("receiverOf", () => {
  it("finds the container that waits for the weights", () => {
    expect(receiverOf(waiting, "a.gguf")).toEqual([{ pod: "chat-0", container: "containerd://1" }]);
  });

  it.each([
    ["waits for others", waiting, "b.gguf"],
    [
      "has ended",
      { ...waiting, status: { initContainerStatuses: [status({ terminated: { exitCode: 0 } })] } },
      "a.gguf",
    ],
    ["has not begun", { ...waiting, status: {} }, "a.gguf"],
    [
      "is being deleted",
      { ...waiting, metadata: { name: "chat-0", deletionTimestamp: new Date(0) } },
      "a.gguf",
    ],
    ["has no such container", { ...waiting, spec: { containers: [] } }, "a.gguf"],
  ])("finds nothing in a pod that %s", (_, pod, name) => {
    expect(receiverOf(pod, name)).toEqual([]);
  });
});
