import { createHash, randomBytes } from "node:crypto";
import type { Test } from "tap";
import { recordEntry } from "../../../src/tlog/entry.ts";
import type { AuditEntry, EntryType } from "../../../src/domain/audit-entry.ts";
import type { RecordedEntry } from "../../../src/domain/recorded-entry.ts";
import { createUuid7 } from "../../../src/wire/uuid7.ts";
import type { NewPacket } from "../../../src/exchange/packet.ts";
import type { NewMessage, StoredReceipt } from "../../../src/exchange/store-port.ts";
import { type OpenOptions, type OpenStore, openStore } from "../../../src/store/open.ts";
import { SILENT } from "../loggers.ts";
import { migratedDatabase } from "./postgres.ts";

/** The time of the samples, ms. */
export const NOW = Date.parse("2026-03-02T08:00:00.000Z");
const HOUR = 3_600_000;

/** New ids, in order. */
export const newId = createUuid7(() => NOW, randomBytes);

/** SHA-256, 32 bytes. */
export function sha256(data: string | Uint8Array): Buffer {
  return createHash("sha256").update(data).digest();
}

/** An open store on a database of its own, closed and dropped at the end of the test. */
export async function testStore(t: Test, settings: OpenOptions["settings"] = {}): Promise<OpenStore> {
  const { url } = await migratedDatabase(t);
  const store = await openStore({ databaseUrl: url, dataDir: "unused", logger: SILENT, settings });
  t.teardown(() => store.close());
  return store;
}

/** Another gateway's store on the same database. */
export async function secondStore(t: Test, { url }: OpenStore): Promise<OpenStore> {
  const store = await openStore({ databaseUrl: url, dataDir: "unused", logger: SILENT });
  t.teardown(() => store.close());
  return store;
}

/** An audit entry. */
export function sampleEntry(type: EntryType, about: Partial<AuditEntry> = {}): RecordedEntry {
  return recordEntry({ v: 1, type, time: new Date(NOW).toISOString(), actor: "aid-gateway", ...about });
}

/** A sealed packet; a push packet unless told. Its bytes are random. */
export function samplePacket(recipient: string, more: Partial<NewPacket> = {}): NewPacket {
  const bytes = more.bytes ?? randomBytes(64);
  return {
    id: newId(),
    recipient,
    bytes,
    mediaType: "application/jose",
    digest: sha256(bytes),
    kid: "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs",
    disclosed: ["identity:full", "address:reduced"],
    due: { receipt: "2026-03-09T23:59:59+08:00" },
    push: true,
    windowUntil: NOW + 72 * HOUR,
    replaces: null,
    holds: Buffer.alloc(0),
    leased: false,
    ...more,
  };
}

/** A message that opens a thread, with one packet for each recipient and the entries of both. */
export function sampleMessage(recipients: readonly string[], more: Partial<NewMessage> = {}): NewMessage {
  const id = more.id ?? newId();
  const thread = more.thread ?? id;
  const packets = more.packets ?? recipients.map((recipient) => samplePacket(recipient));
  const about = { message: id, thread };
  const accepted = sampleEntry("accepted", about);
  return {
    id,
    thread,
    type: "aid-subject-list",
    version: "1",
    sender: "procuratorate",
    jti: `jti-${id}`,
    claimsMac: sha256(`claims ${id}`),
    requestDigest: sha256(`request ${id}`),
    originDigest: sha256(`origin ${id}`),
    policy: "default@1",
    issuedAt: NOW - 1_000,
    acceptedAt: NOW,
    answer: JSON.stringify({ id, 类型: "清单" }),
    leafHash: accepted.leafHash,
    envelope: randomBytes(80),
    envelopeMediaType: "application/jose",
    packets,
    persons: [],
    documentKeys: [],
    documentNumber: null,
    entries: [
      accepted,
      ...packets.map(({ id: packet, recipient }) => sampleEntry("sealed", { ...about, packet, recipient })),
    ],
    lease: null,
    ...more,
  };
}

/** A receipt for a packet. */
export function sampleReceipt(packet: string, more: Partial<StoredReceipt> = {}): StoredReceipt {
  return {
    packet,
    jti: newId(),
    jws: "eyJ0eXAiOiJhaWQtcmVjZWlwdCtqd3QifQ.e30.c2ln",
    outcome: "accepted",
    reason: null,
    issuedAt: NOW + 1_000,
    receivedAt: NOW + 2_000,
    leafHash: sha256(`receipt ${packet}`),
    ...more,
  };
}

/** Queues a failed packet again, to be pushed. Tells whether it was failed. */
export async function requeueOne(
  store: OpenStore,
  packet: string,
  at: number,
  until: number,
  entry: RecordedEntry = sampleEntry("requeued", { packet }),
): Promise<boolean> {
  const recipients = [(await store.packet(packet))?.recipient ?? ""];
  return (await store.requeue([packet], at, { recipients, until }, () => entry)).length === 1;
}
