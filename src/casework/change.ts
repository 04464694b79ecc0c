import type { Arrival, CaseworkDeps, Taken } from "./arrival.ts";
import type { CaseState } from "./ports.ts";
import type { PersonLink } from "./recurrence/link-port.ts";
import { factsRoot, sealFacts } from "./seal-facts.ts";
import type { Added } from "./send.ts";
import { placeOf } from "./worklist/place.ts";

/** A document that changes no case. */
export const NOTHING: Taken = { warnings: [] };

/** Makes the change of a case from what a document adds; nothing when it adds nothing. @param links link keys of its persons */
export function changeOf(
  deps: Pick<CaseworkDeps, "keys">,
  { thread }: Arrival,
  state: CaseState | undefined,
  added: Added,
  links: readonly PersonLink[] = [],
): Taken {
  if (added.facts.length === 0) return NOTHING;
  const facts = sealFacts(deps.keys, thread, added.facts);
  const revision = (state?.revision ?? 0) + 1;
  const items = added.items.map((item) => ({ ...item, day: placeOf(item) }));
  const root = Buffer.from(factsRoot(facts));
  const linked = links.length === 0 ? {} : { links };
  return { change: { thread, revision, facts, items, root, ...linked }, warnings: [] };
}
