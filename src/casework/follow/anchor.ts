import type { SubjectHistory } from "./history.ts";

/**
 * Finds the day from which visits are counted: the first aid of a department, or the payment of judicial aid, the earlier;
 * when there was none by the day of the first reply, that day. Not before the person was sent: what was due earlier nobody
 * could have known of.
 */
export function anchorOf({ sealedOn, firstReplyDue, paidOn, items }: SubjectHistory): string {
  const days = [paidOn, firstReplyDue, ...items.map(({ deliveredOn }) => deliveredOn)].flatMap((day) => day ?? []);
  const [first = sealedOn] = days.toSorted();
  return first < sealedOn ? sealedOn : first;
}
