/** A database that went back ends its log: a successor under another name takes over what is left. */
import { readdir } from "node:fs/promises";
import path from "node:path";
import t, { type Test } from "tap";
import { type BeginDeps, beginningEntry, beginSuccessor } from "../../src/log/begin.ts";
import { follow } from "../../src/log/follow.ts";
import { createLogSigner, type LogKey } from "../../src/log/log-signer.ts";
import { rememberIn } from "../../src/log/remembered.ts";
import { begunIn, rootBefore } from "../../src/tlog/begun.ts";
import { recordEntry, storedEntry } from "../../src/tlog/entry.ts";
import { NATIVE_HASHER } from "../../src/tlog/native-hasher.ts";
import { equalBytes } from "../../src/wire/bytes.ts";
import { like } from "../support/like.ts";
import { collect, logKey, ORIGIN, type TestLog, testLog } from "../support/log/test-log.ts";

const NEXT = `${ORIGIN}-2`;
const TABLES = ["audit_entries", "audit_pending", "log_tiles", "log_state"];

/** A log of 300 entries that was published up to 320, and whose database is then that of 300. */
async function wentBack(t: Test, left = 300) {
  const log = await testLog(t);
  const key = logKey();
  log.identity.signer = createLogSigner(ORIGIN, [key]);
  if (left > 0) {
    await log.commit(left);
    await log.run();
  }
  const { pool } = log.store;
  for (const table of TABLES) await pool.query(`create table kept_${table} as table ${table}`);
  await log.commit(320 - left);
  await log.run();
  await pool.query(`truncate ${TABLES.join(", ")}`);
  for (const table of TABLES) {
    const { rows } = await pool.query<{ names: string }>(
      "select string_agg(quote_ident(column_name), ', ') as names from information_schema.columns where table_name = $1",
      [`kept_${table}`],
    );
    const names = rows[0]?.names ?? "";
    await pool.query(`insert into ${table} (${names}) overriding system value select ${names} from kept_${table}`);
  }
  return { log, key };
}

async function beginning(log: TestLog, key: LogKey, more: Partial<BeginDeps> = {}) {
  const lead = await log.store.logStore.lead();
  if (lead === undefined) throw new Error("lead");
  try {
    return await beginSuccessor(lead, {
      signer: createLogSigner(NEXT, [key]),
      former: (origin) => createLogSigner(origin, [key]),
      remembered: log.remembered,
      hasher: NATIVE_HASHER,
      keptElsewhere: async () => [],
      ended: [],
      entryOf: (made) => recordEntry(beginningEntry("aid-gateway", "2026-17", "2026-03-02T08:00:00.000Z", made)),
      ...more,
    });
  } finally {
    await lead.release();
  }
}

t.test("begin: the successor takes over what is left, and names how far the log before it had come", async (t) => {
  const { log, key } = await wentBack(t);
  const last = log.shown.at(-1);
  t.equal(await log.refusal(), "behind");
  await log.commit(3);
  like(t, await beginning(log, key), {
    reasons: ["behind"],
    begun: { index: 300, predecessor: ORIGIN, origin: NEXT, known: 320, knownCheckpoint: last?.text },
    shown: [{ by: undefined, size: 320 }],
  });
  log.identity.signer = createLogSigner(NEXT, [key]);
  t.equal(await log.refusal(), undefined, "the successor goes on");
  const { published } = await log.reader.heads();
  like(t, published, { origin: NEXT, size: 304 });
  const [entry] = await collect(log.reader.entries(300, 301));
  const begun = begunIn(300, storedEntry(entry?.bytes ?? Buffer.alloc(0)));
  like(t, begun, { predecessor: ORIGIN, origin: NEXT, index: 300, known: 320, reference: "2026-17" });
  const before = log.shown.find(({ size, origin }) => size === 300 && origin === ORIGIN);
  t.same(Buffer.from(begun?.root ?? []), Buffer.from(before?.root ?? []), "it begins with the old tree");
  const proof = await log.reader.inclusionProof(300, 304);
  const root = rootBefore(NATIVE_HASHER, { index: 300, size: 304, proof });
  t.ok(root !== undefined && equalBytes(root, before?.root ?? new Uint8Array()), "its own proof proves the old root");
  t.ok((await readdir(path.join(log.dataDir, "log"))).includes("ended-320.json"), "the old memory is kept");
  await log.commit(2);
  await log.run();
  t.equal((await log.reader.heads()).published?.size, 306);
});

t.test("begin: a dry run changes nothing and needs no new name", async (t) => {
  const { log, key } = await wentBack(t);
  like(t, await beginning(log, key, { entryOf: undefined, signer: createLogSigner(ORIGIN, [key]) }), {
    reasons: ["behind"],
    begun: { index: 300, known: 320 },
  });
  t.equal(await log.refusal(), "behind");
  like(t, await log.store.logRows.heads(), { published: /\n300\n/ });
});

t.test("begin: a log that lost nothing gets no successor, nor one under a used name", async (t) => {
  const { log, key } = await wentBack(t);
  const refused = (more: Partial<BeginDeps>, code: string) =>
    t.rejects(beginning(log, key, more), { name: "NotBegun", code });
  await refused({ signer: createLogSigner(ORIGIN, [key]) }, "name-taken");
  await refused({ ended: [NEXT] }, "name-taken");
  const whole = await testLog(t);
  whole.identity.signer = createLogSigner(ORIGIN, [key]);
  await whole.commit(5);
  await whole.run();
  await t.rejects(beginning(whole, key), { code: "nothing-lost" });
  await whole.store.pool.query("update log_state set identity = 'old'");
  await t.rejects(beginning(whole, key), { code: "nothing-lost" }, "a copy is adopted");
  like(t, await beginning(whole, key, { newest: 9 }), { reasons: ["behind", "copied"], begun: { known: 9 } });
  const empty = await testLog(t);
  await t.rejects(beginning(empty, key), { code: "no-log" });
});

t.test("begin: an altered database begins nothing", async (t) => {
  const { log, key } = await wentBack(t);
  await log.store.pool.query("update audit_entries set bytes = bytes || '\\x20' where leaf_index = 299");
  await t.rejects(beginning(log, key), { name: "LogRefusal", code: "entries" });
});

t.test("begin: what a witness has seen counts, and a fork ends a log too", async (t) => {
  const { log, key } = await wentBack(t);
  const signer = createLogSigner(ORIGIN, [key]);
  const note = signer.sign({ size: 333, root: Buffer.alloc(32, 7) });
  like(t, await beginning(log, key, { keptElsewhere: async () => [{ by: "w", note }], entryOf: undefined }), {
    begun: { known: 333 },
    shown: [{ by: "w", size: 333 }, { size: 320 }],
  });
  const other = await testLog(t);
  other.identity.signer = signer;
  await other.commit(300);
  await other.run();
  const fork = signer.sign({ size: 200, root: Buffer.alloc(32, 7) });
  like(t, await beginning(other, key, { keptElsewhere: async () => [{ by: "w", note: fork }] }), {
    reasons: ["forked"],
    begun: { known: 300 },
  });
  other.identity.signer = createLogSigner(NEXT, [key]);
  t.equal(await other.refusal(), undefined);
});

t.test("begin: where nobody knows how far the log had come, only the operator can tell that it ended", async (t) => {
  const { log, key } = await wentBack(t);
  const nowhere = { read: async () => undefined, write: async () => undefined };
  const made = await beginning(log, key, { remembered: nowhere });
  like(t, made, { reasons: ["data-directory-new"], shown: [] });
  t.equal(made.begun.known, undefined);
});

t.test("begin: a database that lost the whole log begins a successor of what this machine remembers", async (t) => {
  const { log, key } = await wentBack(t, 0);
  t.equal(await log.refusal(), "behind");
  like(t, await beginning(log, key), { begun: { index: 0, known: 320, predecessor: ORIGIN } });
  log.identity.signer = createLogSigner(NEXT, [key]);
  t.equal(await log.refusal(), undefined);
  like(t, (await log.reader.heads()).published, { origin: NEXT, size: 1 });
});

t.test("sequence: another name in the configuration begins no log by itself", async (t) => {
  const { log, key } = await wentBack(t, 0);
  log.identity.signer = createLogSigner(NEXT, [key]);
  t.equal(await log.refusal(), "origin", "the database lost all");
  const { log: other, key: its } = await wentBack(t);
  other.identity.signer = createLogSigner(NEXT, [its]);
  t.equal(await other.refusal(), "origin");
});

t.test(
  "begin: a second machine that remembers the old log is let in by the one that leads the successor",
  async (t) => {
    const { log, key } = await wentBack(t);
    const second = rememberIn(path.join(log.dataDir, "second"));
    await second.write(log.shown.at(-1)?.text ?? "");
    await beginning(log, key);
    log.identity.signer = createLogSigner(NEXT, [key]);
    await log.run();
    await log.commit(1);
    await t.rejects(log.run(log.store.logStore, { remembered: second }), { code: "data-directory-new" });
    const view = { ...log.store.logStore.view(), isLed: async () => true };
    const found = await follow(view, { signer: () => log.identity.signer, remembered: second, hasher: NATIVE_HASHER });
    like(t, found, { introduced: true });
    await t.resolves(log.run(log.store.logStore, { remembered: second }));
    t.ok((await readdir(path.join(log.dataDir, "second/log"))).includes("ended-320.json"));
  },
);
