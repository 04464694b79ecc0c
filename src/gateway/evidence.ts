/** Evidence of a running gateway. Part of the gateway's wiring. */
import { setTimeout as sleep } from "node:timers/promises";
import { makeEvidence } from "../evidence/make/make.ts";
import type { EvidenceRows, EvidenceSource, RememberedKey } from "../evidence/make/source.ts";
import type { LogReader } from "../log/log-reader.ts";
import { SummaryThread } from "../evidence/pdf/summary-thread.ts";
import { Semaphore } from "../limits/semaphore.ts";
import { sha256 } from "../tlog/native-sha256.ts";
import { Refusal } from "../domain/refusal.ts";
import type { Flow } from "../exchange/flow.ts";
import type { Directory, GatewayKeys } from "../exchange/ports.ts";

/** What evidence of a gateway is made with. */
export interface RunningEvidenceOptions {
  readonly log: LogReader;
  readonly rows: EvidenceRows;
  readonly flow: Pick<Flow, "settings" | "directory" | "keys" | "suites" | "clock">;
  readonly schemas: { text(type: string, version: string): string | undefined };
  readonly software: string;
  readonly more?: Partial<Pick<EvidenceSource, "timestamp" | "coseReceipt">>;
}

/** The gateway is no party of its directory. */
const GATEWAY_NAME = { zh: "救助衔接网关", en: "Aid Exchange Gateway" } as const;

/** Evidence of a running gateway. */
export interface RunningEvidence {
  /** Makes the evidence of a thread. Throws Refusal `not-found`, `unavailable`, `too-large`. */
  evidence(thread: string): Promise<Uint8Array>;
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

/** Makes evidence. */
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

/**
 * The public keys that sign, of all parties and of the gateway: kept before they hold, so that there is none
 * that signed and cannot be had any more.
 */
export function signingKeys(gateway: string, directory: Directory, { jwks }: GatewayKeys): RememberedKey[] {
  const ofParties = [...directory.parties()].flatMap(({ id, keys }) =>
    [...keys.values()]
      .filter(({ use }) => use === "sig")
      .map(({ kid, use, alg, jwk }) => ({ party: id, kid, jwk: { ...jwk, kid, use, alg } })),
  );
  const own = (jwks.keys as readonly { kid: string; use: string }[])
    .filter(({ use }) => use === "sig")
    .map((jwk) => ({ party: gateway, kid: jwk.kid, jwk }));
  return [...ofParties, ...own];
}
