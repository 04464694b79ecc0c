import type { AuditEntry } from "../../domain/audit-entry.ts";
import { canonicalize } from "../../wire/jcs.ts";
import type { EvidenceSource } from "./source.ts";

/**
 * Writes `parties.json`, the names of the parties in entries: RFC 8785 JSON, `{id: {zh, en}}`. The names are those of
 * the present directory, stated by the gateway alone. A party that left the directory has no name.
 */
export function partyNames(
  source: Pick<EvidenceSource, "gateway" | "nameOf">,
  entries: readonly { readonly entry: AuditEntry }[],
): Uint8Array {
  const ids = new Set([source.gateway]);
  for (const { entry } of entries) {
    ids.add(entry.actor);
    for (const party of [entry.recipient, entry.party]) if (typeof party === "string") ids.add(party);
  }
  const named = [...ids].map((id) => [id, source.nameOf(id)] as const);
  const texts = named.flatMap(([id, name]) =>
    name === undefined ? [] : [[id, { zh: name.zh.toWellFormed(), en: name.en.toWellFormed() }] as const],
  );
  return Buffer.from(canonicalize(Object.fromEntries(texts)), "utf8");
}
