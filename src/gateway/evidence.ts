/** Making of evidence by a running gateway. */
import { setTimeout as sleep } from "node:timers/promises";
import { makeEvidence } from "../evidence/make/make.ts";
import type { EvidenceRows, EvidenceSource } from "../evidence/make/source.ts";
import type { LogReader } from "../log/log-reader.ts";
import { SummaryThread } from "../evidence/pdf/summary-thread.ts";
import { Semaphore } from "../limits/semaphore.ts";
import { sha256 } from "../tlog/native-sha256.ts";
import { Refusal } from "../domain/refusal.ts";
import type { Flow } from "../exchange/flow.ts";

/** Parts that `createEvidence` is given. */
export interface RunningEvidenceOptions {
  readonly log: LogReader;
  readonly rows: EvidenceRows;
  readonly flow: Pick<Flow, "settings" | "directory" | "keys" | "suites" | "clock">;
  readonly schemas: { text(type: string, version: string): string | undefined };
  readonly software: string;
  readonly more?: Partial<Pick<EvidenceSource, "timestamp" | "coseReceipt">>;
}

/** Name of the gateway in evidence: the directory has none, since the gateway is no party of it. */
const GATEWAY_NAME = { zh: "救助衔接网关", en: "Aid Exchange Gateway" } as const;

/** Makes evidence, a few at a time. */
export interface RunningEvidence {
  /** Makes the archive of a thread. @throws {Refusal} `not-found`, `unavailable`, `too-large` */
  evidence(thread: string): Promise<Uint8Array>;
  /** Ends the thread that prints summaries. */
  close(): Promise<void>;
}

/**
 * Evidence made at once, and requests for it that wait. It is rare and heavy: its files are in memory, its proofs are
 * read from the database. A request beyond both is refused and may be repeated.
 */
const AT_ONCE = 2;
const WAITING = 16;
const BUSY = {
  en: "Other evidence is being made; ask again",
  zh: "正在制作其他证据，请稍后重试",
} as const;

/** Puts together what makes evidence; its printing thread starts with the first one. */
export function createEvidence(options: RunningEvidenceOptions): RunningEvidence {
  const { log, rows, flow, schemas, software } = options;
  const gateway = flow.settings.gatewayId;
  const permits = new Semaphore(AT_ONCE, WAITING);
  const summaries = new SummaryThread();
  const source: EvidenceSource = {
    log,
    gateway,
    software,
    receiptsOfThread: (thread) => rows.receiptsOfThread(thread),
    publicKey: (party, kid) => rows.publicKey(party, kid),
    rules: (version) => rows.rules(version),
    registeredSchema: (schema, digest) => rows.registeredSchema(schema, digest),
    schema: (type, version) => schemas.text(type, version),
    nameOf: (party) => (party === gateway ? GATEWAY_NAME : flow.directory().party(party)?.name),
    sign: async (claims, typ) =>
      flow.suites.get("jose").sign(Buffer.from(JSON.stringify(claims)), typ, flow.keys().signing),
    summary: (files, head) => summaries.summary(files, head),
    now: () => flow.clock.now(),
    sleep: (ms) => sleep(ms),
    ...options.more,
  };
  return {
    async evidence(thread) {
      if (!(await permits.acquire())) {
        throw new Refusal("unavailable", { retryAfter: 5, detail: BUSY, step: "evidence-busy" });
      }
      try {
        return (await makeEvidence(source, sha256, thread)).bytes;
      } finally {
        permits.release();
      }
    },
    close: () => summaries.close(),
  };
}
