import { generateKeyPairSync, X509Certificate } from "node:crypto";
import { createServer } from "node:https";
import type { AddressInfo, LookupFunction, Socket } from "node:net";
import forge from "node-forge";
import t from "tap";
import { CALM, courierFor, pushTo } from "./endpoint-double.ts";

/** A self-signed certificate for a name. */
function certificate(name: string, notAfter: Date): { key: string; cert: string } {
  const { privateKey, publicKey } = generateKeyPairSync("rsa", {
    modulusLength: 2048,
    privateKeyEncoding: { type: "pkcs1", format: "pem" },
    publicKeyEncoding: { type: "spki", format: "pem" },
  });
  const cert = forge.pki.createCertificate();
  cert.publicKey = forge.pki.publicKeyFromPem(publicKey);
  cert.serialNumber = "01";
  cert.validity.notBefore = new Date(Date.now() - 86_400_000 * 2);
  cert.validity.notAfter = notAfter;
  const subject = [{ name: "commonName", value: name }];
  cert.setSubject(subject);
  cert.setIssuer(subject);
  cert.setExtensions([
    { name: "basicConstraints", cA: true },
    { name: "subjectAltName", altNames: [{ type: 2, value: name }] },
  ]);
  cert.sign(forge.pki.privateKeyFromPem(privateKey), forge.md.sha256.create());
  return { key: privateKey, cert: forge.pki.certificateToPem(cert) };
}

const TOMORROW = new Date(Date.now() + 86_400_000);
const YESTERDAY = new Date(Date.now() - 86_400_000);
const toLoopback: LookupFunction = (_hostname, _options, callback) =>
  callback(null, [{ address: "127.0.0.1", family: 4 }]);

t.test("an https endpoint is who its certificate says, or there is no push", async (t) => {
  const good = certificate("department.example", TOMORROW);
  const expired = certificate("department.example", YESTERDAY);
  t.ok(new X509Certificate(good.cert).checkHost("department.example"));
  for (const [served, ca, host, result] of [
    [good, good.cert, "department.example", { kind: "delivered", status: 202 }],
    [good, undefined, "department.example", { kind: "retry", code: "tls" }],
    [good, good.cert, "other.example", { kind: "retry", code: "tls" }],
    [expired, expired.cert, "department.example", { kind: "retry", code: "tls" }],
  ] as const) {
    let requests = 0;
    const sockets: Socket[] = [];
    const server = createServer(served, (request, response) => {
      requests += 1;
      request.resume();
      response.writeHead(202).end();
    });
    server.on("connection", (socket: Socket) => sockets.push(socket));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    const { courier } = courierFor(t, {
      lookup: toLoopback,
      settings: { requireHttps: true },
      tlsOf: () => (ca === undefined ? undefined : { ca }),
    });
    t.same(await courier.push(pushTo(`https://${host}:${port}/push`), CALM), result);
    t.equal(requests, result.kind === "delivered" ? 1 : 0);
    for (const socket of sockets) {
      socket.destroy();
    }
    await new Promise((resolve) => server.close(resolve));
  }
});

t.test("plain HTTP where TLS is expected", async (t) => {
  const { createServer: plain } = await import("node:http");
  const server = plain((_request, response) => void response.end());
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.teardown(() => server.close());
  const { port } = server.address() as AddressInfo;
  const { courier } = courierFor(t);
  t.same(await courier.push(pushTo(`https://127.0.0.1:${port}/`), CALM), { kind: "retry", code: "tls" });
});
