import type { CaseAnswer, CaseItem, CaseItems, CaseLookup } from "../domain/generated/answers.ts";
import { type ItemState, isOpen } from "../domain/item.ts";
import { Refusal } from "../domain/refusal.ts";
import { rfc3339 } from "../wire/rfc3339.ts";
import type { Caller } from "../exchange/service.ts";
import type { CaseKeys, CaseRows, Item, ReadItem } from "./ports.ts";

/** What the reads of cases need from outside. */
export interface CaseViewDeps {
  readonly keys: Pick<CaseKeys, "subject">;
  readonly rows: CaseRows;
}

/** Reads of the closed loop. A party sees the cases that it opened, whole, and of others its own items only. */
export interface CaseViews {
  /** @throws Refusal `not-found` for whoever takes no part in the case, as if there were none */
  view(caller: Caller, thread: string): Promise<CaseAnswer>;
  /** Maps person numbers to the opaque references of the same case; null where the caller sees nobody of that number. */
  lookUp(caller: Caller, thread: string, personIds: readonly string[]): Promise<CaseLookup>;
  items(caller: Caller, filter: ItemFilter): Promise<CaseItems>;
}

/** Which items of a party are listed. */
export interface ItemFilter {
  readonly state?: ItemState;
  readonly need?: string;
  readonly after?: string;
  readonly limit: number;
}

/** Makes the reads of cases. */
export function createCaseViews({ keys, rows }: CaseViewDeps): CaseViews {
  async function seen(caller: Caller, thread: string): Promise<readonly ReadItem[]> {
    const items = await rows.itemsOfThread(thread, caller.party);
    if (items.length === 0) throw new Refusal("not-found", { step: "case" });
    return items;
  }
  return {
    async view(caller, thread) {
      const items = await seen(caller, thread);
      const bySubject = Map.groupBy(items, ({ item }) => item.subject);
      const states = Map.groupBy(items, stateNow);
      return {
        thread,
        open: items.filter((read) => isOpen(stateNow(read))).length,
        states: Object.fromEntries([...states].map(([state, all]) => [state, all.length])),
        subjects: [...bySubject].map(([subject, own]) => ({
          subject,
          ...(own.some(({ dead }) => dead) ? { dead: true as const } : {}),
          items: own.map((read) => shownItem(read, caller.party)),
        })),
      };
    },
    async lookUp(caller, thread, personIds) {
      const subjects = new Set((await seen(caller, thread)).map(({ item }) => item.subject));
      const refs = personIds.map((personId) => keys.subject(thread, personId).toString("hex"));
      return { subjects: refs.map((ref) => (subjects.has(ref) ? ref : null)) };
    },
    async items(caller, { limit, ...filter }) {
      const found = await rows.itemsOf(caller.party, { ...filter, limit: limit + 1 });
      const page = found.slice(0, limit);
      const last = page.at(-1);
      return {
        items: page.map((read) => shownItem(read, caller.party)),
        ...(found.length > limit && last !== undefined ? { next: last.item.id } : {}),
      };
    },
  };
}

/** State of an item as its packet's receipt has it: one that was sent and signed for is `signed`. */
function stateNow({ item, receiptAt }: ReadItem): ItemState {
  return item.state === "sent" && receiptAt !== null ? "signed" : item.state;
}

/** Shows an item to its sender or its department. Which departments had it before only the sender learns. */
function shownItem(read: ReadItem, party: string): CaseItem {
  const { item, receiptAt, dead } = read;
  return {
    id: item.id,
    thread: item.thread,
    message: item.message,
    subject: item.subject,
    need: item.need,
    department: item.department,
    state: stateNow(read),
    since: rfc3339(item.since),
    by: item.by,
    sealedAt: rfc3339(item.sealedAt),
    originalStart: rfc3339(item.originalStart),
    urgency: item.urgency,
    flags: dead && !item.flags.includes("dead") ? [...item.flags, "dead"] : [...item.flags],
    dates: item.dates,
    ...(item.co ? { co: true as const } : {}),
    ...(item.closed ? { closed: true as const } : {}),
    ...codesOf(item),
    ...(receiptAt === null ? {} : { receiptAt: rfc3339(receiptAt) }),
    ...(item.repliedAt === undefined ? {} : { repliedAt: rfc3339(item.repliedAt) }),
    ...(party === item.sender && item.chain.length > 0 ? { chain: [...item.chain] } : {}),
  };
}

function codesOf({ reply, reason }: Item): Pick<CaseItem, "reply" | "reason"> {
  return { ...(reply === undefined ? {} : { reply }), ...(reason === undefined ? {} : { reason }) };
}
