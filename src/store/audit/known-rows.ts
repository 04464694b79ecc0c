import type { Nameable } from "../../audit/queries.ts";
import type { Runner, Statement } from "../database.ts";

/**
 * Remembers the parties of a recorded directory, in the transaction that records it: so a party is known before it can
 * do anything. $1 the directory, or the gateway's own keys in the same form. Rows: none.
 */
const REMEMBER_PARTIES: Statement = {
  name: "know-parties",
  text: `
  insert into known_parties (id)
  select distinct party ->> 'id' from jsonb_array_elements($1::jsonb -> 'parties') as party
  on conflict do nothing`,
};

/** Remembers the ids of a recorded directory's parties for ever. */
export async function rememberParties(db: Runner, document: string): Promise<void> {
  await db.run(REMEMBER_PARTIES, [document]);
}

/** $1 id. One row: known. The gateway itself made all ids but those of parties. */
const KNOWN: Readonly<Record<Nameable, Statement>> = {
  party: {
    name: "known-party",
    text: "select exists (select from known_parties where id = $1) as known",
  },
  packet: {
    name: "known-packet",
    text: "select exists (select from packets where id = $1::uuid) as known",
  },
  thread: {
    name: "known-thread",
    text: "select exists (select from messages where thread = $1::uuid) as known",
  },
  subject: {
    name: "known-subject",
    text: `
    select exists (select from messages where id = $1::uuid) or exists (select from packets where id = $1::uuid)
        or exists (select from messages where thread = $1::uuid) as known`,
  },
};

/** Tells whether the gateway has, or ever had, the thing that an id names. */
export async function isKnown(db: Runner, what: Nameable, id: string): Promise<boolean> {
  const [row] = await db.run<{ known: boolean }>(KNOWN[what], [id]);
  return row?.known === true;
}
