import { createCountedEntries } from "../../exchange/counted-entries.ts";
import { entry } from "../../exchange/entries.ts";
import type { Clock } from "../../exchange/ports.ts";
import type { Store } from "../../exchange/store-port.ts";
import { rfc3339 } from "../../wire/rfc3339.ts";
import type { TokenRefused } from "./token-refused.ts";

/** Writes refused tokens and assertions to the audit log, in few entries however many come. */
export interface RefusedLog {
  /** Takes note of one refusal. Returns at once: the answer does not wait for the entry. */
  note(refused: TokenRefused): void;
  /** Writes the counts of windows that are over. */
  sweep(): Promise<void>;
  /** Writes all counts, when the server stops. */
  flush(): Promise<void>;
}

/**
 * Makes the record of refusals: an entry for the first of a kind, then one a minute with the count. A kind is a reason and
 * a party of the directory, so that a flood of bad tokens makes no more than a few entries a minute, and cannot hide the
 * refusals of another party.
 *
 * An entry names the party that the token named. That it was this party is not proved, so the actor is the gateway.
 *
 * @param onFault told when entries could not be written; their counts are kept for the next time
 */
export function createRefusedLog(
  store: Pick<Store, "record">,
  gatewayId: string,
  clock: Clock,
  onFault: (error: unknown) => void,
): RefusedLog {
  const entries = createCountedEntries<Pick<TokenRefused, "reason" | "party">>(store, clock, {
    keyOf: ({ reason, party }) => `${party ?? ""} ${reason}`,
    entryOf: ({ reason, party }, at, { count, since }) =>
      entry("token-refused", at, gatewayId, {
        reason,
        ...(party === undefined ? {} : { party }),
        count,
        ...(count === 1 ? {} : { since: rfc3339(since) }),
      }),
    maxDetailBytes: 0,
  });
  return {
    note({ reason, party }) {
      const kind = { reason, party };
      entries.note(kind).catch((error: unknown) => {
        entries.keep(kind);
        onFault(error);
      });
    },
    sweep: () => entries.sweep().catch(onFault),
    flush: () => entries.flush().catch(onFault),
  };
}
