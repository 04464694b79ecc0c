import type { AuditRows } from "../../../src/audit/queries.ts";
import type { Packet } from "../../../src/exchange/packet.ts";
import { type Auditing, createAuditing } from "../../../src/audit/auditing.ts";
import { START } from "./http-server.ts";
import { MemoryLog } from "../log/memory-log.ts";

/** Auditors' questions over such rows, at the time of the test server. */
export function auditingOver(rows: AuditRows): Auditing {
  return createAuditing({
    rows,
    log: new MemoryLog("gateway.example/log"),
    store: { receiptOf: async () => undefined },
    numbers: async () => new Map(),
    clock: { now: () => START },
    utcOffset: 480,
  });
}

/** A stored packet: signed for, unless told otherwise. */
export function signedPacket(id: string, more: Partial<Packet> = {}): Packet {
  return {
    id,
    message: id,
    thread: id,
    type: "aid-subject-list",
    version: "1",
    sender: "procuratorate",
    recipient: "civil-affairs",
    state: "accepted",
    push: false,
    mediaType: "application/jose",
    kid: "of-civil-affairs",
    nextAt: null,
    windowUntil: null,
    attempts: 0,
    size: 7700,
    digest: Buffer.alloc(32),
    disclosed: ["identity", "needs"],
    due: { receipt: "2026-11-24T17:00:00+08:00" },
    sealedAt: START,
    deliveredAt: START + 1000,
    fetchedAt: null,
    failedAt: null,
    cause: null,
    settledAt: START + 2000,
    outcome: "accepted",
    reason: null,
    replaces: null,
    erasedAt: null,
    ...more,
  };
}
