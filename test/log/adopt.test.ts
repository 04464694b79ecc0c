import { cp, rm } from "node:fs/promises";
import path from "node:path";
import t from "tap";
import { adopt, type AdoptDeps, adoptionEntry, NewestUnknown } from "../../src/log/adopt.ts";
import { createLogSigner } from "../../src/log/log-signer.ts";
import { rememberIn } from "../../src/log/remembered.ts";
import { NATIVE_HASHER } from "../../src/tlog/native-hasher.ts";
import { recordEntry } from "../../src/tlog/entry.ts";
import { collect, logKey, ORIGIN, type TestLog, testLog } from "../support/log/test-log.ts";
import { like } from "../support/like.ts";

async function adopting(log: TestLog, more: Partial<AdoptDeps> = {}) {
  const lead = await log.store.logStore.lead();
  if (lead === undefined) throw new Error("lead");
  try {
    return await adopt(lead, {
      signer: log.identity.signer,
      remembered: log.remembered,
      hasher: NATIVE_HASHER,
      keptElsewhere: async () => [],
      entryOf: (adoption) => recordEntry(adoptionEntry("aid-gateway", "2026-17", "2026-03-02T08:00:00.000Z", adoption)),
      ...more,
    });
  } finally {
    await lead.release();
  }
}

async function grown(t: Parameters<typeof testLog>[0]) {
  const log = await testLog(t);
  await log.commit(300);
  await log.run();
  return log;
}

const sql = (log: TestLog, statement: string) => log.store.pool.query(statement);

t.test("adopt: a good log needs no adoption", async (t) => {
  const log = await grown(t);
  t.same(await adopting(log), { reasons: [], size: 300 });
  t.equal(await log.store.logRows.pending(10), 0);
});

t.test("adopt: a promoted or copied database is adopted, and an entry records it", async (t) => {
  const log = await grown(t);
  await sql(log, "update log_state set identity = 'old'");
  t.equal(await log.refusal(), "copied");
  t.same(await adopting(log), { reasons: ["copied"], size: 300 });
  t.equal(await log.refusal(), undefined);
  const [entry] = await collect(log.reader.entries(300, 301));
  t.same(
    JSON.parse(entry?.bytes.toString() ?? "{}"),
    {
      v: 1,
      type: "log",
      time: "2026-03-02T08:00:00.000Z",
      actor: "aid-gateway",
      change: "adopted",
      through: "machine",
      reference: "2026-17",
      reasons: ["copied"],
      size: 300,
    },
    "the entry has these members and no person",
  );
});

t.test("adopt: a reference that could be a person's number is refused", async (t) => {
  for (const reference of ["", "张三", "zhang san", "110101201001010008", "11010120100101000X", "13800000000"]) {
    t.throws(
      () => adoptionEntry("aid-gateway", reference, "2026-03-02T08:00:00.000Z", { reasons: ["copied"], size: 1 }),
      RangeError,
    );
  }
});

t.test("a copied data directory", async (t) => {
  const log = await grown(t);
  const copy = path.join(log.dataDir, "copy");
  await cp(path.join(log.dataDir, "log"), path.join(copy, "log"), { recursive: true });
  const remembered = rememberIn(copy);
  like(t, await remembered.read(), { own: false });
  t.same(await adopting(log, { remembered }), { reasons: ["data-directory-copied"], size: 300 });
  t.same(await remembered.read(), { note: (await log.reader.heads()).published?.text, own: true });
});

t.test("adopt: after a lost key the same tree is signed by the new key", async (t) => {
  const log = await grown(t);
  const before = (await log.reader.heads()).published;
  log.identity.signer = createLogSigner(ORIGIN, [logKey()]);
  t.equal(await log.refusal(), "key");
  t.same(await adopting(log), { reasons: ["key"], size: 300 });
  t.equal(await log.refusal(), undefined);
  const again = log.shown.find(({ size, text }) => size === 300 && text !== before?.text);
  t.same(again?.root, before?.root, "one tree of that size");
  t.equal((await log.reader.heads()).published?.size, 301);
});

t.test("adopt: a lost key on a machine without memory needs a witness", async (t) => {
  const log = await grown(t);
  log.identity.signer = createLogSigner(ORIGIN, [logKey()]);
  await rm(path.join(log.dataDir, "log"), { recursive: true });
  await t.rejects(adopting(log), { code: "key" });
});

t.test("adopt: a log that is behind, forked, altered or of another name is refused", async (t) => {
  const log = await grown(t);
  await sql(log, "update log_state set identity = 'old'");
  const memory = (await log.remembered.read())?.note ?? "";
  const other = await grown(t);
  await other.commit(100);
  await other.run();
  const refused = async (code: string) => t.rejects(adopting(log), { name: "LogRefusal", code });
  await log.remembered.write(log.identity.signer.sign({ size: 301, root: Buffer.alloc(32) }));
  await refused("behind");
  await log.remembered.write(log.identity.signer.sign({ size: 300, root: Buffer.alloc(32) }));
  await refused("forked");
  await log.remembered.write(memory);
  await sql(log, "create table kept as table log_tiles");
  await sql(
    log,
    "update log_tiles set hashes = set_byte(hashes, 9, get_byte(hashes, 9) # 1) where level = 0 and index = 1",
  );
  await refused("tiles");
  await sql(log, "truncate log_tiles");
  await sql(log, "insert into log_tiles table kept");
  const { signer } = log.identity;
  log.identity.signer = createLogSigner("gateway.example/other", [logKey()]);
  await refused("origin");
  log.identity.signer = signer;
  t.same((await adopting(log)).reasons, ["copied"]);
});

t.test("adopt: a new machine with a new database asks the witnesses", async (t) => {
  const log = await grown(t);
  await rm(path.join(log.dataDir, "log"), { recursive: true });
  await sql(log, "update log_state set identity = 'old'");
  const kept = (size: number, root = Buffer.alloc(32)) => ({
    keptElsewhere: async () => [log.identity.signer.sign({ size, root })],
  });
  await t.rejects(adopting(log, kept(301)), { name: "LogRefusal", code: "behind" });
  await t.rejects(adopting(log, kept(300)), { name: "LogRefusal", code: "forked" });
  await t.rejects(adopting(log), NewestUnknown, "no one remembers a checkpoint");
  await t.rejects(adopting(log, { newest: 301 }), { name: "LogRefusal", code: "behind" });
  t.equal(await log.store.logRows.pending(10), 0, "nothing was recorded");
  const { root } = (await log.reader.heads()).published ?? { root: Buffer.alloc(0) };
  t.same(await adopting(log, kept(300, Buffer.from(root))), {
    reasons: ["data-directory-new", "copied"],
    size: 300,
  });
  t.equal(await log.refusal(), undefined);
});

t.test("adopt: the operator's size counts where no one else remembers one", async (t) => {
  const log = await grown(t);
  await rm(path.join(log.dataDir, "log"), { recursive: true });
  t.equal(await log.refusal(), "data-directory-new");
  t.same(await adopting(log, { newest: 300 }), { reasons: ["data-directory-new"], size: 300 });
  t.equal(await log.refusal(), undefined);
});

t.test("adopt: without anything to adopt the checks of a batch are made", async (t) => {
  const log = await grown(t);
  await log.remembered.write(log.identity.signer.sign({ size: 301, root: Buffer.alloc(32) }));
  await t.rejects(adopting(log), { name: "LogRefusal", code: "behind" });
});

t.test("adopt: a machine that remembers a checkpoint of the lost key goes on with the new key", async (t) => {
  const log = await grown(t);
  const second = rememberIn(path.join(log.dataDir, "second"));
  await second.write((await log.reader.heads()).published?.text ?? "");
  log.identity.signer = createLogSigner(ORIGIN, [logKey()]);
  t.same((await adopting(log)).reasons, ["key"]);
  await log.run();
  await log.commit(3);
  await t.resolves(log.run(log.store.logStore, { remembered: second }));
  t.equal((await log.reader.heads()).published?.size, 304);
});
