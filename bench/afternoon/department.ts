/** A department of the afternoon version: opens what is pushed to it, verifies it, answers with a signed receipt. */
import { randomUUID } from "node:crypto";
import Fastify from "fastify";
import { CompactSign, compactDecrypt, compactVerify, importJWK } from "jose";
import { readConfig } from "../process.ts";
import type { DepartmentConfig } from "./protocol.ts";

const config = await readConfig<DepartmentConfig>();
const decryption = await importJWK(config.enc, "ECDH-ES");
const signing = await importJWK(config.sig, "ES256");
const gateway = await importJWK(config.gateway, "ES256");
const text = new TextEncoder();

const app = Fastify({ bodyLimit: 2 * 1024 * 1024 });
app.addContentTypeParser("application/jose", { parseAs: "string" }, (_request, body, done) => done(null, body));
app.post<{ Body: string }>("/", async (request, reply) => {
  const { plaintext } = await compactDecrypt(request.body, decryption);
  const { payload } = await compactVerify(plaintext, gateway, { algorithms: ["ES256"] });
  const packet = JSON.parse(new TextDecoder().decode(payload)) as Record<string, unknown>;
  if (packet.aud !== config.id) return reply.code(400).send();
  const digest = Buffer.from(await crypto.subtle.digest("SHA-256", text.encode(request.body))).toString("base64");
  const receipt = {
    iss: config.id,
    aud: "gateway",
    iat: Math.floor(Date.now() / 1000),
    jti: randomUUID(),
    sub: packet.jti,
    digest: `sha-256=:${digest}:`,
    outcome: "accepted",
  };
  const jws = await new CompactSign(text.encode(JSON.stringify(receipt)))
    .setProtectedHeader({ alg: "ES256", typ: "aid-receipt+jwt", kid: config.sig.kid ?? "" })
    .sign(signing);
  return reply.type("application/jwt").send(jws);
});

console.log(`ready ${await app.listen({ host: "127.0.0.1", port: 0 })}`);
process.once("SIGTERM", () => {
  void app.close();
});
