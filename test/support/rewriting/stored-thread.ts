/** A thread and its evidence in a real database: entries in a log of several batches, receipts, answers, keys and rules in their rows. */
import { encodeHex } from "../../../src/wire/bytes.ts";
import type { Test } from "tap";
import type { EvidenceSource } from "../../../src/evidence/make/source.ts";
import { createLogSigner } from "../../../src/log/log-signer.ts";
import { createLogReader } from "../../../src/log/stored-log.ts";
import { NATIVE_HASHER } from "../../../src/tlog/native-hasher.ts";
import { type Trust, trustOf } from "../../../src/evidence/verify/trust.ts";
import { formatVerifierKey } from "../../../src/tlog/note.ts";
import { EvidenceThread, GATEWAY, SCHEMAS_DOCUMENT } from "../evidence/evidence-thread.ts";
import { sha256 } from "../sha256.ts";
import { logKey, type TestLog, testLog } from "../log/test-log.ts";

/** The thread, the log that it is in, and how both are read. */
export interface StoredThread {
  readonly thread: EvidenceThread;
  readonly log: TestLog;
  readonly trust: Trust;
  /** Material of evidence, read from the database as it is now. */
  source(): EvidenceSource;
}

/** Entries of others before, between and behind those of the thread: the tree has tiles of two levels. */
const FILLING = [90, 180, 200, 60];

export async function storedThread(t: Test): Promise<StoredThread> {
  const thread = new EvidenceThread();
  thread.register();
  await thread.tell();
  const log = await testLog(t);
  log.identity.signer = createLogSigner(thread.log.origin, [logKey()]);
  const piece = Math.ceil(thread.log.all.length / (FILLING.length - 1));
  for (const [n, others] of FILLING.entries()) {
    // Dated as their neighbours are: the times of a log do not run back.
    const neighbour = thread.log.all[n * piece - 1] ?? thread.log.all[0];
    await log.commit(others, { time: neighbour?.entry.time ?? "" });
    await log.run();
    const entries = thread.log.all.slice(n * piece, (n + 1) * piece);
    if (entries.length > 0) await log.store.record(entries);
    await log.run();
  }
  await storeRows(log, thread);
  const keys = log.identity.signer.keys.map((key) => formatVerifierKey(key, sha256));
  return {
    thread,
    log,
    trust: trustOf({ log: keys, witnesses: [], quorum: 0 }, sha256),
    source() {
      const { evidenceRows, logRows } = log.store;
      const { summary: _none, ...source } = thread.source();
      return {
        ...source,
        // A new reader: what it remembers from before a change would hide it.
        log: createLogReader(logRows, () => log.identity.signer, NATIVE_HASHER),
        receiptsOfThread: (id) => evidenceRows.receiptsOfThread(id),
        publicKey: (party, kid) => evidenceRows.publicKey(party, kid),
        rules: (version) => evidenceRows.rules(version),
        // Those that were registered, or none.
        schema: () => undefined,
        registeredSchema: (schema, digest) => evidenceRows.registeredSchema(schema, digest),
        // Whatever is waited for does not come.
        sleep: async () => void (thread.at += 10_000),
      };
    },
  };
}

async function storeRows({ store }: TestLog, thread: EvidenceThread): Promise<void> {
  const { pool } = store;
  await store.saveSnapshot("schemas", encodeHex(sha256(Buffer.from(SCHEMAS_DOCUMENT))), SCHEMAS_DOCUMENT, []);
  for (const { entry } of thread.log.all) {
    const { type, message, packet, recipient, change, rules, party, kid } = entry;
    if (type === "accepted") {
      await pool.query(
        `insert into messages values ($1::uuid, $2, 'aid-subject-list', '1', $3, $1::text, '', '', '', 'p', 1, 1, $4, null, 'x')`,
        [message, thread.thread, entry.actor, answerOf(thread, message ?? "")],
      );
    }
    if (type === "sealed" && entry.thread === thread.thread) {
      await pool.query(
        `insert into packets (id, message, thread, type, version, sender, recipient, sealed_at, size, digest, media_type,
                              kid, disclosed, due, push)
         values ($1, $2, $3, 'aid-subject-list', '1', 'procuratorate', $4, 1, 1, '', 'x', 'x', '[]', '{}', false)`,
        [packet, message, thread.thread, recipient],
      );
    }
    if (change === "rules") {
      await pool.query("insert into snapshots (kind, version, document) values ('policy', $1, $2)", [
        rules,
        thread.rules,
      ]);
    }
    if (change === "key-added") {
      await pool.query("insert into public_keys (kid, party, jwk) values ($1, $2, $3)", [
        kid,
        party,
        JSON.stringify({ ...openPart(thread.key(String(party)).jwk), kid, use: "sig" }),
      ]);
    }
  }
  for (const [packet, jws] of thread.receipts) {
    await pool.query("insert into receipts values ($1::uuid, $1::text, $2, 'accepted', null, 1, 1, '')", [packet, jws]);
  }
}

function answerOf({ submissions, thread }: EvidenceThread, message: string): string {
  return JSON.stringify({ id: message, thread, packets: [], receipt: submissions.get(message), gateway: GATEWAY });
}

function openPart(jwk: unknown): object {
  const { d: _private, ...open } = jwk as Record<string, unknown>;
  return open;
}
