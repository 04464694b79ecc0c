/** Every way to take one packet, message or receipt away from a side of an exchange, to put one in, or to change one. */
import { GATEWAY, RECIPIENTS, type Story } from "./exchange-story.ts";
import type { AuditEntry } from "../../../src/domain/audit-entry.ts";

/** One change, and the packet, message or file that must be named for it. */
export interface Change {
  readonly what: string;
  readonly story: Story;
  readonly names: string;
}

type Side = "entries" | "submissions" | "packets" | "receipts" | "unanswered";

/** Types of entries of which each is a packet, a message or a receipt. */
const THINGS = new Set(["accepted", "sealed", "receipt"]);

/** Lists all changes of a story. */
export function changesOf(story: Story): Change[] {
  return [...ofLog(story), ...ofSealedAgain(story), ...ofSender(story), ...ofRecipients(story)];
}

/** A side without its item at a place, with another one there, or with one more. */
function spliced<Name extends Side>(
  story: Story,
  side: Name,
  at: number,
  take: number,
  ...put: Story[Name][number][]
): Story {
  const items: readonly Story[Name][number][] = story[side];
  return { ...story, [side]: items.toSpliced(at, take, ...put) };
}

function idOf({ packet, message = "" }: AuditEntry): string {
  return packet ?? message;
}

function* ofLog(story: Story): Iterable<Change> {
  const { entries } = story;
  for (const [at, entry] of entries.entries()) {
    if (!THINGS.has(entry.type)) continue;
    const names = idOf(entry);
    yield { what: `log without ${entry.type}`, story: spliced(story, "entries", at, 1), names };
    yield { what: `log with ${entry.type} twice`, story: spliced(story, "entries", entries.length, 0, entry), names };
    if (entry.type === "sealed") {
      const others = entries.filter(({ packet }) => packet !== entry.packet);
      yield { what: "log without anything of the packet", story: { ...story, entries: others }, names };
      const education = entry.recipient === "education" ? "housing" : "education";
      const elsewhere = { ...entry, recipient: education };
      yield { what: "log: for another recipient", story: spliced(story, "entries", at, 1, elsewhere), names };
      if (entry.replaces === undefined) {
        yield {
          what: "log: another digest",
          story: spliced(story, "entries", at, 1, { ...entry, digest: "x" }),
          names,
        };
      }
    }
    if (entry.type === "accepted") {
      for (const recipient of RECIPIENTS) {
        const extra = sealedEntry(entry, `extra-${recipient}`, recipient);
        yield {
          what: "log with a packet more",
          story: spliced(story, "entries", at + 1, 0, extra),
          names: idOf(extra),
        };
        yield {
          what: "log with a packet more, at the end",
          story: spliced(story, "entries", entries.length, 0, extra),
          names: idOf(extra),
        };
        yield both(story, at, extra);
      }
    }
  }
  const stray = { message: "m-stray", thread: "m-stray", packet: "stray", recipient: "housing", digest: "d" };
  const about = { v: 1, time: "2026-11-10T00:00:00.000Z", actor: GATEWAY, ...stray } as const;
  yield {
    what: "log with a packet of nothing",
    story: spliced(story, "entries", 0, 0, { ...about, type: "sealed" }),
    names: "stray",
  };
  const receipt = { ...about, type: "receipt", outcome: "accepted", receipt: "jws" } as const;
  yield { what: "log with a receipt of nothing", story: spliced(story, "entries", 0, 0, receipt), names: "stray" };
}

/** The gateway and the sender agree on one packet more than the message's entry counts. */
function both(story: Story, at: number, extra: AuditEntry): Change {
  const { packet: id = "", recipient = "", digest = "", message = "" } = extra;
  const submissions = story.submissions.map((one) =>
    one.message === message ? { ...one, packets: [...one.packets, { id, recipient, digest }] } : one,
  );
  return {
    what: "log and sender with a packet more",
    story: { ...spliced(story, "entries", at + 1, 0, extra), submissions },
    names: message,
  };
}

function sealedEntry(
  { message = "", time }: AuditEntry,
  packet: string,
  recipient: string,
  more: Partial<AuditEntry> = {},
): AuditEntry {
  const about = { message, thread: message, packet: `${message}-${packet}`, recipient, digest: `d-${packet}` };
  return { v: 1, type: "sealed", time, actor: GATEWAY, ...about, ...more };
}

/** Packets that pass for replacements, at the end of the log, each with all but one thing that a replacement needs. */
function* ofSealedAgain(story: Story): Iterable<Change> {
  const end = story.entries.length;
  const refused = new Set(
    story.entries
      .filter(({ type, reason }) => type === "receipt" && reason === "undecryptable")
      .map(({ packet }) => packet),
  );
  const put = (what: string, names: string, ...more: AuditEntry[]): Change => ({
    what: `log: ${what}`,
    story: spliced(story, "entries", end, 0, ...more),
    names,
  });
  for (const entry of story.entries.filter(({ type }) => type === "sealed")) {
    const { packet = "", recipient = "" } = entry;
    const false_ = sealedEntry(entry, `false-${packet}`, recipient, { replaces: packet });
    const word: AuditEntry = { ...entry, type: "resealed", actor: "operator", by: idOf(false_) };
    yield put("replaced, not announced", idOf(false_), false_);
    yield put("announced, not sealed", refused.has(packet) ? packet : idOf(false_), word);
    yield put(
      refused.has(packet) ? "replaced once more" : "replaced without a refusal",
      refused.has(packet) ? packet : idOf(false_),
      word,
      false_,
    );
    const unknown = sealedEntry(entry, "of-nothing", recipient, { replaces: "nothing" });
    yield put("replaces what never was", idOf(unknown), { ...word, packet: "nothing", by: idOf(unknown) }, unknown);
  }
  for (const [at, entry] of story.entries.entries()) {
    if (entry.type !== "resealed") continue;
    const { packet = "", by } = entry;
    yield put("announced twice", packet, entry);
    yield { what: "log without the word that announces", story: spliced(story, "entries", at, 1), names: String(by) };
  }
  // A refused one that nobody replaced, and the replacement goes elsewhere.
  const first = story.entries.find(({ type }) => type === "sealed");
  if (first === undefined) return;
  const about = sealedEntry(first, "refused", "housing");
  const told = { outcome: "rejected", reason: "undecryptable", receipt: "jws" };
  const elsewhere = sealedEntry(first, "elsewhere", "education", { replaces: idOf(about) });
  yield put(
    "replaced for another recipient",
    idOf(elsewhere),
    about,
    { ...about, type: "receipt", actor: "housing", ...told },
    { ...about, type: "resealed", actor: "operator", by: idOf(elsewhere) },
    elsewhere,
  );
}

function* ofSender(story: Story): Iterable<Change> {
  const { submissions } = story;
  for (const [at, one] of submissions.entries()) {
    const names = one.message;
    const as = (what: string, change: Partial<typeof one>, named = names): Change => ({
      what: `sender: ${what}`,
      story: spliced(story, "submissions", at, 1, { ...one, ...change }),
      names: named,
    });
    yield { what: "sender without a receipt", story: spliced(story, "submissions", at, 1), names };
    const extra = { ...one, message: "m-extra", packets: [] };
    yield { what: "sender with a message more", story: spliced(story, "submissions", at, 0, extra), names: "m-extra" };
    const second = spliced(story, "submissions", submissions.length, 0, { ...one, digest: "x" });
    yield { what: "sender with two receipts", story: second, names };
    yield as("of another log", { origin: "log.example/other" });
    yield as("another digest", { digest: "x" });
    yield as("another leaf", { leafHash: "x" });
    const other = { ...one, keeper: one.sender === "county" ? "procuratorate" : "county" };
    yield { what: "another keeps it too", story: spliced(story, "submissions", 0, 0, other), names };
    const packet = { id: "p-extra", recipient: "housing", digest: "d" };
    yield as("with a packet more", { packets: [...one.packets, packet] }, "p-extra");
    for (const [n, { id }] of one.packets.entries()) {
      yield as("without a packet", { packets: one.packets.toSpliced(n, 1) }, id);
      const lie = one.packets.map((each, k) => (k === n ? { ...each, digest: "x" } : each));
      yield as("with another packet", { packets: lie }, id);
    }
  }
  const pushed = { sender: "county", file: "list.json.push" };
  yield { what: "sender without an answer", story: spliced(story, "unanswered", 0, 0, pushed), names: pushed.file };
}

function* ofRecipients(story: Story): Iterable<Change> {
  for (const [at, one] of story.receipts.entries()) {
    const names = one.packet;
    yield { what: "recipient without a receipt", story: spliced(story, "receipts", at, 1), names };
    for (const change of [{ outcome: "x" }, { reason: "x" }, { digest: "x" }, { receipt: "x" }]) {
      yield {
        what: "recipient with another receipt",
        story: spliced(story, "receipts", at, 1, { ...one, ...change }),
        names,
      };
    }
    const second = spliced(story, "receipts", story.receipts.length, 0, { ...one, receipt: "x" });
    yield { what: "recipient with two receipts", story: second, names };
  }
  const signed = new Set(story.receipts.map(({ packet }) => packet));
  for (const [at, one] of story.packets.entries()) {
    const names = one.packet;
    if (!signed.has(names)) {
      yield { what: "recipient without a packet", story: spliced(story, "packets", at, 1), names };
    }
    for (const change of [{ digest: "x" }, { message: "x" }]) {
      yield {
        what: "recipient with another packet",
        story: spliced(story, "packets", at, 1, { ...one, ...change }),
        names,
      };
    }
  }
  for (const recipient of RECIPIENTS) {
    const extra = { packet: `extra-${recipient}`, digest: "d", message: "m0", recipient };
    const names = extra.packet;
    yield { what: "recipient with a packet more", story: spliced(story, "packets", 0, 0, extra), names };
    const receipt = { packet: names, digest: "d", outcome: "accepted", receipt: "jws", recipient };
    yield { what: "recipient with a receipt more", story: spliced(story, "receipts", 0, 0, receipt), names };
    // It signed for what was sealed for it, and nobody recorded it.
    const queued = story.entries.find(
      (entry) => entry.type === "sealed" && entry.recipient === recipient && !signed.has(entry.packet ?? ""),
    );
    if (queued === undefined) continue;
    const unheard = { ...receipt, packet: queued.packet ?? "", digest: queued.digest ?? "" };
    yield {
      what: "recipient with a receipt unheard of",
      story: spliced(story, "receipts", 0, 0, unheard),
      names: unheard.packet,
    };
  }
}
