import { once } from "node:events";
import { createServer, type Server } from "node:net";
import type { FastifyInstance } from "fastify";

/** Where to listen, and whether other sockets of this process may listen there too. */
interface Address {
  readonly host: string;
  readonly port: number;
  readonly reusePort?: boolean;
}

/**
 * Sockets that listen on the one port. libuv (since 1.45) takes one connection from a socket in each turn of the event loop.
 * With one socket and turns of 20 ms, which a busy process has, new callers would wait for seconds, whatever is admitted.
 */
const SOCKETS = 16;

/**
 * Makes the function that listens for a server, with several sockets where the system can share a port among them. To be
 * called before the server is ready, because the sockets close with it.
 */
export function listening(app: FastifyInstance, platform: NodeJS.Platform): (at: Address) => Promise<void> {
  const more: Server[] = [];
  let closed: Promise<unknown> = Promise.resolve();
  app.addHook("preClose", async () => {
    closed = Promise.all(more.map((server) => new Promise((resolve) => server.close(resolve))));
  });
  // Their connections are answered to the last one before whatever the answers need is closed.
  app.addHook("onClose", () => closed);

  return async (at) => {
    if (platform !== "linux") return void (await app.listen(at));
    // With a shared port the system would not find another program on it.
    await bind(createServer(), at).then((probe) => new Promise((resolve) => probe.close(resolve)));
    const shared = { ...at, reusePort: true };
    await app.listen(shared);
    const socketOf = () =>
      // As an HTTP server makes its own connections.
      createServer({ allowHalfOpen: true, noDelay: true }, (socket) => app.server.emit("connection", socket));
    for (let n = 1; n < SOCKETS; n++) more.push(await bind(socketOf(), shared));
  };
}

async function bind(server: Server, at: Address): Promise<Server> {
  server.listen(at);
  await once(server, "listening");
  return server;
}
