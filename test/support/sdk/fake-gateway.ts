/**
 * A small gateway for the tests of the client: real HTTP and real JOSE, everything in memory. It
 * follows docs/protocol.md and checks what a client must do right; what a gateway must do right is
 * tested elsewhere.
 */
import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { CompactEncrypt, CompactSign, compactDecrypt, compactVerify, importJWK, jwtVerify } from "jose";
import { formatVerifierKey } from "../../../src/tlog/note.ts";
import { sha256 } from "../sha256.ts";
import { createUuid7 } from "../../../src/wire/uuid7.ts";
import type { GatewayTrust } from "../../../src/sdk/index.ts";
import type { Jwk, JwkSet } from "../../../src/sdk/jwk.ts";
import { newKeySet, publicSet } from "./party-key-set.ts";
import { claimsOf } from "../jws.ts";

/** Action for the next request to a path, instead of an answer. */
export type Fault =
  | { readonly status: number; readonly headers?: Record<string, string>; readonly body?: string }
  /** Do the work and then break the connection: the client does not learn of it. */
  | "lose-answer"
  /** Break the connection before anything is done. */
  | "reset";

interface StoredPacket {
  readonly id: string;
  readonly message: string;
  readonly thread: string;
  readonly type: string;
  readonly from: string;
  readonly recipient: string;
  readonly bytes: Buffer;
  readonly digest: string;
  state: "queued" | "delivered" | "accepted" | "rejected";
  receipt?: { jws: string; jti: unknown; outcome: unknown };
}

const GATEWAY = "gateway-under-test";
const LOG_KEY = formatVerifierKey({ name: "log", type: 1, publicKey: new Uint8Array(32) }, sha256);

/** A gateway's answer before it is written. */
interface Reply {
  readonly status: number;
  readonly headers?: Record<string, string>;
  readonly body: string | Uint8Array;
}

export class FakeGateway {
  readonly id = GATEWAY;
  url = "";
  /** Private keys, so that a test can sign what no gateway should. */
  readonly keys: JwkSet;
  readonly requests: { readonly method: string; readonly path: string; readonly body: string }[] = [];
  readonly packets: StoredPacket[] = [];
  readonly messages = new Map<string, { id: string; sender: string; answer: Record<string, unknown> }>();
  /** Access tokens given out; a test takes one away to see what the client does. */
  readonly tokens = new Map<string, string>();
  tokenLifetime = 300;
  readonly #faults = new Map<string, Fault[]>();
  readonly #parties: ReadonlyMap<string, JwkSet>;
  readonly #usedAssertions = new Set<string>();
  readonly #newId = createUuid7(Date.now, (length) => crypto.getRandomValues(new Uint8Array(length)));
  readonly #server = createServer((request, response) => {
    void this.#serve(request, response).catch((error: unknown) => {
      response.destroy(error instanceof Error ? error : undefined);
    });
  });

  private constructor(keys: JwkSet, parties: ReadonlyMap<string, JwkSet>) {
    this.keys = keys;
    this.#parties = parties;
  }

  /** @param parties Private key sets by party id. */
  static async start(parties: Readonly<Record<string, JwkSet>>): Promise<FakeGateway> {
    const gateway = new FakeGateway(await newKeySet(), new Map(Object.entries(parties)));
    await new Promise<void>((resolve) => gateway.#server.listen(0, "127.0.0.1", resolve));
    gateway.url = `http://127.0.0.1:${(gateway.#server.address() as AddressInfo).port}`;
    return gateway;
  }

  /** What a party pins of this gateway. It has no log: its keys never change. */
  trust(): GatewayTrust {
    const kid = (use: "sig" | "enc") => String(this.key(use).kid);
    return { gateway: GATEWAY, issuer: this.url, sig: [kid("sig")], enc: [kid("enc")], log: [LOG_KEY] };
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  /** The next requests whose path starts with `prefix` meet these faults, one each. */
  fail(prefix: string, ...faults: Fault[]): void {
    this.#faults.set(prefix, [...(this.#faults.get(prefix) ?? []), ...faults]);
  }

  /** Ends the faults that no request has met. */
  clearFaults(): void {
    this.#faults.clear();
  }

  key(use: "sig" | "enc"): Jwk {
    const jwk = this.keys.keys.find((key) => key.use === use);
    if (jwk === undefined) throw new Error("no key");
    return jwk;
  }

  async sign(claims: object | string, typ: string, jwk = this.key("sig")): Promise<string> {
    const payload = Buffer.from(typeof claims === "string" ? claims : JSON.stringify(claims));
    const header = { alg: String(jwk.alg), typ, kid: String(jwk.kid) };
    return new CompactSign(payload).setProtectedHeader(header).sign(await importJWK(jwk as object, header.alg));
  }

  async encryptFor(party: string, jws: string): Promise<string> {
    const jwk = publicSet(this.#keysOf(party)).keys.find((key) => key.use === "enc") as Jwk;
    const header = { alg: String(jwk.alg), enc: "A256GCM", kid: String(jwk.kid), cty: "JWT" };
    return new CompactEncrypt(Buffer.from(jws)).setProtectedHeader(header).encrypt(await importJWK(jwk as object));
  }

  /** Seals a packet and puts it into its recipient's inbox. */
  async seal(
    recipient: string,
    claims: { message?: string; thread?: string; type?: string; from?: string; body?: object },
  ): Promise<StoredPacket> {
    const id = this.#newId();
    const message = claims.message ?? this.#newId();
    const thread = claims.thread ?? message;
    const { type = "aid-subject-list", from = "procuratorate", body = {} } = claims;
    const all = { ...this.packetClaims(id, recipient), message, thread, type, from, body };
    const bytes = Buffer.from(await this.encryptFor(recipient, await this.sign(all, "aid-packet+jwt")));
    const packet = {
      id,
      message,
      thread,
      type,
      from,
      recipient,
      bytes,
      digest: digestOf(bytes),
      state: "queued" as const,
    };
    this.packets.push(packet);
    return packet;
  }

  packetClaims(id: string, recipient: string): Record<string, unknown> {
    return {
      iss: GATEWAY,
      aud: recipient,
      iat: Math.floor(Date.now() / 1000),
      jti: id,
      message: id,
      thread: id,
      type: "aid-subject-list",
      version: "1",
      from: "procuratorate",
      origin: digestOf(Buffer.from("origin")),
      policy: "default@1",
      disclosed: ["identity"],
      due: { receipt: "2026-01-07T23:59:59+08:00" },
      body: {},
    };
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks).toString("utf8");
    const path = request.url ?? "/";
    this.requests.push({ method: request.method ?? "", path, body });
    const fault = [...this.#faults]
      .find(([prefix, faults]) => path.startsWith(prefix) && faults.length > 0)?.[1]
      .shift();
    if (fault === "reset") return void request.socket.destroy();
    if (typeof fault === "object") {
      response.writeHead(fault.status, fault.headers ?? {}).end(fault.body ?? "");
      return;
    }
    const reply = await this.#reply(request, new URL(path, this.url), body);
    if (fault === "lose-answer") return void request.socket.destroy();
    response.writeHead(reply.status, reply.headers ?? { "content-type": "application/json" }).end(reply.body);
  }

  async #reply(request: IncomingMessage, url: URL, body: string): Promise<Reply> {
    if (url.pathname === "/.well-known/aid-gateway") return json(200, { id: GATEWAY, issuer: this.url });
    if (url.pathname === "/.well-known/jwks.json") return json(200, publicSet(this.keys));
    if (url.pathname === "/oauth/token") return this.#token(new URLSearchParams(body));
    const caller = this.tokens.get(request.headers.authorization?.replace(/^Bearer /, "") ?? "");
    if (caller === undefined) return problem(401, "invalid-token");
    const [, , noun, id, verb] = url.pathname.split("/");
    if (noun === "messages" && request.method === "POST") return this.#submit(caller, body, id === "check");
    if (noun === "messages") return this.#message(id ?? "");
    if (noun === "inbox") return this.#inbox(caller, url.searchParams);
    const packet = this.packets.find((candidate) => candidate.id === id && candidate.recipient === caller);
    if (noun !== "packets" || packet === undefined) return problem(404, "not-found");
    if (verb === "receipt") return this.#receipt(packet, caller, body);
    if (packet.state === "queued") packet.state = "delivered";
    const headers = { "content-type": "application/jose", "content-digest": packet.digest };
    return { status: 200, headers, body: packet.bytes };
  }

  async #token(form: URLSearchParams): Promise<Reply> {
    const assertion = form.get("client_assertion") ?? "";
    const claims = claimsOf(assertion) as { iss: string };
    const { payload } = await jwtVerify(assertion, await this.#verifier(claims.iss), { audience: this.url });
    const { jti = "", exp = 0, iat = 0 } = payload;
    if (payload.iss !== payload.sub || exp - iat > 300 || this.#usedAssertions.has(jti)) {
      return json(401, { error: "invalid_client" });
    }
    this.#usedAssertions.add(jti);
    const token = `token-${this.tokens.size + 1}`;
    this.tokens.set(token, claims.iss);
    return json(200, { access_token: token, token_type: "Bearer", expires_in: this.tokenLifetime, scope: "all" });
  }

  async #submit(caller: string, envelope: string, checkOnly: boolean): Promise<Reply> {
    const key = await importJWK(this.key("enc") as object, "ECDH-ES");
    const jws = Buffer.from((await compactDecrypt(envelope, key)).plaintext).toString();
    const { payload, protectedHeader } = await compactVerify(jws, await this.#verifier(caller));
    const claims = JSON.parse(Buffer.from(payload).toString()) as Record<string, unknown> & {
      to?: string[];
      body: object;
    };
    if (protectedHeader.typ !== "aid-message+jwt" || claims.iss !== caller) return problem(400, "invalid-envelope");
    if ("refuse" in claims.body) {
      const errors = [{ pointer: "/body/refuse", code: "unknown-member", message: "not known", messageZh: "未知" }];
      return problem(422, "invalid-document", { errors });
    }
    const to = claims.to ?? ["civil-affairs"];
    if (checkOnly) return json(200, { recipients: to, disclosures: [] });
    const idempotency = `${caller}\n${String(claims.jti)}`;
    const earlier = this.messages.get(idempotency);
    if (earlier !== undefined) return json(200, earlier.answer);
    const id = this.#newId();
    const thread = typeof claims.thread === "string" ? claims.thread : id;
    const packets = [];
    for (const recipient of to) {
      const about = { message: id, thread, type: String(claims.type), from: caller, body: claims.body };
      const packet = await this.seal(recipient, about);
      packets.push({
        id: packet.id,
        recipient,
        state: "queued",
        digest: packet.digest,
        due: "2026-01-07T23:59:59+08:00",
      });
    }
    const receipt = {
      iss: GATEWAY,
      aud: caller,
      iat: Math.floor(Date.now() / 1000),
      sub: id,
      jti: this.#newId(),
      digest: digestOf(Buffer.from(envelope)),
      packets: packets.map(({ id, recipient, digest }) => ({ id, recipient, digest })),
      log: { origin: "log", leaf: digestOf(Buffer.from(id)) },
    };
    const signed = await this.sign(receipt, "aid-submission-receipt+jwt");
    const answer = { id, thread, type: claims.type, packets, receipt: signed };
    this.messages.set(idempotency, { id, sender: caller, answer });
    return json(202, answer);
  }

  #message(id: string): Reply {
    const of = this.packets.filter((packet) => packet.message === id);
    const [first] = of;
    if (first === undefined) return problem(404, "not-found");
    const at = "2026-01-05T09:00:00.000Z";
    const packets = of.map(({ id, recipient, state, digest, bytes }) => ({
      id,
      recipient,
      state,
      digest,
      size: bytes.length,
      sealedAt: at,
      due: { receipt: "2026-01-07T23:59:59+08:00" },
      attempts: 0,
      disclosed: ["identity"],
    }));
    const { thread, type, from } = first;
    return json(200, {
      id,
      thread,
      type,
      version: "1",
      from,
      acceptedAt: at,
      policy: "default@1",
      packets,
      timeline: [],
    });
  }

  #inbox(caller: string, query: URLSearchParams): Reply {
    const open = this.packets.filter((packet) => packet.recipient === caller && packet.receipt === undefined);
    const from = Number(query.get("after") ?? 0);
    const page = open.filter((packet) => this.packets.indexOf(packet) >= from).slice(0, Number(query.get("limit")));
    const last = page.at(-1);
    const items = page.map(({ id, message, thread, type, from, bytes, digest }) => {
      return { packet: id, message, thread, type, from, sealedAt: "2026-01-05T09:00:00Z", size: bytes.length, digest };
    });
    return json(200, { items, next: String(last === undefined ? from : this.packets.indexOf(last) + 1) });
  }

  async #receipt(packet: StoredPacket, caller: string, jws: string): Promise<Reply> {
    const { payload, protectedHeader } = await compactVerify(jws, await this.#verifier(caller));
    const claims = JSON.parse(Buffer.from(payload).toString()) as Record<string, unknown>;
    if (protectedHeader.typ !== "aid-receipt+jwt" || claims.sub !== packet.id) return problem(400, "invalid-claims");
    if (claims.aud !== GATEWAY || claims.iss !== caller) return problem(400, "invalid-claims");
    if (claims.digest !== packet.digest) return problem(422, "digest-mismatch");
    if (packet.receipt !== undefined) {
      const same = packet.receipt.jti === claims.jti && packet.receipt.outcome === claims.outcome;
      return same ? json(200, { packet: packet.id }) : problem(409, "receipt-conflict");
    }
    packet.receipt = { jws, jti: claims.jti, outcome: claims.outcome };
    packet.state = claims.outcome === "accepted" ? "accepted" : "rejected";
    return json(201, { packet: packet.id });
  }

  #keysOf(party: string): JwkSet {
    const keys = this.#parties.get(party);
    if (keys === undefined) throw new Error("unknown party");
    return keys;
  }

  async #verifier(party: string): Promise<CryptoKey> {
    const jwk = publicSet(this.#keysOf(party)).keys.find((key) => key.use === "sig") as Jwk;
    return (await importJWK(jwk as object, String(jwk.alg))) as CryptoKey;
  }
}

/** `sha-256=:…:` of bytes. */
export function digestOf(bytes: Buffer): string {
  return `sha-256=:${createHash("sha256").update(bytes).digest("base64")}:`;
}

function json(status: number, body: object): Reply {
  return { status, body: JSON.stringify(body) };
}

function problem(status: number, code: string, members: object = {}): Reply {
  const headers = { "content-type": "application/problem+json" };
  const document = { type: `urn:aid-gateway:problem:${code}`, title: code, status, code, ...members };
  return { status, headers, body: JSON.stringify(document) };
}
