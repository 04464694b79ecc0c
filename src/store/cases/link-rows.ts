/** Link keys: written with the change of their case, read when a new list comes, destroyed by time. */
import type { CaseChange } from "../../casework/ports.ts";
import type { LinkedPerson, LinkRows } from "../../casework/recurrence/link-port.ts";
import { type Blob, eachOf, plainArray, textArray } from "../columns.ts";
import type { Runner, Statement } from "../database.ts";

/** Types of the parameters that `linkColumns` fills, in their order. */
const TYPES = ["int[]", "text[]", "int[]", "int[]"];

/** Number of parameters that `linkColumns` fills. */
export const LINK_PARAMETERS = TYPES.length;

const LINK_BYTES = 16;

/** Makes the columns of link keys: of each item (number, from 1, of the message in the batch), subject, year, and start in the blob. */
export function linkColumns(batch: readonly { readonly change?: CaseChange | undefined }[], blob: Blob): string[] {
  const links = batch.flatMap(({ change }, index) => (change?.links ?? []).map((one) => ({ item: index + 1, ...one })));
  return [
    plainArray(links.map(({ item }) => item)),
    textArray(links.map(({ subject }) => subject)),
    plainArray(links.map(({ year }) => year)),
    plainArray(links.map(({ link }) => blob.add(link))),
  ];
}

/**
 * Makes SQL of a common table that writes the link keys of the messages whose item is in `messages (item)`: a later document about a
 * person replaces the one that is there.
 *
 * @param first number of the first of the parameters that `linkColumns` fills
 * @param blob number of the parameter with the bytes
 */
export function insertLinks(first: number, blob: number, messages: string): string {
  const [item, subject, year, start] = TYPES.map((type, index) => `$${first + index}::${type}`);
  return `linked as (
    insert into case_links (thread, subject, link, year, linked_at)
    select distinct on (m.thread, l.subject)
           m.thread, l.subject, substring($${blob}::bytea from l.start for ${LINK_BYTES}), l.year, m.accepted_at
    from unnest(${item}, ${subject}, ${year}, ${start}) as l (item, subject, year, start)
    join ${messages} m on m.item = l.item
    order by m.thread, l.subject, l.item desc
    on conflict (thread, subject) do update
    set link = excluded.link, year = excluded.year, linked_at = excluded.linked_at
  )`;
}

/** One row: the year of the oldest link key, null when there is none. */
const FIRST_YEAR: Statement = { name: "first-link-year", text: "select min(year) as year from case_links" };

/** $1 link keys, one after another, 16 bytes each; $2 thread. Rows: persons of other threads. */
const LINKED: Statement = {
  name: "linked-persons",
  text: `
  select k.thread, k.subject, encode(k.link, 'hex') as link, m.sender
  from ${eachOf(1, LINK_BYTES, (link) => `select thread, subject, link from case_links where link = ${link}`)}
  join messages m on m.id = k.thread
  where k.thread <> $2::uuid
  order by k.thread, k.subject`,
};

/** Makes the reads of link keys over a database. */
export function linkRows(db: Runner): LinkRows {
  return {
    async firstYear() {
      const [row] = await db.run<{ year: number | null }>(FIRST_YEAR, []);
      return row?.year ?? undefined;
    },
    linked: (links, thread) => db.run<LinkedPerson>(LINKED, [Buffer.concat(links), thread]),
  };
}
