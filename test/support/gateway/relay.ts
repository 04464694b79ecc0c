/** A proxy between a party and a gateway, which may change what passes. It has none of the gateway's keys. */
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Test } from "tap";

/** One exchange: a request and what the gateway answered. */
export interface Passing {
  readonly method: string;
  readonly path: string;
  readonly request: Buffer;
  readonly status: number;
  readonly answer: Buffer;
}

/** What the relay answers instead; undefined to pass the gateway's answer on. */
export type Rewrite = (
  passing: Passing,
) => Promise<(Partial<Pick<Passing, "status" | "answer">> & { readonly headers?: Record<string, string> }) | undefined>;

/** A running relay. */
export interface Relay {
  readonly url: string;
  rewrite: Rewrite;
}

/** Starts a relay to the gateway at `target`; it stops with the test. */
export async function startRelay(t: Test, target: string): Promise<Relay> {
  const relay = { url: "", rewrite: (async () => undefined) as Rewrite };
  const server = createServer((incoming, outgoing) => {
    void (async () => {
      const chunks: Buffer[] = [];
      for await (const chunk of incoming) chunks.push(chunk as Buffer);
      const request = Buffer.concat(chunks);
      const { method = "GET", url: path = "/" } = incoming;
      const { host: _host, connection: _connection, "content-length": _length, ...headers } = incoming.headers;
      const answered = await fetch(target + path, {
        method,
        headers: headers as Record<string, string>,
        ...(method === "GET" ? {} : { body: request }),
      });
      const answer = Buffer.from(await answered.arrayBuffer());
      const passing = { method, path, request, status: answered.status, answer };
      const changed = { headers: {}, ...passing, ...(await relay.rewrite(passing)) };
      const kept = [...answered.headers].filter(
        ([name]) => !/^(content-length|transfer-encoding|connection)$/.test(name),
      );
      outgoing.writeHead(changed.status, { ...Object.fromEntries(kept), ...changed.headers }).end(changed.answer);
    })().catch(() => outgoing.destroy());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  t.teardown(() => server.close().closeAllConnections());
  relay.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return relay;
}
