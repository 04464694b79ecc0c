import { generateKeyPairSync } from "node:crypto";
import type { Test } from "tap";
import type { SignedCheckpoint } from "../../../src/tlog/checkpoint.ts";
import type { LogReader } from "../../../src/log/log-reader.ts";
import { LogRefusal, type LogRefusalCode } from "../../../src/log/log-refusal.ts";
import { createLogSigner, type LogKey, type LogSigner } from "../../../src/log/log-signer.ts";
import type { LogStore } from "../../../src/log/log-store.ts";
import { rememberIn, type Remembered } from "../../../src/log/remembered.ts";
import { sequence, type SequenceDeps, takeOver } from "../../../src/log/sequence.ts";
import { createLogReader } from "../../../src/log/stored-log.ts";
import { NATIVE_HASHER } from "../../../src/tlog/native-hasher.ts";
import type { AuditEntry } from "../../../src/domain/audit-entry.ts";
import { type OpenStore, openStore } from "../../../src/store/open.ts";
import { SILENT } from "../loggers.ts";
import { temporaryDirectory, migratedDatabase } from "../store/postgres.ts";
import { newId, NOW, sampleEntry } from "../store/store-samples.ts";
import { rejection } from "../refusal.ts";

/** A log over a real database, driven batch by batch. */
export interface TestLog {
  readonly store: OpenStore;
  readonly reader: LogReader;
  readonly remembered: Remembered;
  readonly dataDir: string;
  readonly deps: SequenceDeps;
  /** Every checkpoint that was published, in order. */
  readonly shown: SignedCheckpoint[];
  /** Names and keys; a test may replace them. */
  identity: { signer: LogSigner };
  /** Commits so many entries that wait. */
  commit(count: number, about?: Partial<AuditEntry>): Promise<void>;
  /** Takes the lead, takes over, sequences all that waits in batches, and gives the lead back. */
  run(store?: LogStore, deps?: Partial<SequenceDeps>): Promise<void>;
  /** The code with which `run` refuses; undefined when it does not. */
  refusal(): Promise<LogRefusalCode | undefined>;
}

/** A new key pair of a log. */
export function logKey(): LogKey {
  const { publicKey: key, privateKey } = generateKeyPairSync("ed25519");
  return { key, privateKey };
}

export const ORIGIN = "gateway.example/log";

/** @param url another database than one made for the test */
export async function testLog(t: Test, url?: string): Promise<TestLog> {
  const store = await openStore({
    databaseUrl: url ?? (await migratedDatabase(t)).url,
    dataDir: "unused",
    logger: SILENT,
  });
  t.teardown(() => store.close());
  const dataDir = await temporaryDirectory(t);
  const remembered = rememberIn(dataDir);
  const identity = { signer: createLogSigner(ORIGIN, [logKey()]) };
  const signer = () => identity.signer;
  const shown: SignedCheckpoint[] = [];
  const deps: SequenceDeps = {
    signer,
    remembered,
    hasher: NATIVE_HASHER,
    now: () => NOW,
    batch: 1000,
    // A new lead shows the last one again.
    published: (checkpoint) => void (shown.at(-1)?.text === checkpoint.text || shown.push(checkpoint)),
  };
  const log: TestLog = {
    store,
    reader: createLogReader(store.logRows, signer, NATIVE_HASHER),
    remembered,
    dataDir,
    deps,
    shown,
    identity,
    async commit(count, about = {}) {
      const entries = Array.from({ length: count }, () => sampleEntry("refused", { code: newId(), ...about }));
      for (let at = 0; at < count; at += 500) await store.record(entries.slice(at, at + 500));
    },
    async run(logStore = store.logStore, more = {}) {
      const lead = await logStore.lead();
      if (lead === undefined) throw new Error("another one leads");
      try {
        const all = { ...deps, ...more };
        await takeOver(lead, all);
        while ((await sequence(lead, all)) > 0);
      } finally {
        await lead.release();
      }
    },
    async refusal() {
      return (await rejection(LogRefusal, () => log.run()))?.code;
    },
  };
  return log;
}

/** Collects all items of an asynchronous iteration. */
export async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}
