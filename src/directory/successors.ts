/** Parties that took over from others, as of a day. Pure. */
import type { Directory, Party } from "../exchange/ports.ts";

/**
 * Makes the view of a directory on each day: a party whose successor has taken over has `succeededBy`. A directory that
 * names no successor is its own view; otherwise the view of a day is one object for as long as the day lasts, so that what is
 * cached by directory holds.
 *
 * @param today gives the present local day, `2026-10-12`
 */
export function directoryToday<Of extends Directory>(current: () => Of, today: () => string): () => Of {
  let seen: { readonly of: Of; readonly day: string; readonly view: Of } | undefined;
  // A directory is asked for many times a message: whether it names a successor is looked for once.
  let single: Of | undefined;
  return () => {
    const of = current();
    if (of === single) return of;
    if (![...of.parties()].some(({ successor }) => successor !== undefined)) return (single = of);
    const day = today();
    if (seen?.of !== of || seen.day !== day) seen = { of, day, view: viewOn(of, day) };
    return seen.view;
  };
}

function viewOn<Of extends Directory>(of: Of, day: string): Of {
  const parties = new Map(
    Array.from(of.parties(), (party): [string, Party] => {
      const succeededBy = successorOn(of, party, day);
      return [party.id, succeededBy === undefined ? party : { ...party, succeededBy }];
    }),
  );
  return { ...of, party: (id) => parties.get(id), parties: () => parties.values() };
}

/** Follows successors for as long as they have taken over. A circle, which the configuration's check refuses, ends at its start. */
function successorOn(of: Directory, { id, successor }: Party, day: string): string | undefined {
  const passed = new Set([id]);
  let found: string | undefined;
  for (let next = successor; next !== undefined && next.from <= day; next = of.party(next.party)?.successor) {
    if (passed.has(next.party) || of.party(next.party) === undefined) break;
    passed.add(next.party);
    found = next.party;
  }
  return found;
}
