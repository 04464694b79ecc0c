import { groupOf, isGroup, textOf } from "../../schema/reading.ts";
import { itemsAt } from "../../sheets/write-list.ts";

/** Number of the transfer that a packet's document begins; undefined when it has no persons to report about. */
export function answeredTransfer(body: unknown): string | undefined {
  const header = isGroup(body) ? groupOf(body, "header") : undefined;
  return itemsAt(body, "subjects").length === 0 ? undefined : textOf(header, "transferId");
}
