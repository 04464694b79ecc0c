import fc from "fast-check";
import t from "tap";
import {
  type Difference,
  type Kept,
  type KeptReceipt,
  type KeptSubmission,
  Reconciliation,
} from "../../src/audit/reconcile.ts";
import type { AuditEntry } from "../../src/domain/audit-entry.ts";

const RECIPIENTS = ["housing", "education", "veterans"];
const NOTHING: KeptReceipt = { packet: "", recipient: "", digest: "", outcome: "", receipt: "" };
const NO_SUBMISSION: KeptSubmission = { message: "", sender: "", digest: "", leafHash: "", packets: [] };
const NO_ENTRY: AuditEntry = { v: 1, type: "log", time: "", actor: "" };

/** An exchange as all three sides have it: so many messages for three recipients, every packet signed for. */
function exchange(messages: number) {
  const entries: AuditEntry[] = [];
  const submissions: KeptSubmission[] = [];
  const receipts: KeptReceipt[] = [];
  const time = "2026-11-10T00:00:00.000Z";
  for (let n = 0; n < messages; n++) {
    const message = `m${n}`;
    const packets = RECIPIENTS.map((recipient) => ({
      id: `${message}-${recipient}`,
      recipient,
      digest: `d-${n}-${recipient}`,
    }));
    entries.push({ v: 1, type: "accepted", time, actor: "procuratorate", message, digest: `r${n}` });
    for (const { id: packet, recipient, digest } of packets)
      entries.push({ v: 1, type: "sealed", time, actor: "gateway", message, packet, recipient, digest });
    for (const { id: packet, recipient, digest } of packets) {
      const kept = { packet, recipient, digest, outcome: "accepted", receipt: `jws-${packet}` };
      entries.push({ v: 1, type: "receipt", time, actor: recipient, message, ...kept });
      receipts.push(kept);
    }
    submissions.push({ message, sender: "procuratorate", digest: `r${n}`, leafHash: `leaf-${message}`, packets });
  }
  return { entries, submissions, receipts };
}

type Sides = ReturnType<typeof exchange>;

function reconcile({ entries, submissions, receipts }: Sides): Difference[] {
  const log = new Reconciliation();
  for (const entry of entries) log.add(entry, () => `leaf-${entry.message}`);
  const found: Difference[] = [...log.contradictions];
  found.push(...log.differences({ submissions: { sender: "procuratorate", receipts: submissions } }));
  for (const recipient of RECIPIENTS) {
    const kept: Kept = { receipts: { recipient, receipts: receipts.filter((one) => one.recipient === recipient) } };
    found.push(...log.differences(kept));
  }
  return found;
}

const codes = (found: readonly Difference[]) => found.map(({ code }) => code).toSorted();

t.test("three sides that agree have no difference", async (t) => {
  t.same(reconcile(exchange(5)), []);
  t.same(reconcile({ entries: [], submissions: [], receipts: [] }), []);
});

t.test("what one side lacks is named, wherever it is", async () => {
  const whole = exchange(4);
  fc.assert(
    fc.property(fc.nat(whole.submissions.length - 1), (at) => {
      const message = whole.submissions[at]?.message ?? "";
      const found = reconcile({ ...whole, submissions: whole.submissions.toSpliced(at, 1) });
      return JSON.stringify(found) === JSON.stringify([{ code: "submission-receipt-missing", message }]);
    }),
  );
  fc.assert(
    fc.property(fc.nat(whole.receipts.length - 1), (at) => {
      const { packet, recipient: party } = whole.receipts[at] ?? NOTHING;
      const found = reconcile({ ...whole, receipts: whole.receipts.toSpliced(at, 1) });
      return JSON.stringify(found) === JSON.stringify([{ code: "receipt-missing", packet, party }]);
    }),
  );
  fc.assert(
    fc.property(fc.nat(whole.entries.length - 1), (at) => {
      const { type, message, packet } = whole.entries[at] ?? NO_ENTRY;
      const found = reconcile({ ...whole, entries: whole.entries.toSpliced(at, 1) });
      const expected = { accepted: "message-not-in-log", sealed: "packet-not-in-log", receipt: "receipt-not-in-log" }[
        type as "accepted" | "sealed" | "receipt"
      ];
      return found.some(
        ({ code, ...about }) => code === expected && (about.packet ?? about.message) === (packet ?? message),
      );
    }),
  );
});

t.test("an entry that the log has twice, or of something it never had, is named", async () => {
  const whole = exchange(3);
  fc.assert(
    fc.property(fc.nat(whole.entries.length - 1), fc.nat(50), (at, later) => {
      const again = whole.entries[at] ?? NO_ENTRY;
      const entries = whole.entries.toSpliced(Math.min(whole.entries.length, at + 1 + later), 0, again);
      return reconcile({ ...whole, entries }).some(({ code }) => code === "log-contradicts");
    }),
  );
  const stray = { message: "m9", packet: "p9", recipient: "housing", digest: "d" };
  for (const extra of [
    { type: "sealed", ...stray },
    { type: "receipt", ...stray, outcome: "accepted" },
    { type: "sealed", ...stray, message: "m0", replaces: "p8" },
  ] as const) {
    const entries = [...whole.entries, { v: 1, time: "", actor: "gateway", ...extra } as const];
    if (!reconcile({ ...whole, entries }).some(({ code }) => code === "log-contradicts")) throw new Error(extra.type);
  }
});

t.test("what one side has beyond the others is named, wherever it is", async () => {
  const whole = exchange(4);
  const extra = exchange(5);
  const more = <T>(side: readonly T[], other: readonly T[]) => other.slice(side.length);
  const [submission] = more(whole.submissions, extra.submissions);
  const [receipt] = more(whole.receipts, extra.receipts);
  fc.assert(
    fc.property(fc.nat(whole.submissions.length), (at) => {
      const found = codes(
        reconcile({ ...whole, submissions: whole.submissions.toSpliced(at, 0, submission ?? NO_SUBMISSION) }),
      );
      return JSON.stringify(found) === '["message-not-in-log"]';
    }),
  );
  fc.assert(
    fc.property(fc.nat(whole.receipts.length), (at) => {
      const found = codes(reconcile({ ...whole, receipts: whole.receipts.toSpliced(at, 0, receipt ?? NOTHING) }));
      return JSON.stringify(found) === '["receipt-for-nothing"]';
    }),
  );
  const [accepted] = more(whole.entries, extra.entries);
  fc.assert(
    fc.property(fc.nat(whole.entries.length), (at) => {
      const found = codes(reconcile({ ...whole, entries: whole.entries.toSpliced(at, 0, accepted ?? NO_ENTRY) }));
      return JSON.stringify(found) === '["submission-receipt-missing"]';
    }),
  );
});

t.test("what is not the same is named", async (t) => {
  const whole = exchange(2);
  const changed = (side: Partial<Sides>) => codes(reconcile({ ...whole, ...side }));
  const [submission, ...others] = whole.submissions;
  const [receipt, ...rest] = whole.receipts;
  if (submission === undefined || receipt === undefined) throw new Error("nothing to change");
  const packets = submission.packets;
  t.same(changed({ submissions: [{ ...submission, digest: "x" }, ...others] }), ["message-differs"]);
  t.same(changed({ submissions: [{ ...submission, leafHash: "x" }, ...others] }), ["message-differs"]);
  t.same(changed({ submissions: [{ ...submission, packets: packets.slice(1) }, ...others] }), [
    "packet-not-in-receipt",
  ]);
  t.same(
    changed({
      submissions: [
        { ...submission, packets: packets.map((packet, n) => (n === 0 ? { ...packet, digest: "x" } : packet)) },
        ...others,
      ],
    }),
    ["packet-differs"],
  );
  t.same(changed({ submissions: [submission, { ...submission, digest: "x" }, ...others] }), [
    "message-differs",
    "submission-receipt-twice",
  ]);
  t.same(changed({ submissions: [submission, submission, ...others] }), [], "the same twice is one");
  for (const change of [{ outcome: "rejected" }, { digest: "x" }, { receipt: "x" }, { reason: "other" }])
    t.same(changed({ receipts: [{ ...receipt, ...change }, ...rest] }), ["receipt-differs"], JSON.stringify(change));
  t.same(changed({ receipts: [receipt, { ...receipt, outcome: "rejected" }, ...rest] }), [
    "receipt-differs",
    "receipt-twice",
  ]);
});
