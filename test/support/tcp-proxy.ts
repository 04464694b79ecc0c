import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";

/** A TCP relay that a test can cut and mend: how a server that goes away looks to its clients. */
export interface TcpProxy {
  readonly port: number;
  /** Number of connections that pass through. */
  readonly connections: number;
  /** Breaks all connections but the oldest `spared` ones, and refuses new ones. */
  cut(spared?: number): void;
  /**
   * Lets nothing through any more and breaks nothing, as a network that was cut; the oldest `spared` connections go on. New ones get no
   * answer.
   */
  freeze(spared?: number): void;
  /** Lets new connections through again; from now on to this socket file, when one is named. */
  mend(socket?: string): void;
  close(): Promise<void>;
}

/** Relays 127.0.0.1:{any} to a host and port. */
export async function tcpProxy(host: string, port: number): Promise<TcpProxy> {
  /** Both sides of each connection, the oldest first. */
  const open = new Set<readonly Socket[]>();
  let file: string | undefined;
  let broken = false;
  let frozen = false;
  const server = createServer((client) => {
    if (frozen) {
      open.add([client.on("error", () => undefined)]);
      return;
    }
    if (broken) {
      client.destroy();
      return;
    }
    const upstream = file === undefined ? connect(port, host) : connect(file);
    const both = [client, upstream];
    open.add(both);
    for (const socket of both) {
      socket.on("close", () => {
        open.delete(both);
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
  const younger = (spared = 0) => [...open].slice(spared).flat();
  const cut = (spared?: number) => {
    broken = true;
    for (const socket of younger(spared)) socket.destroy();
  };
  return {
    port: address.port,
    get connections() {
      return open.size;
    },
    cut,
    freeze: (spared) => {
      frozen = true;
      for (const socket of younger(spared)) socket.unpipe().pause();
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
