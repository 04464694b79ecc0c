/** Auditors' services of a running gateway, and the sweeper that destroys payloads in time. */
import { sign } from "node:crypto";
import { parseCheckpoint } from "../tlog/checkpoint.ts";
import { type CoseReceipts, createCoseReceipts } from "../log/cose-receipts.ts";
import type { LogReader } from "../log/log-reader.ts";
import type { Keyring } from "../crypto/keyring.ts";
import { parseNote } from "../tlog/note.ts";
import { createAuditing } from "../audit/auditing.ts";
import { createRegisters } from "../audit/registers.ts";
import { createStatements } from "../audit/statements.ts";
import { offsetMinutes } from "../domain/deadline.ts";
import { eraseThread } from "../persons/erase.ts";
import type { Flow } from "../exchange/flow.ts";
import { numbersOf } from "../exchange/shown-number.ts";
import { approveLookup, lookUpPerson } from "../persons/person-lookup.ts";
import type { Prepared } from "./prepare.ts";
import type { HttpDeps } from "../http/services.ts";
import { createSweeper, type Sweeper } from "../persons/retention/sweeper.ts";
import { createEvidence } from "./evidence.ts";
import type { RunningTimestamps } from "./timestamps.ts";
import type { SchemaRegistry } from "../schema/registry.ts";

/** Interval at which the sweeper looks for payloads whose retention is over, ms. */
const SWEEP_MS = 600_000;

/** Parts that `auditServices` is given. */
export interface AuditParts {
  readonly prepared: Prepared;
  readonly flow: Flow;
  readonly auditLog: LogReader;
  readonly schemas: SchemaRegistry;
  readonly timestamps: RunningTimestamps | undefined;
  /** Version of this program. */
  readonly software: string;
}

/** Services of the HTTP server that answer auditors and carry out erasures. */
type AuditServices = Pick<
  HttpDeps,
  "erase" | "lookUpPerson" | "approveLookup" | "auditing" | "registers" | "statements" | "evidence" | "coseReceipts"
> & {
  /** Ends the thread that prints evidence. */
  close(): Promise<void>;
};

/** Makes erasure, look-up of persons, auditors' questions, statements, evidence and the log's COSE receipts. */
export function auditServices(parts: AuditParts): AuditServices {
  const { prepared, flow, auditLog, schemas, timestamps, software } = parts;
  const { auditRows, erasureRows, evidenceRows, personRows } = prepared.store;
  const { personLookups } = prepared.config.gateway.limits;
  const coseReceipts = signedReceipts(auditLog, () => prepared.keyring);
  return {
    coseReceipts,
    lookUpPerson: (caller, request) => lookUpPerson(flow, personRows, personLookups, caller, request),
    approveLookup: (caller, approval) => approveLookup(flow, personRows, caller, approval),
    erase: (caller, request) => eraseThread(flow, erasureRows, caller, request),
    auditing: createAuditing({
      rows: auditRows,
      log: auditLog,
      store: flow.store,
      numbers: (messages) => numbersOf(flow, messages),
      clock: flow.clock,
      utcOffset: offsetMinutes(prepared.config.calendar.utcOffset),
    }),
    registers: createRegisters({
      rows: auditRows,
      clock: flow.clock,
      calendar: () => prepared.clocks.calendar,
    }),
    statements: createStatements({
      rows: auditRows,
      log: auditLog,
      clock: flow.clock,
      gateway: flow.settings.gatewayId,
      sign: async (claims, typ) =>
        flow.suites.get("jose").sign(Buffer.from(JSON.stringify(claims)), typ, flow.keys().signing),
    }),
    ...createEvidence({
      log: auditLog,
      rows: evidenceRows,
      flow,
      schemas,
      software,
      more: {
        coseReceipt: (...of) => coseReceipts.of(...of),
        timestamp: async (text) => timestamps?.forCheckpoint({ ...parseCheckpoint(parseNote(text).text), text }),
      },
    }),
  };
}

/** Receipts that the log's present key signs. @param keyring the keyring now; a reload replaces it */
function signedReceipts(log: LogReader, keyring: () => Pick<Keyring, "log">): CoseReceipts {
  return createCoseReceipts(log, () => {
    // The reader has its keys from the same keyring in the same order: the first one signs.
    const [key] = log.keys();
    const [pair] = keyring().log;
    if (key === undefined || pair === undefined) throw new TypeError("a log has a key");
    return { kid: key.id, sign: async (bytes) => sign(null, bytes, pair.privateKey) };
  });
}

/** Starts to destroy payloads whose retention is over. */
export function startSweeper({ config, store, logger }: Prepared, flow: Flow): Sweeper {
  const sweeper = createSweeper({
    rows: store.erasureRows,
    document: config.retention,
    clock: flow.clock,
    gateway: config.gateway.id,
    every: SWEEP_MS,
    swept: (packets) => logger.info({ packets }, "payloads were destroyed, their time being over"),
    fault: (error) => flow.observer.fault("retention", error),
  });
  sweeper.start();
  return sweeper;
}
