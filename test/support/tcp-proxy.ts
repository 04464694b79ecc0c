import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";

/** A TCP relay that a test can cut and mend: how a server that goes away looks to its clients. */
export interface TcpProxy {
  readonly port: number;
  /** Breaks all connections and refuses new ones. */
  cut(): void;
  /** Lets nothing through any more and breaks nothing, as a network that was cut. New connections get no answer. */
  freeze(): void;
  /** Lets new connections through again; from now on to this socket file, when one is named. */
  mend(socket?: string): void;
  close(): Promise<void>;
}

/** Relays 127.0.0.1:{any} to a host and port. */
export async function tcpProxy(host: string, port: number): Promise<TcpProxy> {
  const open = new Set<Socket>();
  let file: string | undefined;
  let broken = false;
  let frozen = false;
  const server = createServer((client) => {
    if (frozen) {
      open.add(client.on("error", () => undefined));
      return;
    }
    if (broken) {
      client.destroy();
      return;
    }
    const upstream = file === undefined ? connect(port, host) : connect(file);
    for (const socket of [client, upstream]) {
      open.add(socket);
      socket.on("close", () => {
        open.delete(socket);
        client.destroy();
        upstream.destroy();
      });
      socket.on("error", () => socket.destroy());
    }
    client.pipe(upstream).pipe(client);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new TypeError("a TCP server has a port");
  const cut = () => {
    broken = true;
    for (const socket of open) socket.destroy();
  };
  return {
    port: address.port,
    cut,
    freeze: () => {
      frozen = true;
      for (const socket of open) socket.unpipe().pause();
    },
    mend: (socket) => {
      file = socket ?? file;
      broken = false;
      frozen = false;
    },
    close: async () => {
      cut();
      server.close();
      await once(server, "close");
    },
  };
}
