/** Finds which keys the log registered for which party, from its `key` entries alone. */
import type { AuditEntry } from "../../domain/audit-entry.ts";

/**
 * Time, ms, in which a signature may still be recorded under a key after its retirement was recorded: each process of a
 * gateway takes over new keys on its own.
 */
const OVERLAP = 15 * 60_000;

/** Entry `key` and its place. */
interface KeyEntry {
  readonly index: number;
  readonly entry: AuditEntry;
}

/**
 * Tells whether the log had registered a key for a party before a place, and had not retired or removed it well before
 * that time. Only the gateway's own entries count.
 */
export function keyInForce(
  entries: readonly KeyEntry[],
  gateway: string,
  party: string,
  kid: string,
  place: { readonly index: number; readonly time: string },
): boolean {
  let registered = false;
  let endedAt: number | undefined;
  for (const { index, entry } of entries) {
    if (entry.actor !== gateway || entry.party !== party || entry.kid !== kid || index >= place.index) continue;
    if (entry.change === "key-added") registered = entry.use === "sig";
    if (entry.change === "key-added" || entry.change === "key-restored") endedAt = undefined;
    if (entry.change === "key-retired" || entry.change === "key-removed") endedAt = Date.parse(entry.time);
  }
  return registered && (endedAt === undefined || Date.parse(place.time) <= endedAt + OVERLAP);
}
