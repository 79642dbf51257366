import { connect, type NetConnectOpts } from "node:net";

/** Whether something accepts connections at a port or unix socket of this network namespace. */
export function isAccepting(at: NetConnectOpts): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(at);
    const finish = (isOpen: boolean) => {
      socket.destroy();
      resolve(isOpen);
    };
    socket.once("connect", () => {
      finish(true);
    });
    socket.once("error", () => {
      finish(false);
    });
  });
}

/** Whether something accepts connections at a port of this machine's loopback. */
export function isPortAccepting(port: number): Promise<boolean> {
  return isAccepting({ host: "127.0.0.1", port });
}
