import { X509Certificate } from "node:crypto";
import { createServer as createPlainServer } from "node:http";
import { createServer, type ServerOptions } from "node:https";
import type { AddressInfo, LookupFunction, Socket } from "node:net";
import type { TLSSocket } from "node:tls";
import t, { type Test } from "tap";
import type { HttpTls } from "../../src/courier/http-client.ts";
import { certificate } from "../support/certificates.ts";
import { CALM, courierFor, pushTo } from "./endpoint-double.ts";
import { like } from "../support/like.ts";

const YESTERDAY = new Date(Date.now() - 86_400_000);
const toLoopback: LookupFunction = (_hostname, _options, callback) =>
  callback(null, [{ address: "127.0.0.1", family: 4 }]);

/** An https endpoint; `peers` are the names in the certificates that it was shown. */
async function secureEndpoint(t: Test, options: ServerOptions): Promise<{ port: number; peers: string[] }> {
  const peers: string[] = [];
  const sockets: Socket[] = [];
  const server = createServer(options, (request, response) => {
    const { subject } = (request.socket as TLSSocket).getPeerCertificate() as { subject?: { CN: string } };
    peers.push(subject?.CN ?? "");
    request.resume();
    response.writeHead(202).end();
  });
  server.on("connection", (socket: Socket) => sockets.push(socket));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.teardown(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return { port: (server.address() as AddressInfo).port, peers };
}

function pushWith(t: Test, url: string, tls: HttpTls | undefined) {
  const { courier } = courierFor(t, { lookup: toLoopback, settings: { requireHttps: true }, tlsOf: () => tls });
  return courier.push(pushTo(url), CALM);
}

t.test("an https endpoint whose certificate does not verify gets no push", async (t) => {
  const good = certificate("department.example");
  const expired = certificate("department.example", { notAfter: YESTERDAY });
  t.ok(new X509Certificate(good.cert).checkHost("department.example"));
  for (const [served, ca, host, result] of [
    [good, good.cert, "department.example", { kind: "delivered", status: 202 }],
    [good, undefined, "department.example", { kind: "retry", code: "tls" }],
    [good, good.cert, "other.example", { kind: "retry", code: "tls" }],
    [expired, expired.cert, "department.example", { kind: "retry", code: "tls" }],
  ] as const) {
    const { port, peers } = await secureEndpoint(t, served);
    t.same(await pushWith(t, `https://${host}:${port}/push`, ca === undefined ? undefined : { ca }), result);
    t.equal(peers.length, result.kind === "delivered" ? 1 : 0);
  }
});

t.test("an endpoint of a private authority that asks for a certificate is shown the one for it", async (t) => {
  const authority = certificate("authority.example");
  const server = certificate("department.example", { issuer: authority });
  const gateway = certificate("gateway.example", { issuer: authority });
  const stranger = certificate("gateway.example");
  const options = { ...server, ca: authority.cert, requestCert: true, rejectUnauthorized: true };
  const { port, peers } = await secureEndpoint(t, options);
  const url = `https://department.example:${port}/push`;
  const ca = authority.cert;
  t.same(await pushWith(t, url, { ca, ...gateway }), { kind: "delivered", status: 202 });
  t.same(peers, ["gateway.example"]);
  like(t, await pushWith(t, url, { ca }), { kind: "retry" });
  like(t, await pushWith(t, url, { ca, ...stranger }), { kind: "retry" });
  t.same(await pushWith(t, url, gateway), { kind: "retry", code: "tls" }, "its certificate is no system authority's");
  t.equal(peers.length, 1);
});

t.test("the authorities of one endpoint are not trusted for another", async (t) => {
  const [one, other] = [certificate("one.example"), certificate("other.example")];
  const endpoints = [await secureEndpoint(t, one), await secureEndpoint(t, other)];
  const { courier } = courierFor(t, {
    lookup: toLoopback,
    settings: { requireHttps: true },
    tlsOf: (party) => (party === "one" ? { ca: one.cert } : undefined),
  });
  const push = (recipient: string, port = 0) =>
    courier.push({ ...pushTo(`https://${recipient}.example:${port}/`), recipient }, CALM);
  like(t, await push("one", endpoints[0]?.port), { kind: "delivered" });
  t.same(await push("other", endpoints[1]?.port), { kind: "retry", code: "tls" });
});

t.test("an endpoint that speaks plain HTTP where TLS is expected: tls, tried again", async (t) => {
  const server = createPlainServer((_request, response) => void response.end());
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.teardown(() => server.close());
  const { port } = server.address() as AddressInfo;
  const { courier } = courierFor(t);
  t.same(await courier.push(pushTo(`https://127.0.0.1:${port}/`), CALM), { kind: "retry", code: "tls" });
});
