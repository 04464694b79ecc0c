import { TOKEN_TYPES } from "../../../src/wire/token.ts";
import { encodeHex } from "../../../src/wire/bytes.ts";
import { randomBytes } from "node:crypto";
import { EVIDENCE_PATHS, readManifest, writeManifest } from "../../../src/evidence/format.ts";
import type { EvidenceSource } from "../../../src/evidence/make/source.ts";
import { SIGNATURE_TYPES } from "../../../src/tlog/note.ts";
import { ProofError } from "../../../src/tlog/proof-error.ts";
import { type Trust, trustOf } from "../../../src/evidence/verify/trust.ts";
import { formatDigest } from "../../../src/wire/digest.ts";
import { generateJwk, importPrivateJwk } from "../../../src/crypto/jose/jwk.ts";
import type { PrivateKey } from "../../../src/crypto/suite.ts";
import { createSuites } from "../../../src/crypto/suites.ts";
import type { AuditEntry } from "../../../src/domain/audit-entry.ts";
import { canonicalize } from "../../../src/wire/jcs.ts";
import { createUuid7 } from "../../../src/wire/uuid7.ts";
import { entry, packetEntry, sha256 as digest } from "../../../src/exchange/entries.ts";
import { rfc3339 } from "../../../src/wire/rfc3339.ts";
import { MemoryLog, noteSigner } from "../log/memory-log.ts";
import { sha256 } from "../sha256.ts";
import { summaryFile } from "./summary-file.ts";

/** Operator of the test's log. */
export const GATEWAY = "aid-gateway";
const POLICY = "sharing-test@3";
/** The last moment that an entry can write, ms. */
const LAST = Date.parse("9999-12-31T23:59:59Z");
const START = Date.parse("2026-11-23T08:00:00Z");
const PARTIES = [GATEWAY, "procuratorate", "civil-affairs", "housing", "education"] as const;

const SCHEMAS = ["aid-subject-list", "withdrawal", "supplement"] as const;
const schemaText = (type: string) => JSON.stringify({ title: type });
/** Texts of a gateway's schemas by name, as one JSON document. */
export const SCHEMAS_DOCUMENT = JSON.stringify(
  Object.fromEntries(SCHEMAS.map((type) => [`${type}@1`, schemaText(type)])),
);

/** A packet of the thread and where it went. */
export interface ThreadPacket {
  readonly id: string;
  readonly message: string;
  readonly thread: string;
  readonly recipient: string;
  readonly digest: Buffer;
}

/**
 * A thread in a log in memory, its entries and receipts made by the exchange's own functions and signed with
 * real keys: accepted by push, refused and sealed again, failed and requeued and withdrawn; with other
 * threads' entries around it.
 */
export class EvidenceThread {
  readonly witnesses = [1, 2].map((n) => noteSigner(`witness${n}.example`, SIGNATURE_TYPES.cosignature));
  readonly log = new MemoryLog("log.example/aid", this.witnesses);
  readonly keys = new Map<string, PrivateKey>(PARTIES.map((party) => [party, importPrivateJwk(generateJwk("sig"))]));
  readonly submissions = new Map<string, string>();
  readonly receipts = new Map<string, string>();
  readonly newId: () => string;
  readonly rules: string;
  readonly thread: string;
  /** Time on the gateway's clock, ms. */
  at: number;
  readonly #suite = createSuites().get("jose");

  constructor(at = START) {
    this.at = at;
    this.newId = createUuid7(
      () => this.at,
      (n) => randomBytes(n),
    );
    this.thread = this.newId();
    this.rules = canonicalize({ "sharing-policy": { id: "sharing-test", version: "3" }, routing: {}, calendar: {} });
  }

  /** @param length a short one has one message, one packet and its receipt */
  static async made(length: "long" | "short" = "long", at = START): Promise<EvidenceThread> {
    const thread = new EvidenceThread(at);
    thread.register();
    await (length === "long" ? thread.tell() : thread.tellShortly());
    await thread.log.publish();
    return thread;
  }

  key(party: string): PrivateKey {
    const key = this.keys.get(party);
    if (key === undefined) throw new TypeError("no such party");
    return key;
  }

  sign(party: string, typ: string, claims: object): Promise<string> {
    return Promise.resolve(this.#suite.sign(Buffer.from(JSON.stringify(claims)), typ, this.key(party)));
  }

  add(...entries: { readonly entry: AuditEntry }[]): void {
    for (const { entry: one } of entries) this.log.append(one);
    this.at += 1_700;
  }

  /** Entries that a gateway records at its start. */
  register(): void {
    const rules = encodeHex(sha256(Buffer.from(this.rules)));
    this.add(entry("directory", this.at, GATEWAY, { change: "rules", part: "sharing-policy", to: POLICY, rules }));
    for (const party of PARTIES) {
      const about = { change: "key-added", party, kid: this.key(party).kid, use: "sig", directory: "test" };
      this.add(entry("key", this.at, GATEWAY, about));
    }
    for (const type of SCHEMAS) {
      const of = formatDigest(digest(schemaText(type)));
      this.add(entry("directory", this.at, GATEWAY, { change: "schema", schema: `${type}@1`, digest: of }));
    }
  }

  async tell(): Promise<void> {
    this.noise();
    const [civil, housing, education] = await this.accept(this.thread, "aid-subject-list", "procuratorate", [
      "civil-affairs",
      "housing",
      "education",
    ]);
    if (civil === undefined || housing === undefined || education === undefined) throw new TypeError("three packets");
    const more = { attempt: 1, outcome: "delivered", code: "http-200", milliseconds: 12 };
    this.add(packetEntry("attempt", this.at, GATEWAY, civil, more));
    this.add(packetEntry("delivered", this.at, GATEWAY, civil, { via: "push" }));
    await this.receipt(civil, "accepted");
    this.noise();
    this.add(packetEntry("fetched", this.at, "housing", housing));
    await this.receipt(housing, "rejected", "undecryptable");
    const again = this.packet(this.thread, "housing");
    this.add(packetEntry("resealed", this.at, "operator", housing, { by: again.id }), this.sealed(again, housing.id));
    this.add(packetEntry("delivered", this.at, GATEWAY, again, { via: "receipt" }));
    await this.receipt(again, "accepted");
    this.add(packetEntry("failed", this.at, GATEWAY, education, { code: "window-closed", attempt: 9 }));
    this.add(packetEntry("requeued", this.at, "operator", education));
    const withdrawal = this.newId();
    await this.accept(withdrawal, "withdrawal", "procuratorate", ["education"]);
    this.add(packetEntry("withdrawn", this.at, "procuratorate", education, { by: withdrawal, was: "queued" }));
    this.add(packetEntry("conflict", this.at, "education", education, { outcome: "accepted", state: "withdrawn" }));
    this.noise();
  }

  async tellShortly(): Promise<void> {
    const [packet] = await this.accept(this.thread, "aid-subject-list", "procuratorate", ["housing"]);
    if (packet === undefined) throw new TypeError("one packet");
    this.add(packetEntry("delivered", this.at, GATEWAY, packet, { via: "receipt" }));
    await this.receipt(packet, "accepted");
  }

  /** Accepts a message: its entries and its submission receipt. @param counted what the entry says of how many there are */
  async accept(
    message: string,
    type: string,
    sender: string,
    recipients: readonly string[],
    counted = recipients.length,
  ): Promise<ThreadPacket[]> {
    const at = this.at;
    const packets = recipients.map((recipient) => this.packet(message, recipient));
    const request = formatDigest(digest(`request ${message}`));
    const accepted = entry("accepted", at, sender, {
      message,
      thread: this.thread,
      digest: request,
      origin: formatDigest(digest(`origin ${message}`)),
      messageType: type,
      version: "1",
      policy: POLICY,
      directory: "test",
      packets: counted,
    });
    const claims = {
      iss: GATEWAY,
      aud: sender,
      iat: Math.floor(at / 1000),
      jti: this.newId(),
      sub: message,
      digest: request,
      packets: packets.map(({ id, recipient, digest: of }) => ({ id, recipient, digest: formatDigest(of) })),
      log: { origin: this.log.origin, leafHash: accepted.leafHash.toString("base64url") },
    };
    this.submissions.set(message, await this.sign(GATEWAY, "aid-submission-receipt+jwt", claims));
    this.add(accepted, ...packets.map((packet) => this.sealed(packet)));
    return packets;
  }

  packet(message: string, recipient: string): ThreadPacket {
    const id = this.newId();
    return { id, message, recipient, thread: this.thread, digest: digest(`packet ${id}`) };
  }

  sealed(packet: ThreadPacket, replaces?: string) {
    const more = { kid: "recipient-key", policy: POLICY, disclosed: ["identity", "need"] };
    return packetEntry("sealed", this.at, GATEWAY, packet, replaces === undefined ? more : { ...more, replaces });
  }

  /** @param iat when the recipient signs, by its own clock, seconds: now, unless it says otherwise */
  async receipt(
    packet: ThreadPacket,
    outcome: "accepted" | "rejected",
    reason?: string,
    iat = Math.floor(this.at / 1000),
  ): Promise<void> {
    const why = reason === undefined ? {} : { reason };
    const jws = await this.sign(packet.recipient, "aid-receipt+jwt", {
      iss: packet.recipient,
      aud: GATEWAY,
      iat,
      jti: this.newId(),
      sub: packet.id,
      digest: formatDigest(packet.digest),
      outcome,
      ...why,
    });
    this.receipts.set(packet.id, jws);
    const issued = iat * 1000 <= LAST ? iat * 1000 : this.at;
    const more = { outcome, ...why, issued: rfc3339(issued), receipt: formatDigest(digest(jws)) };
    this.add(packetEntry("receipt", this.at, packet.recipient, packet, more));
  }

  /** Entries of other threads, and of none. */
  noise(): void {
    this.add(entry("directory", this.at, GATEWAY, { party: "housing", change: "endpoint-off", code: "http-410" }));
    for (let n = 0; n < 3; n++) {
      const [message, packet] = [this.newId(), this.newId()];
      const about = { message, id: packet, thread: message, recipient: "housing", digest: digest(packet) };
      this.add(packetEntry("fetched", this.at, "housing", about));
    }
  }

  /** Port of the maker of evidence. */
  source(): EvidenceSource {
    return {
      log: this.log,
      gateway: GATEWAY,
      software: "0.0.0-test",
      receiptsOfThread: async () => ({ submissions: this.submissions, receipts: this.receipts }),
      publicKey: async (party, kid) => {
        const jwk = this.keys.get(party)?.jwk;
        return this.keys.get(party)?.kid === kid ? { ...jwk, kid, use: "sig" } : undefined;
      },
      rules: async () => this.rules,
      schema: (type) => schemaText(type),
      registeredSchema: async (schema) => schemaText(schema.slice(0, -2)),
      nameOf: (party) => ({ zh: party, en: party }),
      sign: (claims, typ) => this.sign(GATEWAY, typ, claims),
      summary: async (files, head) => ({ html: summaryFile(files, head), pdf: Buffer.from("%PDF-1.7") }),
      now: () => this.at,
      sleep: async (ms) => {
        this.at += ms;
      },
    };
  }

  /**
   * Files with a new manifest over them, signed by the gateway: what a gateway that lies could hand out.
   * @param summary whether it makes the readable summary again, as it would
   */
  async signed(
    files: ReadonlyMap<string, Uint8Array>,
    summary: "again" | "kept" = "again",
  ): Promise<Map<string, Uint8Array>> {
    const { manifest, signature, html } = EVIDENCE_PATHS;
    const before = readManifest(files.get(manifest) ?? new Uint8Array());
    if (before === undefined) throw new TypeError("a manifest to change");
    const all = new Map(files);
    // Of files that have no readable checkpoint nobody makes one.
    try {
      if (summary === "again" && all.has(html)) all.set(html, summaryFile(all, before));
    } catch (error) {
      if (!(error instanceof ProofError)) throw error;
    }
    const listed = [...all]
      .filter(([path]) => path !== manifest && path !== signature)
      .map(([path, bytes]) => ({ path, size: bytes.length, sha256: encodeHex(sha256(bytes)) }))
      .toSorted((a, b) => (a.path < b.path ? -1 : 1));
    const bytes = writeManifest({ ...before, files: listed });
    const iat = Math.floor(Date.parse(before.madeAt) / 1000);
    const word = { iss: GATEWAY, sub: this.thread, iat, digest: formatDigest(sha256(bytes)) };
    const jws = await this.sign(GATEWAY, TOKEN_TYPES.evidence, word);
    return new Map([...all, [manifest, bytes], [signature, Buffer.from(jws)]]);
  }

  trust(more: Partial<Pick<Trust, "quorum" | "parties">> = {}): Trust {
    const witnesses = this.witnesses.map(({ vkey }) => vkey);
    return trustOf({ log: [this.log.signer.vkey], witnesses, quorum: 2, ...more }, sha256);
  }
}
