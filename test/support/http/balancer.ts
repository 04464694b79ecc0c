import { once } from "node:events";
import { Agent, createServer, get, request } from "node:http";
import type { AddressInfo } from "node:net";
import type { Test } from "tap";

/** A load balancer as networks have them: it asks `/readyz`, keeps connections open, and tries no request twice. */
export interface Balancer {
  readonly port: number;
  /** Ports of the gateways that it sends requests to now. */
  ready(): readonly number[];
}

/** Balances 127.0.0.1:{any} over ports of this machine, each asked every `everyMs`. Ends with the test. */
export async function balancer(t: Test, ports: readonly number[], everyMs: number): Promise<Balancer> {
  const agents = new Map(ports.map((port) => [port, new Agent({ keepAlive: true })]));
  let ready: readonly number[] = [];
  let next = 0;
  const isReady = (port: number) =>
    new Promise<boolean>((resolve) => {
      const probe = get({ port, path: "/readyz", agent: false }, (answer) => {
        answer.resume();
        resolve(answer.statusCode === 200);
      });
      probe.on("error", () => resolve(false));
    });
  const look = async () => {
    const answers = await Promise.all(ports.map(isReady));
    ready = ports.filter((_, index) => answers[index]);
  };
  await look();
  const looking = setInterval(() => void look(), everyMs);
  const server = createServer((from, to) => {
    const port = ready[next++ % Math.max(ready.length, 1)];
    if (port === undefined) {
      to.writeHead(502).end();
      return;
    }
    const { connection: _hop, ...headers } = from.headers;
    const upstream = request(
      { port, method: from.method, path: from.url, headers, agent: agents.get(port) },
      (answer) => {
        const { connection: _other, "keep-alive": _time, ...fields } = answer.headers;
        to.writeHead(answer.statusCode ?? 502, fields);
        answer.pipe(to);
      },
    );
    upstream.on("error", () => (to.headersSent ? to.destroy() : to.writeHead(502).end()));
    from.pipe(upstream);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  t.teardown(() => {
    clearInterval(looking);
    server.close();
    server.closeAllConnections();
    for (const agent of agents.values()) agent.destroy();
  });
  return { port: (server.address() as AddressInfo).port, ready: () => ready };
}
