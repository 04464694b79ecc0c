import { dayInChina } from "../domain/codes/calendar-date.ts";
import { FOR_THE_MEETING, letterState } from "../domain/letter.ts";
import type { CaseItem } from "../domain/generated/answers.ts";
import type { ItemState } from "../domain/item.ts";
import { rfc3339 } from "../wire/rfc3339.ts";
import type { Clock } from "./clock/clocks-of.ts";
import type { ItemClocks } from "./item-clocks.ts";
import type { Item, ReadItem } from "./ports.ts";

/** State of an item as its packet's receipt has it: one that was sent and signed for is `signed`. */
export function stateNow({ item, receiptAt }: ReadItem): ItemState {
  return item.state === "sent" && receiptAt !== null ? "signed" : item.state;
}

/** Shows an item to its sender or its department. Which departments had it before only the sender learns. */
export function shownItem(
  read: ReadItem,
  { version, clocks, stage, blocked }: ItemClocks,
  party: string,
  at: number,
): CaseItem {
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
    rules: version,
    clocks: clocks.map(shownClock),
    ...(stage === undefined ? {} : { stage }),
    ...(blocked ? { blocked: true as const } : {}),
    ...(item.co ? { co: true as const } : {}),
    ...(item.closed ? { closed: true as const } : {}),
    ...codesOf(item),
    ...(receiptAt === null ? {} : { receiptAt: rfc3339(receiptAt) }),
    ...(item.repliedAt === undefined ? {} : { repliedAt: rfc3339(item.repliedAt) }),
    ...shownLetters(item, party, at),
    ...(party === item.sender && item.chain.length > 0 ? { chain: [...item.chain] } : {}),
  };
}

/** Shows the letters about an item. What was laid before the joint meeting its department does not see here. */
function shownLetters({ letters = [], sender }: Item, party: string, at: number): Pick<CaseItem, "letters"> {
  const seen = letters.filter(({ kind }) => party === sender || kind !== FOR_THE_MEETING);
  if (seen.length === 0) return {};
  const today = dayInChina(new Date(at));
  return {
    letters: seen.map((letter) => ({
      message: letter.message,
      kind: letter.kind,
      sentAt: rfc3339(letter.sentAt),
      replyBy: letter.replyBy,
      state: letterState(letter, letters, today),
      ...(letter.answered === undefined ? {} : { answeredBy: letter.answered.by }),
    })),
  };
}

/** Shows a clock. */
export function shownClock({
  rule,
  start,
  due,
  state,
  stage,
  worst,
  paused,
  blocked,
  provisional,
  hint,
  ended,
}: Clock) {
  return {
    rule,
    start,
    due,
    state,
    worst,
    paused,
    provisional,
    ...(stage === undefined ? {} : { stage }),
    ...(blocked ? { blocked: true as const } : {}),
    ...(hint === undefined ? {} : { hint }),
    ...(ended === undefined ? {} : { ended: typeof ended === "number" ? rfc3339(ended) : ended }),
  };
}

function codesOf({ reply, reason }: Item): Pick<CaseItem, "reply" | "reason"> {
  return { ...(reply === undefined ? {} : { reply }), ...(reason === undefined ? {} : { reason }) };
}
