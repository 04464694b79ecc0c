/**
 * What a good developer writes in an afternoon, to compare with: jose, Fastify, pg, undici and Ajv, used
 * as their documentation shows. Complete for what it promises: a signed and encrypted list comes in, is
 * checked, sealed for each recipient, committed before it is answered, pushed, and every signed receipt
 * is verified and stored; the same (iss, jti) is not taken twice. Left out, as one would in an afternoon:
 * access tokens, code rules, minimisation, retries, pull, audit entries.
 */
import { randomUUID } from "node:crypto";
import { Ajv } from "ajv";
import Fastify from "fastify";
import { CompactEncrypt, CompactSign, compactDecrypt, compactVerify, decodeProtectedHeader, importJWK } from "jose";
import pg from "pg";
import { request } from "undici";
import { readConfig } from "../process.ts";
import type { GatewayConfig, MessageClaims } from "./protocol.ts";

const config = await readConfig<GatewayConfig>();
const pool = new pg.Pool({ connectionString: config.databaseUrl, max: 16 });
await pool.query(`
  create table if not exists messages (id uuid primary key, sender text not null, jti text not null, accepted_at timestamptz not null default now(), unique (sender, jti));
  create table if not exists packets (id uuid primary key, message_id uuid not null references messages, recipient text not null, state text not null, digest text not null, body text not null);
  create table if not exists receipts (packet_id uuid primary key references packets, outcome text not null, jws text not null, received_at timestamptz not null default now());
`);

const signing = await importJWK(config.sig, "ES256");
const decryption = await importJWK(config.enc, "ECDH-ES");
const senders = new Map(
  await Promise.all(config.senders.map(async ({ id, sig }) => [id, await importJWK(sig, "ES256")] as const)),
);
const departments = new Map(
  await Promise.all(
    config.departments.map(
      async ({ id, url, sig, enc }) =>
        [
          id,
          {
            id,
            url,
            kid: enc.kid ?? "",
            verify: await importJWK(sig, "ES256"),
            encrypt: await importJWK(enc, "ECDH-ES"),
          },
        ] as const,
    ),
  ),
);
type Department = NonNullable<ReturnType<typeof departments.get>>;

const validate = new Ajv({ allErrors: true }).compile<MessageClaims>({
  type: "object",
  required: ["iss", "jti", "iat", "to", "body"],
  properties: {
    iss: { type: "string" },
    jti: { type: "string" },
    iat: { type: "integer" },
    to: { type: "array", minItems: 1, items: { type: "string" } },
    body: {
      type: "object",
      required: ["header", "subjects"],
      properties: {
        subjects: {
          type: "array",
          minItems: 1,
          items: { type: "object", required: ["personId", "identity", "needs"] },
        },
      },
    },
  },
});

const text = new TextEncoder();
const digestOf = async (bytes: Uint8Array<ArrayBuffer>) =>
  `sha-256=:${Buffer.from(await crypto.subtle.digest("SHA-256", bytes)).toString("base64")}:`;

interface Packet {
  readonly id: string;
  readonly department: Department;
  readonly digest: string;
  readonly body: string;
}

async function seal(claims: MessageClaims, message: string, department: Department): Promise<Packet> {
  const id = randomUUID();
  const inner = {
    iss: "gateway",
    aud: department.id,
    iat: Math.floor(Date.now() / 1000),
    jti: id,
    message,
    body: claims.body,
  };
  const jws = await new CompactSign(text.encode(JSON.stringify(inner)))
    .setProtectedHeader({ alg: "ES256", typ: "aid-packet+jwt", kid: config.sig.kid ?? "" })
    .sign(signing);
  const body = await new CompactEncrypt(text.encode(jws))
    .setProtectedHeader({ alg: "ECDH-ES", enc: "A256GCM", cty: "JWT", kid: department.kid })
    .encrypt(department.encrypt);
  return { id, department, digest: await digestOf(text.encode(body)), body };
}

/** True when it was stored, false when this sender's jti is there already. */
async function store(id: string, claims: MessageClaims, packets: readonly Packet[]): Promise<boolean> {
  const client = await pool.connect();
  try {
    await client.query("begin");
    const inserted = await client.query(
      "insert into messages (id, sender, jti) values ($1, $2, $3) on conflict (sender, jti) do nothing",
      [id, claims.iss, claims.jti],
    );
    if (inserted.rowCount === 0) {
      await client.query("rollback");
      return false;
    }
    for (const packet of packets) {
      await client.query(
        "insert into packets (id, message_id, recipient, state, digest, body) values ($1, $2, $3, 'queued', $4, $5)",
        [packet.id, id, packet.department.id, packet.digest, packet.body],
      );
    }
    await client.query("commit");
    return true;
  } catch (error) {
    await client.query("rollback");
    throw error;
  } finally {
    client.release();
  }
}

async function push(packet: Packet): Promise<void> {
  const { statusCode, body } = await request(packet.department.url, {
    method: "POST",
    headers: { "content-type": "application/jose", "content-digest": packet.digest, "aid-packet": packet.id },
    body: packet.body,
  });
  const jws = await body.text();
  if (statusCode !== 200) throw new Error(`push answered ${statusCode}`);
  const { payload } = await compactVerify(jws, packet.department.verify, { algorithms: ["ES256"] });
  const receipt = JSON.parse(new TextDecoder().decode(payload)) as Record<string, unknown>;
  if (receipt.iss !== packet.department.id || receipt.sub !== packet.id || receipt.digest !== packet.digest) {
    throw new Error("the receipt is not for this packet");
  }
  const client = await pool.connect();
  try {
    await client.query("begin");
    await client.query("insert into receipts (packet_id, outcome, jws) values ($1, $2, $3)", [
      packet.id,
      receipt.outcome,
      jws,
    ]);
    await client.query("update packets set state = $2 where id = $1", [packet.id, receipt.outcome]);
    await client.query("commit");
  } catch (error) {
    await client.query("rollback");
    throw error;
  } finally {
    client.release();
  }
}

const app = Fastify({ bodyLimit: 1024 * 1024 });
app.addContentTypeParser("application/jose", { parseAs: "string" }, (_request, body, done) => done(null, body));
app.post<{ Body: string }>("/messages", async (request, reply) => {
  let claims: unknown;
  try {
    const { plaintext } = await compactDecrypt(request.body, decryption);
    const jws = new TextDecoder().decode(plaintext);
    const kid = decodeProtectedHeader(jws).kid;
    const sender = config.senders.find(({ sig }) => sig.kid === kid);
    const key = sender && senders.get(sender.id);
    if (!key) return await reply.code(400).send({ error: "unknown sender" });
    const { payload } = await compactVerify(jws, key, { algorithms: ["ES256"] });
    claims = JSON.parse(new TextDecoder().decode(payload));
    if (!validate(claims) || claims.iss !== sender.id) return await reply.code(422).send({ error: validate.errors });
  } catch {
    return reply.code(400).send({ error: "the envelope cannot be opened" });
  }
  const recipients = claims.to.map((id) => departments.get(id));
  if (!recipients.every((department) => department !== undefined)) {
    return reply.code(422).send({ error: "unknown recipient" });
  }

  const id = randomUUID();
  const accepted = claims;
  const packets = await Promise.all(recipients.map((department) => seal(accepted, id, department)));
  if (!(await store(id, claims, packets))) return reply.code(409).send({ error: "duplicate" });
  for (const packet of packets) push(packet).catch((error: unknown) => console.error(String(error)));
  return reply
    .code(202)
    .send({ id, packets: packets.map(({ id, digest, department }) => ({ id, digest, recipient: department.id })) });
});

console.log(`ready ${await app.listen({ host: "127.0.0.1", port: 0 })}`);
process.once("SIGTERM", () => {
  void app.close().then(() => pool.end());
});
