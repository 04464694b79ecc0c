import type { Nameable } from "../../audit/queries.ts";
import type { Runner, Statement } from "../database.ts";

/**
 * $1 a recorded directory, or the gateway's own keys in the same form. Rows: none. In the transaction that records
 * it: a party is known before it can do anything.
 */
const PARTIES_OF: Statement = {
  name: "know-parties",
  text: `
  insert into known_parties (id)
  select distinct party ->> 'id' from jsonb_array_elements($1::jsonb -> 'parties') as party
  on conflict do nothing`,
};

/** Keeps the ids of a recorded directory's parties for good. */
export async function knowParties(db: Runner, document: string): Promise<void> {
  await db.run(PARTIES_OF, [document]);
}

/** $1 id. One row: known. All but a party's are ids that the gateway made. */
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

/** Whether the gateway has, or ever had, what an id names. */
export async function isKnown(db: Runner, what: Nameable, id: string): Promise<boolean> {
  const [row] = await db.run<{ known: boolean }>(KNOWN[what], [id]);
  return row?.known === true;
}
