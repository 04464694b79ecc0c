import type { InquiryChange } from "../../casework/inquiry/inquiry-port.ts";
import { type Blob, plainArray, textArray } from "../columns.ts";

/** Types of the parameters that `inquiryColumns` fills, in their order. */
const TYPES = ["int[]", "text[]", "int[]", "int[]", "int[]", "text[]"];

/** Number of parameters that `inquiryColumns` fills. */
export const INQUIRY_PARAMETERS = TYPES.length;

const DIGEST_BYTES = 16;

/**
 * Makes the columns of changes of inquiries: of each inquiry item (number, from 1, of the message in the batch) and JSON; of each
 * subject item and start in the blob (subject: 16, person: 16); of each new state item and JSON.
 */
export function inquiryColumns(
  batch: readonly { readonly inquiry?: InquiryChange | undefined; readonly acceptedAt: number }[],
  blob: Blob,
): string[] {
  const changes = batch.flatMap(({ inquiry, acceptedAt }, index) =>
    inquiry === undefined ? [] : [{ ...inquiry, item: index + 1, acceptedAt }],
  );
  const asked = changes.flatMap(({ item, asked: all }) => all.map((one) => ({ item, json: JSON.stringify(one) })));
  const subjects = changes.flatMap(({ item, subjects: all }) => all.map((one) => ({ item, ...one })));
  const settled = changes.flatMap(({ item, settled: all, acceptedAt }) =>
    all.map(({ results: _, ...one }) => ({ item, json: JSON.stringify({ ...one, since: acceptedAt }) })),
  );
  return [
    plainArray(asked.map(({ item }) => item)),
    textArray(asked.map(({ json }) => json)),
    plainArray(subjects.map(({ item }) => item)),
    plainArray(subjects.map(({ subject, person }) => blob.add(subject, person))),
    plainArray(settled.map(({ item }) => item)),
    textArray(settled.map(({ json }) => json)),
  ];
}

/**
 * Makes SQL of common tables that insert the inquiries whose item is in `messages (item)`, and set new states: a number of the day
 * that another message has fails the statement. A withdrawn inquiry keeps its state.
 *
 * @param first number of the first of the parameters that `inquiryColumns` fills
 * @param blob number of the parameter with the bytes
 */
export function insertInquiries(first: number, blob: number, messages: string): string {
  const [item, json, ofSubject, start, ofSettled, settled] = TYPES.map((type, index) => `$${first + index}::${type}`);
  return `asked as materialized (
    select m.id, given.json::jsonb as j
    from unnest(${item}, ${json}) as given (item, json) join ${messages} m on m.item = given.item
  ), inquired as (
    insert into inquiries (message, party, asker, state, asked_at, day, turn, subjects, often, inquiry)
    select id, j->>'party', j->>'asker', j->>'state', (j->>'askedAt')::bigint, j->>'day', (j->>'turn')::integer,
           (j->>'subjects')::integer, (j->>'often')::integer,
           j - '{message,party,asker,state,askedAt,day,turn,subjects,often}'::text[]
    from asked order by j->>'asker', j->>'party', j->>'day', (j->>'turn')::integer
  ), inquired_about as (
    insert into inquiry_subjects (message, subject, person, asker, asked_at)
    select m.id, substring($${blob}::bytea from s.start for ${DIGEST_BYTES}),
           substring($${blob}::bytea from s.start + ${DIGEST_BYTES} for ${DIGEST_BYTES}), m.sender, m.accepted_at
    from unnest(${ofSubject}, ${start}) as s (item, start) join ${messages} m on m.item = s.item
  ), inquiry_settled as (
    update inquiries i
    set state = s.j->>'state', inquiry = i.inquiry || (s.j - '{thread,parties,state}'::text[])
    from (
      select distinct on (of.j->>'thread', of.j->'parties') of.j
      from (
        select m.item, given.json::jsonb as j
        from unnest(${ofSettled}, ${settled}) as given (item, json) join ${messages} m on m.item = given.item
      ) as of
      order by of.j->>'thread', of.j->'parties', of.item desc
    ) as s
    where i.message = (s.j->>'thread')::uuid and s.j->'parties' ? i.party and i.state <> 'withdrawn'
  )`;
}
