/** What a running gateway answers auditors with, and what it destroys in time. Part of the gateway's wiring. */
import { parseCheckpoint } from "../tlog/checkpoint.ts";
import type { LogReader } from "../log/log-reader.ts";
import { parseNote } from "../tlog/note.ts";
import { createAuditing } from "../audit/auditing.ts";
import { createStatements } from "../audit/statements.ts";
import { offsetMinutes } from "../domain/deadline.ts";
import { eraseThread } from "../persons/erase.ts";
import type { Flow } from "../exchange/flow.ts";
import { lookUpPerson } from "../persons/person-lookup.ts";
import type { Ground } from "./prepare.ts";
import type { HttpDeps } from "../http/services.ts";
import { createSweeper, type Sweeper } from "../persons/retention/sweeper.ts";
import { createEvidence } from "./evidence.ts";
import { createReceipts } from "./receipts.ts";
import type { RunningTimestamps } from "./timestamps.ts";
import type { SchemaRegistry } from "../schema/registry.ts";

/** How often payloads are looked through whose time is over, ms. */
const SWEEP_MS = 600_000;

/** What the answers are made of. */
export interface AuditParts {
  readonly ground: Ground;
  readonly flow: Flow;
  readonly auditLog: LogReader;
  readonly schemas: SchemaRegistry;
  readonly timestamps: RunningTimestamps | undefined;
  /** Version of this program. */
  readonly software: string;
}

/** What answers auditors and carries out erasures. */
type AuditServices = Pick<
  HttpDeps,
  "erase" | "lookUpPerson" | "auditing" | "statements" | "evidence" | "coseReceipts"
> & {
  /** Ends what runs beside the gateway. */
  close(): Promise<void>;
};

/** Erasure, auditors' questions, statements, evidence and receipts of the log. */
export function auditServices(parts: AuditParts): AuditServices {
  const { ground, flow, auditLog, schemas, timestamps, software } = parts;
  const { auditRows, erasureRows, evidenceRows, personRows } = ground.store;
  const coseReceipts = createReceipts(auditLog, () => ground.keyring);
  return {
    coseReceipts,
    lookUpPerson: (caller, request) => lookUpPerson(flow, personRows, caller, request),
    erase: (caller, request) => eraseThread(flow, erasureRows, caller, request),
    auditing: createAuditing({
      rows: auditRows,
      log: auditLog,
      store: flow.store,
      clock: flow.clock,
      utcOffset: offsetMinutes(ground.config.calendar.utcOffset),
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

/** Begins to destroy payloads whose time is over. */
export function startSweeper({ config, store, logger }: Ground, flow: Flow): Sweeper {
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
