/** Cases of a year's work for measurements: threads with their items and sealed facts, as the gateway stores them. */
import type { Item, ReadItem, ThreadRows } from "../src/casework/ports.ts";
import type { Result } from "../src/casework/result.ts";
import { type DraftFact, sealFacts } from "../src/casework/seal-facts.ts";
import { sentFact } from "../src/casework/send.ts";
import { resultFact } from "../src/casework/stored.ts";
import type { createCaseCipher } from "../src/crypto/case-keys.ts";
import { DAY_MS, dateOf } from "../src/domain/day.ts";
import { type ItemState, NEEDS } from "../src/domain/item.ts";
import { sentItem, SEALED } from "../test/support/casework.ts";
import { uuid7At } from "./uuid7-at.ts";

type CaseCipher = ReturnType<typeof createCaseCipher>;

/** The moment for which open items are looked at, ms. */
export const NOW = SEALED + 40 * DAY_MS;
const OPEN: readonly ItemState[] = ["sent", "signed", "accepted", "supplement", "checking", "notice", "granted"];

/** Makes an open item, one of a million that differ in state, need and days. */
export function openItem(n: number, over: Partial<Item> = {}): ReadItem {
  const state = OPEN[n % OPEN.length] ?? "sent";
  const sealedAt = NOW - ((n * 7919) % 120) * DAY_MS - (n % 86_400) * 1000;
  const day = (after: number) => dateOf(Math.floor(sealedAt / DAY_MS) + after);
  const replied = n % OPEN.length > 1;
  const item = sentItem({
    state,
    need: NEEDS[n % NEEDS.length] ?? "N01",
    urgency: n % 10 === 0 ? "1" : "9",
    sealedAt,
    originalStart: sealedAt,
    since: sealedAt + DAY_MS,
    ...(replied ? { repliedAt: sealedAt + DAY_MS, dates: { acceptedOn: day(1), checkingOn: day(3) } } : {}),
    ...(state === "supplement"
      ? { dates: { acceptedOn: day(1), pauses: [{ code: "P1", from: day(2) }] }, repliedAt: sealedAt + DAY_MS }
      : {}),
    ...over,
  });
  return { item, receiptAt: state === "sent" ? null : sealedAt + DAY_MS / 2, dead: false };
}

/** Parties of a thread. */
export interface Parties {
  readonly sender: string;
  /** Departments of which each thread has two. */
  readonly departments: readonly string[];
}

/** Makes a thread of a list with two open needs of one person, and its sealed facts. */
export function openThread(n: number, keys: CaseCipher, { sender, departments }: Parties): ThreadRows {
  const sealedAt = openItem(n).item.sealedAt;
  const thread = uuid7At(sealedAt);
  const subject = keys.subject(thread, "P").toString("hex");
  const items = [0, 1].map((at) => {
    const department = departments[(n * 2 + at) % departments.length] ?? "civil-affairs";
    // Both of one day: they were sent with one list.
    const { item, receiptAt } = openItem(n, { thread, message: thread, by: thread, sender, department, subject });
    return { item: { ...item, id: uuid7At(sealedAt), need: needOf(n + at) }, receiptAt };
  });
  return withFacts(keys, thread, sealedAt, items, []);
}

/** Makes a thread of a list with two needs, both decided and paid in October 2026, and its sealed facts. */
export function paidThread(n: number, keys: CaseCipher, { sender, departments }: Parties): ThreadRows {
  const sealedAt = Date.parse("2026-10-09T01:00:00Z") + (n % 200) * 3_600_000;
  const thread = uuid7At(sealedAt);
  const subject = keys.subject(thread, "P").toString("hex");
  const base = sentItem({ thread, message: thread, by: thread, sender, subject, sealedAt, since: sealedAt });
  const items = [0, 1].map((at): Item => {
    const department = departments[(n + at) % departments.length] ?? "civil-affairs";
    return { ...base, id: uuid7At(sealedAt), originalStart: sealedAt, department, need: needOf(n + at) };
  });
  const day = dateOf(Math.floor(sealedAt / DAY_MS) + 3);
  const drafts = items.flatMap((item, at): DraftFact[] => {
    const result = (reply: Result["reply"], days: number, over: Partial<Result> = {}): Result => ({
      reply,
      message: uuid7At(sealedAt + days * DAY_MS),
      issuedAt: sealedAt + days * DAY_MS,
      acceptedAt: sealedAt + days * DAY_MS,
      ...over,
    });
    const aid = [{ category: "25", form: "1", fen: 80_000, kind: "once", frequency: "1", paidOn: day, at }];
    return [
      { clear: resultFact(result("10", 1, { acceptedOn: day }), item) },
      {
        clear: resultFact(result("40", 3, { acceptedOn: day, decidedOn: day, firstPaidOn: day }), item),
        secret: { aid },
      },
    ];
  });
  const signed = items.map((item) => ({ item, receiptAt: sealedAt + DAY_MS / 2 }));
  return withFacts(keys, thread, sealedAt, signed, drafts);
}

const needOf = (n: number) => NEEDS[n % NEEDS.length] ?? "N01";

/** Seals the facts of a thread: its person, its items as they were sent, and what came later. */
function withFacts(
  keys: CaseCipher,
  thread: string,
  sealedAt: number,
  items: ThreadRows["items"],
  later: readonly DraftFact[],
): ThreadRows {
  const about: DraftFact = {
    clear: { event: "subject", message: thread, issuedAt: sealedAt, subject: items[0]?.item.subject ?? "" },
    secret: {
      division: "330102",
      groups: ["02"],
      householdSize: 3,
      line: 80_000,
      livingNeed: 2_880_000,
      aid: { status: "60", paidOn: dateOf(Math.floor(sealedAt / DAY_MS)), amount: 1_000_000 },
    },
  };
  const sent = items.map(({ item }): DraftFact => ({ clear: sentFact(item) }));
  return { thread, facts: sealFacts(keys, thread, [about, ...sent, ...later]), items };
}
