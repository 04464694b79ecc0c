/**
 * Three-way reconciliation of what the sender keeps, what the recipient keeps, and the log. Each side was verified
 * before it comes here: the signatures, and the log up to a signed root. Everything that one side has and another
 * lacks, or has differently, is reported. Pure.
 */
import type { ReplacementCode } from "../replacement.ts";
import { type About, type Comparison, sidesOf } from "./comparison.ts";
import type { Difference } from "./difference.ts";
import type { Kept } from "./kept.ts";
import type { LoggedExchange } from "./logged.ts";
import { RECIPIENT_COMPARISONS } from "./recipient-side.ts";
import { SENDER_COMPARISONS } from "./sender-side.ts";

const REPLACEMENTS: Readonly<Record<ReplacementCode, true>> = {
  "replaced-unknown": true,
  "replaced-differs": true,
  "replaced-unrefused": true,
  "replacement-unannounced": true,
  "replaced-twice": true,
  "replacement-missing": true,
};

/** All comparisons, in the order in which differences are reported: the log with itself, the sender, the recipient. */
export const COMPARISONS: readonly Comparison[] = [
  { code: "log-contradicts", find: ({ log }) => log.contradictions },
  { code: "packets-miscounted", find: ({ log }) => miscounted(log) },
  ...(Object.keys(REPLACEMENTS) as ReplacementCode[]).map(
    (code): Comparison => ({ code, find: ({ log }) => replacements(log, code) }),
  ),
  ...SENDER_COMPARISONS,
  ...RECIPIENT_COMPARISONS,
];

/**
 * Finds every difference; empty when the sides agree.
 * @param origin the log's name
 * @param comparisons all of them, except in tests
 */
export function reconcile(
  log: LoggedExchange,
  origin: string,
  kept: Kept,
  comparisons: readonly Comparison[] = COMPARISONS,
): Difference[] {
  const sides = sidesOf(log, origin, kept);
  return comparisons.flatMap(({ code, find }) => [...find(sides)].map((about) => ({ code, ...about })));
}

/** Messages whose entries count another number of packets than were sealed with them. */
function* miscounted({ messages, packets }: LoggedExchange): Iterable<About> {
  for (const [message, { counted, packets: sealed }] of messages) {
    if (sealed.filter((packet) => packets.get(packet)?.again === false).length !== counted) yield { message };
  }
}

function* replacements(log: LoggedExchange, code: ReplacementCode): Iterable<About> {
  for (const { code: found, entry } of log.replacementFaults()) {
    if (found === code) {
      const { message = "", packet = "", recipient = "", by } = entry;
      // The missing thing is the packet that was announced.
      const missing = found === "replacement-missing" && typeof by === "string";
      yield { message, packet: missing ? by : packet, party: recipient };
    }
  }
}
