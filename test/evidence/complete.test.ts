/** The whole log shows what one file cannot: that no entry of the thread is left out. */
import t from "tap";
import { packArchive, readArchive } from "../../src/evidence/archive.ts";
import type { LogReader } from "../../src/log/log-reader.ts";
import { EVIDENCE_PATHS, readManifest, schemaPath, writeManifest } from "../../src/evidence/format.ts";
import { makeEvidence } from "../../src/evidence/make/make.ts";
import { EVIDENCE_CHECKS, verifyEvidence } from "../../src/evidence/verify/verify-evidence.ts";
import type { AuditEntry } from "../../src/domain/audit-entry.ts";
import { entry, packetEntry } from "../../src/exchange/entries.ts";
import { EvidenceThread, GATEWAY, type ThreadPacket } from "../support/evidence/evidence-thread.ts";
import { onePacket } from "../support/forgeries/forgery.ts";
import type { MemoryLog } from "../support/log/memory-log.ts";
import { sha256 } from "../support/sha256.ts";
import { like } from "../support/like.ts";

const DAY = 86_400_000;

/** A log at hand: its files as they are now. */
function atHand(log: MemoryLog) {
  const files = log.mirror();
  return { read: async (path: string) => files.get(path) };
}

/** A log as a lying gateway shows it to the maker of evidence. */
function seenAs(log: MemoryLog, lies: Partial<LogReader>): LogReader {
  return new Proxy<LogReader>(log, {
    get(target, name: keyof LogReader) {
      const member: unknown = lies[name] ?? target[name];
      return typeof member === "function" ? (member.bind(target) as unknown) : member;
    },
  });
}

/** Honest evidence without the entries that `which` picks and the files that belong to them, under a new manifest. */
async function without(thread: EvidenceThread, which: (one: AuditEntry) => boolean): Promise<Uint8Array> {
  const { bytes } = await makeEvidence(thread.source(), sha256, thread.thread);
  const files = new Map(readArchive(bytes));
  for (const [index, { entry: one }] of thread.log.all.entries()) {
    if (!which(one) || !files.has(EVIDENCE_PATHS.entry(index))) continue;
    for (const path of [EVIDENCE_PATHS.entry(index), EVIDENCE_PATHS.proof(index)]) files.delete(path);
    if (one.type === "receipt") files.delete(EVIDENCE_PATHS.receipt(one.packet ?? ""));
    if (one.type === "accepted") files.delete(EVIDENCE_PATHS.submissionReceipt(one.message ?? ""));
    if (one.change === "schema") files.delete(schemaPath(String(one.schema)));
  }
  return packArchive(await thread.signed(files));
}

/** Verifies with and without the log, and with the log but without the checks that use it. */
async function verified(thread: EvidenceThread, file: Uint8Array, log: MemoryLog = thread.log) {
  const trust = thread.trust();
  const compared = await verifyEvidence(file, { trust, sha256, log: atHand(log) });
  const complete = compared.steps.find(({ id }) => id === "complete");
  const checks = EVIDENCE_CHECKS.filter(({ id }) => id !== "complete" && id !== "times");
  return {
    alone: (await verifyEvidence(file, { trust, sha256 })).ok,
    unchecked: (await verifyEvidence(file, { trust, sha256, log: atHand(log), checks })).ok,
    ok: compared.ok,
    complete,
    failed: compared.steps.filter(({ status }) => status === "failed").map(({ id }) => id),
    reasons: compared.steps.flatMap(({ reasons, status }) => (status === "failed" ? reasons.map(({ en }) => en) : [])),
  };
}

t.test("complete: evidence with all entries passes, in logs of many sizes", async (t) => {
  for (const more of [0, 1, 230, 256, 700]) {
    const thread = await EvidenceThread.made();
    const { bytes } = await makeEvidence(thread.source(), sha256, thread.thread);
    while (thread.log.all.length < more) thread.noise();
    await thread.log.publish();
    const { ok, complete } = await verified(thread, bytes);
    t.ok(ok, `${more}: ${JSON.stringify(complete)}`);
    like(t, complete, { status: "passed", required: true });
    t.ok((complete?.checked ?? 0) > thread.log.all.filter((one) => one.entry.thread === thread.thread).length);
  }
});

t.test("complete: one file alone does not show it", async (t) => {
  const honest = await EvidenceThread.made();
  const withdrawal = honest.log.all.findLast(({ entry: one }) => one.type === "accepted")?.entry.message;
  const cases: Readonly<Record<string, (one: AuditEntry) => boolean>> = {
    "a conflict": ({ type }) => type === "conflict",
    "an attempt": ({ type }) => type === "attempt",
    "a receipt": ({ type, recipient }) => type === "receipt" && recipient === "civil-affairs",
    "a withdrawal, its message and all": ({ type, message, schema }) =>
      type === "withdrawn" || type === "conflict" || message === withdrawal || schema === "withdrawal@1",
  };
  for (const [name, which] of Object.entries(cases)) {
    const found = await verified(honest, await without(honest, which));
    like(t, found, { alone: true, unchecked: true, ok: false, failed: ["complete"] }, name);
    t.match(found.reasons[0], /^entry \d+, of the thread, is left out$/, name);
  }
});

t.test("complete: a left-out retirement of a key that signed later is found", async (t) => {
  const thread = new EvidenceThread();
  thread.register();
  const packet = await onePacket(thread);
  const about = { change: "key-retired", party: "housing", kid: thread.key("housing").kid, use: "sig" };
  thread.add(entry("key", thread.at, GATEWAY, { ...about, directory: "test" }));
  thread.at += 30 * DAY;
  thread.add(packetEntry("delivered", thread.at, GATEWAY, packet, { via: "receipt" }));
  await thread.receipt(packet, "accepted");
  await thread.log.publish();
  const found = await verified(thread, await without(thread, ({ change }) => change === "key-retired"));
  like(t, found, { alone: true, unchecked: true, ok: false, failed: ["complete"] });
  like(t, found.reasons, [/^entry \d+, about a key that signed, is left out$/]);
});

/** Signs for a packet, by the thread's clock, and makes evidence at the time `now`. */
async function receivedAt(thread: EvidenceThread, packet: ThreadPacket, now: number) {
  thread.add(packetEntry("delivered", thread.at, GATEWAY, packet, { via: "receipt" }));
  await thread.receipt(packet, "accepted");
  thread.at = now;
  thread.log.cosignedAt = now;
  await thread.log.publish();
  const { bytes } = await makeEvidence(thread.source(), sha256, thread.thread);
  return verified(thread, bytes);
}

t.test("complete: a retired key that signs a year later under a backdated entry is found", async (t) => {
  for (const hidden of [false, true]) {
    const thread = new EvidenceThread();
    thread.register();
    const about = { change: "key-retired", party: "housing", kid: thread.key("housing").kid, use: "sig" };
    thread.add(entry("key", thread.at, GATEWAY, { ...about, directory: "test" }));
    const retired = thread.at;
    thread.at += 365 * DAY;
    thread.noise();
    const now = thread.at;
    thread.at = retired + 60_000;
    // Entries of others that are backdated too: the times of the thread itself look right.
    if (hidden) thread.noise();
    const found = await receivedAt(thread, await onePacket(thread), now);
    like(t, found, { alone: true, unchecked: true, ok: false, failed: ["times"] }, String(hidden));
    like(t, found.reasons, [/^entry \d+ is dated 365 days before entry \d+/], String(hidden));
  }
});

t.test("complete: backdating is found by the entries of others within the thread", async (t) => {
  const thread = new EvidenceThread();
  thread.register();
  const packet = await onePacket(thread);
  const began = thread.at;
  thread.at += 365 * DAY;
  thread.noise();
  const now = thread.at;
  thread.at = began + 60_000;
  const found = await receivedAt(thread, packet, now);
  like(t, found, { alone: true, unchecked: true, ok: false, failed: ["times"] });
  like(t, found.reasons, [/^entry \d+ is dated 365 days before entry \d+/]);
});

t.test("complete: later entries of the thread are counted and are not a fault", async (t) => {
  const thread = await EvidenceThread.made("short");
  const { bytes } = await makeEvidence(thread.source(), sha256, thread.thread);
  const size = thread.log.all.length;
  thread.at += DAY;
  await thread.accept(thread.newId(), "supplement", "procuratorate", ["education"]);
  await thread.log.publish();
  like(t, await verified(thread, bytes), { ok: true, failed: [] });
  const { later } = await verifyEvidence(bytes, { trust: thread.trust(), sha256, log: atHand(thread.log) });
  t.equal(later, thread.log.all.length - size);
});

t.test("complete: a left-out registration of a schema, and an unregistered one in its place, are found", async (t) => {
  const thread = await EvidenceThread.made();
  const file = await without(thread, ({ change }) => change === "schema");
  const files = new Map(readArchive(file));
  files.set(EVIDENCE_PATHS.schema("aid-subject-list", "1"), Buffer.from("{}"));
  const found = await verified(thread, packArchive(await thread.signed(files)));
  like(t, found, { alone: true, unchecked: true, ok: false, failed: ["complete"] });
  // Those of both of the thread's message types.
  const leftOut = /^entry \d+, about the rules or schemas in force, is left out$/;
  like(t, found.reasons, [leftOut, leftOut]);
});

t.test("complete: an older document in place of the rules in force is found", async (t) => {
  const thread = new EvidenceThread();
  thread.register();
  const [registered] = thread.log.all;
  if (registered === undefined) throw new TypeError("rules");
  const newer = entry("directory", thread.at, GATEWAY, { ...registered.entry, rules: "f".repeat(64) });
  thread.add(newer);
  await thread.tell();
  await thread.log.publish();
  const log = seenAs(thread.log, {
    async *entriesOfTypes(types, first) {
      for await (const one of thread.log.entriesOfTypes(types, first)) {
        if (!one.leafHash.equals(newer.leafHash)) yield one;
      }
    },
  });
  const { bytes } = await makeEvidence({ ...thread.source(), log }, sha256, thread.thread);
  const found = await verified(thread, bytes);
  like(t, found, { alone: true, unchecked: true, ok: false, failed: ["complete"] });
  like(t, found.reasons, [/^entry \d+, about the rules or schemas in force, is left out$/]);
});

t.test(
  "a clock that was set right before the thread began, or in others' entries after it, is nothing to it",
  async (t) => {
    const thread = new EvidenceThread();
    thread.register();
    // An ended key that signed nothing of the thread must not matter.
    const ended = { change: "key-retired", party: "education", kid: thread.key("education").kid, use: "sig" };
    thread.add(entry("key", thread.at, GATEWAY, { ...ended, directory: "test" }));
    thread.at += 8 * 3_600_000;
    thread.noise();
    thread.at -= 8 * 3_600_000;
    thread.noise();
    await thread.tell();
    const told = thread.at;
    thread.at += 8 * 3_600_000;
    thread.noise();
    thread.at = told;
    thread.noise();
    const { size } = await thread.log.publish();
    thread.at += DAY;
    const { bytes } = await makeEvidence(thread.source(), sha256, thread.thread);
    thread.noise();
    thread.at -= DAY / 2;
    thread.noise();
    await thread.log.publish();
    t.ok(size < thread.log.all.length);
    like(t, await verified(thread, bytes), { ok: true, failed: [] });
  },
);

t.test("complete: an older checkpoint that leaves out existing entries is found", async (t) => {
  const thread = await EvidenceThread.made("short");
  const { published } = await thread.log.heads();
  await thread.accept(thread.newId(), "supplement", "procuratorate", ["education"]);
  thread.at += DAY;
  // A log that shows its state of a day ago, and nothing that is pending.
  const log = seenAs(thread.log, {
    heads: async () => ({ published, witnessed: published }),
    entriesOfThread: async (id) => (await thread.log.entriesOfThread(id)).filter(({ index }) => index !== null),
  });
  const { bytes } = await makeEvidence({ ...thread.source(), log }, sha256, thread.thread);
  await thread.log.publish();
  const found = await verified(thread, bytes);
  like(t, found, { alone: true, unchecked: true, ok: false, failed: ["complete"] });
  t.match(found.reasons[0], /existed when the evidence was made, but is left out$/);
  // An entry that is named as pending is no fault, and one that is later than the evidence could not be in it.
  const files = new Map(readArchive(bytes));
  const manifest = readManifest(files.get(EVIDENCE_PATHS.manifest) ?? new Uint8Array());
  if (manifest === undefined) throw new TypeError("a manifest");
  const pending = thread.log.all.slice(published?.size).map(({ leafHash }) => leafHash.toString("base64url"));
  files.set(EVIDENCE_PATHS.manifest, writeManifest({ ...manifest, pending }));
  const named = packArchive(await thread.signed(files));
  like(t, await verified(thread, named), { ok: true });
  const { later } = await verifyEvidence(named, { trust: thread.trust(), sha256, log: atHand(thread.log) });
  t.equal(later, thread.log.all.length - (published?.size ?? 0));
});

t.test("complete: another log, an older one, and one that does not verify", async (t) => {
  const thread = await EvidenceThread.made();
  const { bytes } = await makeEvidence(thread.source(), sha256, thread.thread);
  const older = atHand(thread.log);
  const trust = thread.trust();
  const reasons = async (read: (path: string) => Promise<Uint8Array | undefined>) => {
    const { ok, steps } = await verifyEvidence(bytes, { trust, sha256, log: { read } });
    t.notOk(ok);
    return steps.find(({ id }) => id === "complete")?.reasons.map(({ en }) => en);
  };
  like(t, await reasons(async () => undefined), [/^the log at hand does not verify: /]);
  like(t, await reasons(async (path) => (path.startsWith("tile/entries") ? undefined : older.read(path))), [
    /^the log at hand does not verify: Every entry is canonical/,
  ]);
  const stranger = await EvidenceThread.made();
  like(t, await reasons(atHand(stranger.log).read), [/^the log at hand does not verify: The log signed/]);
  // The same key has signed two histories.
  const fork = new EvidenceThread();
  Object.assign(fork.log, { signer: thread.log.signer });
  fork.register();
  await fork.tell();
  await fork.log.publish();
  t.same(await reasons(atHand(fork.log).read), ["the evidence's checkpoint is not of the log at hand"]);
  const short = new EvidenceThread();
  Object.assign(short.log, { signer: thread.log.signer });
  short.register();
  await short.log.publish();
  t.same(await reasons(atHand(short.log).read), ["the log at hand is older than the evidence"]);
});
