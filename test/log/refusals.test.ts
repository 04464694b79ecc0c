/** States that would lead to two trees of one size, or to a continued altered log, stop the sequencer with a remedy. */
import { cp, rename, writeFile } from "node:fs/promises";
import path from "node:path";
import t, { type Test } from "tap";
import { LogRefusal, type LogRefusalCode, REFUSALS } from "../../src/log/log-refusal.ts";
import { createLogSigner } from "../../src/log/log-signer.ts";
import { rememberIn } from "../../src/log/remembered.ts";
import { logKey, ORIGIN, type TestLog, testLog } from "../support/log/test-log.ts";

/** A log with entries on both sides of a tile's end, and waiting ones. */
async function grown(t: Test, size = 300): Promise<TestLog> {
  const log = await testLog(t);
  await log.commit(200);
  await log.run();
  await log.commit(size - 200);
  await log.run();
  await log.commit(5);
  return log;
}

/** Runs statements on the log's database behind its back. */
async function sql(log: TestLog, ...statements: string[]): Promise<void> {
  for (const statement of statements) await log.store.pool.query(statement);
}

/** Copies the tables of the log, to be restored like an old backup. */
const TABLES = ["audit_entries", "audit_pending", "log_tiles", "log_state"];

t.test("a refusal's texts end with one full stop each", async (t) => {
  for (const code of Object.keys(REFUSALS) as LogRefusalCode[]) {
    const { en, zh } = new LogRefusal(code).text;
    t.match(en, /[^.]\.$/, code);
    t.match(zh, /[^。.]。$/, code);
  }
});

t.test("sequencer: a database restored from an older backup stops it", async (t) => {
  const log = await grown(t);
  await sql(log, ...TABLES.map((table) => `create table old_${table} as table ${table}`));
  await log.run();
  const shown = (await log.reader.heads()).published?.text;
  await sql(
    log,
    ...TABLES.map((table) => `truncate ${table}`),
    // Other entries take the place of the lost ones, as after a real restore.
    "insert into audit_entries table old_audit_entries",
    "insert into log_tiles table old_log_tiles",
    "insert into log_state table old_log_state",
  );
  await log.commit(5);
  t.equal(await log.refusal(), "behind");
  t.equal(log.shown.filter(({ size }) => size === 305).length, 1, "no second tree of that size");
  t.equal((await log.remembered.read())?.note, shown);
  await log.commit(50);
  t.equal(await log.refusal(), "behind", "not even when enough waits to be larger than before");
});

t.test("sequencer: another history of the same size or more stops it", async (t) => {
  const log = await grown(t, 300);
  const other = await testLog(t);
  other.identity.signer = log.identity.signer;
  await other.commit(400);
  await other.run();
  await log.run();
  const [checkpoint] = log.shown.slice(-1);
  if (checkpoint === undefined) throw new Error("shown");
  await other.remembered.write(checkpoint.text);
  t.equal(await other.refusal(), "forked");
  const [own] = other.shown;
  await log.remembered.write(own?.text ?? "");
  t.equal(await log.refusal(), "behind");
});

t.test("sequencer: a copy of the database stops it", async (t) => {
  const log = await grown(t);
  await sql(log, "update log_state set identity = 'another/database'");
  t.equal(await log.refusal(), "copied");
});

t.test("sequencer: a copy of the data directory stops it", async (t) => {
  const log = await grown(t);
  const copy = path.join(log.dataDir, "copy");
  await cp(path.join(log.dataDir, "log"), path.join(copy, "log"), { recursive: true });
  t.same(await rememberIn(copy).read(), { note: (await log.remembered.read())?.note, own: false });
  const moved = path.join(log.dataDir, "moved");
  await cp(path.join(log.dataDir, "copy"), path.join(moved), { recursive: true });
  await rename(path.join(log.dataDir, "log"), path.join(moved, "log-of-old"));
  await rename(path.join(moved, "log-of-old"), path.join(log.dataDir, "log"));
  t.equal(await log.refusal(), undefined, "a moved directory is the same one");
});

t.test("sequencer: a damaged memory file stops it", async (t) => {
  const log = await grown(t);
  for (const content of ["", "{}", '{"folder":"1"}', "garbage", "null"]) {
    await writeFile(path.join(log.dataDir, "log", "remembered.json"), content);
    t.equal(await log.refusal(), "memory", content);
  }
  await log.remembered.write("not a note\n");
  t.equal(await log.refusal(), "checkpoint");
});

t.test("sequencer: another origin or key stops it, a former key does not", async (t) => {
  const log = await grown(t);
  const before = log.identity.signer;
  const [first, second] = [logKey(), logKey()];
  log.identity.signer = createLogSigner("gateway.example/other", [first]);
  t.equal(await log.refusal(), "origin");
  log.identity.signer = createLogSigner(ORIGIN, [first]);
  t.equal(await log.refusal(), "key");
  log.identity.signer = before;
  t.equal(await log.refusal(), undefined);
  const own = await testLog(t);
  own.identity.signer = createLogSigner(ORIGIN, [first]);
  await own.commit(3);
  await own.run();
  own.identity.signer = createLogSigner(ORIGIN, [second, first]);
  await own.commit(3);
  t.equal(await own.refusal(), undefined, "a rotated key goes on");
  t.same((await own.reader.heads()).published?.note.signatures[0]?.id, own.identity.signer.keys[0]?.id);
});

t.test("sequencer: a checkpoint of another signer stops it", async (t) => {
  const log = await grown(t);
  const lead = await log.store.logStore.lead();
  if (lead === undefined) throw new Error("lead");
  t.teardown(() => lead.release());
  await lead.begin();
  await t.rejects(lead.swap("another note", "a note", 301), { name: "LogRefusal", code: "swap" });
});

t.test("lead: a lead that was lost writes nothing", async (t) => {
  const log = await grown(t);
  const lead = await log.store.logStore.lead();
  if (lead === undefined) throw new Error("lead");
  t.teardown(() => lead.release());
  t.equal(await log.store.logStore.lead(), undefined, "there is one lead at a time");
  // As if a connection pooler had given its lock away.
  await sql(log, "update log_state set fence = fence + 1");
  await lead.begin();
  await t.rejects(lead.state(), { name: "LeadLost" });
  await t.rejects(lead.swap((await log.reader.heads()).published?.text ?? null, "a note", 301), { code: "swap" });
  await t.rejects(lead.publish("a note", 301, 1), { name: "LeadLost" });
});

t.test("lead: a checkpoint that cannot be published is reported", async (t) => {
  const log = await grown(t);
  const lead = await log.store.logStore.lead();
  if (lead === undefined) throw new Error("lead");
  t.teardown(() => lead.release());
  await sql(log, "update log_state set published_size = published_size + 1000000");
  await t.rejects(lead.publish("a note", 301, 1), { name: "LogRefusal", code: "checkpoint" });
  await sql(log, "update log_state set fence = fence + 1");
  await t.rejects(lead.publish("a note", 301, 1), { name: "LeadLost" });
});

const WHERE_EDGE = "where leaf_index = 299";
const NEXT = "(leaf_index, type, at, actor, leaf_hash, bytes)";
/** Changes of rows at the log's edge, on which the next batch builds. */
const MUTATIONS: Readonly<Record<string, readonly [sql: string, codes: RegExp]>> = {
  "a byte of an entry": [
    `update audit_entries set bytes = set_byte(bytes, 3, get_byte(bytes, 3) # 1) ${WHERE_EDGE}`,
    /entries/,
  ],
  "an entry's leaf hash": [
    `update audit_entries set leaf_hash = set_byte(leaf_hash, 3, get_byte(leaf_hash, 3) # 1) ${WHERE_EDGE}`,
    /entries/,
  ],
  "an entry and its leaf hash": [
    `update audit_entries e set bytes = o.bytes, leaf_hash = o.leaf_hash from audit_entries o
     where e.leaf_index = 299 and o.leaf_index = 298`,
    /entries/,
  ],
  "the last entry deleted": [`delete from audit_entries ${WHERE_EDGE}`, /entries/],
  "an entry of the edge deleted": ["delete from audit_entries where leaf_index = 280", /entries/],
  "an entry added behind": [
    `insert into audit_entries ${NEXT} select 300, type, at, actor, leaf_hash, bytes from audit_entries ${WHERE_EDGE}`,
    /entries/,
  ],
  "two entries exchanged": [
    `update audit_entries a set bytes = b.bytes, leaf_hash = b.leaf_hash from audit_entries b
     where (a.leaf_index, b.leaf_index) in ((297, 298), (298, 297))`,
    /entries/,
  ],
  "a bit of the edge's tile": [
    "update log_tiles set hashes = set_byte(hashes, 9, get_byte(hashes, 9) # 1) where level = 0 and index = 1",
    /tiles/,
  ],
  "the edge's tile rolled back": [
    "update log_tiles set hashes = substring(hashes for 32 * 10) where level = 0 and index = 1",
    /tiles/,
  ],
  "the edge's tile deleted": ["delete from log_tiles where level = 0 and index = 1", /tiles/],
  "a bit of the upper tile": [
    "update log_tiles set hashes = set_byte(hashes, 9, get_byte(hashes, 9) # 1) where level = 1",
    /tiles/,
  ],
  "the upper tile deleted": ["delete from log_tiles where level = 1", /tiles/],
  "tiles exchanged": [
    `update log_tiles a set hashes = b.hashes from log_tiles b
     where a.level + b.level = 1 and a.index = (1 - a.level) and b.index = (1 - b.level)`,
    /tiles/,
  ],
  "the size smaller": ["update log_state set size = 299", /behind|checkpoint/],
  "the size larger": ["update log_state set size = 301", /checkpoint/],
  "a byte of the checkpoint": [
    "update log_state set checkpoint = replace(checkpoint, E'\\n300\\n', E'\\n301\\n')",
    /key/,
  ],
  "the published size larger": ["update log_state set published_size = published_size + 1000000", /checkpoint/],
  "the published size smaller": ["update log_state set published_size = 0", /checkpoint/],
  "the published checkpoint": [
    "update log_state set published = replace(published, E'\\n300\\n', E'\\n299\\n')",
    /checkpoint/,
  ],
  "no published checkpoint": ["update log_state set published = null", /checkpoint/],
  "no checkpoint": ["update log_state set checkpoint = null", /checkpoint/],
  "no checkpoint and no size": ["update log_state set checkpoint = null, size = 0", /behind/],
  "everything gone": ["truncate log_tiles, audit_entries; update log_state set checkpoint = null, size = 0", /behind/],
  "a waiting entry": ["update audit_pending set bytes = set_byte(bytes, 3, get_byte(bytes, 3) # 1)", /pending/],
  "a waiting entry's hash": [
    "update audit_pending set leaf_hash = set_byte(leaf_hash, 3, get_byte(leaf_hash, 3) # 1)",
    /pending/,
  ],
};

t.test("sequencer: rows changed behind its back stop it", async (t) => {
  const log = await grown(t);
  for (const [what, [statement, codes]] of Object.entries(MUTATIONS)) {
    await sql(log, ...TABLES.map((table) => `create table kept_${table} as table ${table}`), statement);
    const shown = log.shown.length;
    t.match((await log.refusal()) ?? "none", codes, what);
    t.equal(log.shown.length, shown, `${what}: nothing more was shown`);
    await sql(
      log,
      `truncate ${TABLES.join(", ")}`,
      "insert into audit_entries table kept_audit_entries",
      "insert into audit_pending overriding system value table kept_audit_pending",
      "insert into log_tiles table kept_log_tiles",
      "insert into log_state table kept_log_state",
      `drop table ${TABLES.map((table) => `kept_${table}`).join(", ")}`,
    );
  }
  t.equal(await log.refusal(), undefined, "restored, it goes on");
});

t.test("check-stored: a full last tile is checked too", async (t) => {
  const log = await grown(t, 512);
  await sql(log, "create table kept as table log_tiles");
  for (const statement of [
    "update log_tiles set hashes = set_byte(hashes, 9, get_byte(hashes, 9) # 1) where level = 0 and index = 1",
    "delete from log_tiles where level = 0 and index = 1",
  ]) {
    await sql(log, statement);
    t.equal(await log.refusal(), "tiles", statement);
    await sql(log, "truncate log_tiles", "insert into log_tiles table kept");
  }
  await sql(log, "update audit_entries set bytes = '\\x00' where leaf_index = 511");
  t.equal(await log.refusal(), "entries");
});

t.test("sequencer: a log that is behind what a witness keeps stops", async (t) => {
  const log = await grown(t);
  await log.run();
  const [latest] = log.shown.slice(-1);
  const older = await testLog(t);
  older.identity.signer = log.identity.signer;
  await older.commit(10);
  await older.run();
  const elsewhere = { seenElsewhere: async () => [latest?.text ?? ""] };
  await t.rejects(older.run(older.store.logStore, elsewhere), { code: "behind" });
  await t.resolves(log.run(log.store.logStore, elsewhere));
});

t.test("refusals: each names its remedy in both languages", async (t) => {
  for (const code of Object.keys(REFUSALS) as LogRefusalCode[]) {
    const { message, text } = new LogRefusal(code);
    t.match(text.en, /^[a-z].*\. [A-Z].*restart|\. .*/s, code);
    t.match(text.zh, /[\u4e00-\u9fff].*。.*。/s, code);
    t.match(message, code);
  }
});
