/**
 * A department of the bench, a process of its own: opens what is pushed to it with the suite `jose`, verifies
 * it and answers with a signed receipt. It does not verify the push's HTTP signature: the packet has its own.
 */
import { createHash, randomBytes } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { importPrivateJwk, importPublicJwk } from "../src/crypto/jose/jwk.ts";
import { createJoseSuite } from "../src/crypto/jose/suite.ts";
import type { Jwk } from "../src/crypto/suite.ts";
import { createUuid7 } from "../src/wire/uuid7.ts";
import { readConfig } from "./process.ts";

/** What a department of the bench is started with. */
export interface DepartmentConfig {
  readonly id: string;
  readonly gatewayId: string;
  /** Where the gateway will publish its keys; read at the first push, for the departments start first. */
  readonly gatewayUrl: string;
  readonly sig: Jwk;
  readonly enc: Jwk;
}

const config = await readConfig<DepartmentConfig>();
const suite = createJoseSuite(4 * 1024 * 1024);
const signer = importPrivateJwk(config.sig);
const decryption = importPrivateJwk(config.enc);
const ring = new Map([[decryption.kid, decryption]]);
const newId = createUuid7(() => Date.now(), randomBytes);

let gatewayKeys: Promise<ReadonlyMap<string, ReturnType<typeof importPublicJwk>>> | undefined;
async function fetchGatewayKeys() {
  const answer = await fetch(`${config.gatewayUrl}/.well-known/jwks.json`);
  const { keys } = (await answer.json()) as { keys: Jwk[] };
  return new Map(keys.map((jwk) => [String(jwk.kid), importPublicJwk(jwk)]));
}

async function receiptFor(bytes: Buffer): Promise<string> {
  const keys = await (gatewayKeys ??= fetchGatewayKeys());
  const opened = await suite.open(bytes, "aid-packet+jwt", ring, (kid) => keys.get(kid));
  const packet = JSON.parse(opened.payload.toString()) as Record<string, unknown>;
  if (packet.aud !== config.id) throw new Error("a packet for somebody else");
  const receipt = {
    iss: config.id,
    aud: config.gatewayId,
    iat: Math.floor(Date.now() / 1000),
    jti: newId(),
    sub: packet.jti,
    digest: `sha-256=:${createHash("sha256").update(bytes).digest("base64")}:`,
    outcome: "accepted",
  };
  return suite.sign(Buffer.from(JSON.stringify(receipt)), "aid-receipt+jwt", signer);
}

const server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => chunks.push(chunk));
  request.on("end", () => {
    receiptFor(Buffer.concat(chunks)).then(
      (jws) => response.writeHead(200, { "content-type": "application/jwt" }).end(jws),
      (error: unknown) => {
        console.error(error);
        response.writeHead(500).end();
      },
    );
  });
});
server.listen(0, "127.0.0.1", () => {
  console.log(`ready http://127.0.0.1:${(server.address() as AddressInfo).port}`);
});
process.once("SIGTERM", () => {
  server.close();
  server.closeAllConnections();
});
