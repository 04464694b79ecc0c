import { isGroup } from "../schema/reading.ts";
import { canonicalize } from "../wire/jcs.ts";
import { uuid8Of } from "../wire/uuid8.ts";

/** Path of the number by which a transfer is known. */
export const TRANSFER_ID = "header.transferId";

/** What a template has filled in, by path. */
export const FILLED_IN: ReadonlyMap<string, string> = new Map([
  ["header.schemaVersion", "1.0.0"],
  ["header.messageType", "NEW"],
  ["header.currencyUnit", "元"],
]);

/**
 * Adds what a clerk does not write: the version of the list, and the number of the transfer. That number follows from
 * the sender, the number of its letter, the persons, and the list that this one supersedes or continues (UUID version 8,
 * RFC 9562 section 5.8). So the same list, imported again, is the same transfer, and a second list of one letter another.
 */
export function withDefaults(document: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const header = isGroup(document["header"]) ? document["header"] : {};
  const { from, listNumber, supersedes, continues } = header;
  const sender = isGroup(from) ? [from["department"], from["division"]] : [];
  const persons = Array.isArray(document["subjects"]) ? document["subjects"].filter(isGroup) : [];
  const numbers = persons.map(({ personId }) => (typeof personId === "string" ? personId : "")).sort();
  const earlier = [isGroup(supersedes) ? supersedes["transferId"] : undefined, continues];
  const named = [...sender, listNumber, ...earlier, ...numbers].map((part) => (typeof part === "string" ? part : null));
  const added = { schemaVersion: FILLED_IN.get("header.schemaVersion"), transferId: uuid8Of(canonicalize(named)) };
  return { ...document, header: { ...added, ...header } };
}
