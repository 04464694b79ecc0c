import type { CaseChange } from "../../casework/ports.ts";
import { PERSON_LISTS } from "../../domain/follow.ts";
import { type Blob, plainArray, textArray } from "../columns.ts";

/** Types of the parameters that `caseColumns` fills, in their order. */
const TYPES = [
  "int[]",
  "uuid[]",
  "int[]",
  "int[]",
  "int[]",
  "text[]",
  "int[]",
  "int[]",
  "int[]",
  "text[]",
  "int[]",
  "text[]",
];

/** Number of parameters that `caseColumns` fills. */
export const CASE_PARAMETERS = TYPES.length;

/** Columns of the days of a person in the work lists. */
const PERSON_DAYS = PERSON_LISTS.map((list) => `${list}_day`);

const SALT_BYTES = 16;
const DIGEST_BYTES = 32;

/**
 * Makes the columns of changes of cases: of each change item (number, from 1, of the message in the batch), thread,
 * revision; of each fact item, place, JSON, start and length of its secret in the blob (salt: 16, digest: 32, secret); of
 * each item of the case its item and JSON; of each person the same.
 */
export function caseColumns(
  batch: readonly { readonly change?: CaseChange | undefined; readonly acceptedAt: number }[],
  blob: Blob,
): string[] {
  const changes = batch.flatMap(({ change, acceptedAt }, index) =>
    change === undefined ? [] : [{ ...change, item: index + 1, acceptedAt }],
  );
  const facts = changes.flatMap(({ item, facts: all }) => all.map((fact, n) => ({ item, n, ...fact })));
  const items = changes.flatMap(({ item, items: all, acceptedAt }) =>
    all.map((one) => ({ item, json: JSON.stringify({ ...one, changedAt: acceptedAt }) })),
  );
  const persons = changes.flatMap(({ item, persons: all = [] }) =>
    all.map((one) => ({ item, json: JSON.stringify(one) })),
  );
  return [
    plainArray(changes.map(({ item }) => item)),
    plainArray(changes.map(({ thread }) => thread)),
    plainArray(changes.map(({ revision }) => revision)),
    plainArray(facts.map(({ item }) => item)),
    plainArray(facts.map(({ n }) => n)),
    textArray(facts.map(({ fact }) => JSON.stringify(fact))),
    plainArray(facts.map(({ salt, digest, secret }) => blob.add(salt, digest, secret ?? new Uint8Array()))),
    plainArray(facts.map(({ secret }) => secret?.length ?? null)),
    plainArray(items.map(({ item }) => item)),
    textArray(items.map(({ json }) => json)),
    plainArray(persons.map(({ item }) => item)),
    textArray(persons.map(({ json }) => json)),
  ];
}

/**
 * Makes SQL of common tables that insert the changes whose item is in `messages (item)`: a revision that another
 * message has fails the statement.
 *
 * `offset 0` keeps JSON from being parsed once for each member that is read of it.
 *
 * @param first number of the first of the parameters that `caseColumns` fills
 * @param blob number of the parameter with the bytes
 */
export function insertCases(first: number, blob: number, messages: string): string {
  const [item, thread, revision, factItem, place, fact, start, length, ofItem, json, ofPerson, person] = TYPES.map(
    (type, index) => `$${first + index}::${type}`,
  );
  return `case_changed as materialized (
    select c.item, c.thread, c.revision
    from unnest(${item}, ${thread}, ${revision}) as c (item, thread, revision)
    join ${messages} as m on m.item = c.item
  ), case_recorded as (
    insert into case_facts (thread, revision, n, department, fact, secret, salt, digest)
    select c.thread, c.revision, f.n, f.fact->>'department', f.fact,
           substring($${blob}::bytea from f.start + ${SALT_BYTES + DIGEST_BYTES} for f.length),
           substring($${blob}::bytea from f.start for ${SALT_BYTES}),
           substring($${blob}::bytea from f.start + ${SALT_BYTES} for ${DIGEST_BYTES})
    from (
      select item, n, fact::jsonb as fact, start, length
      from unnest(${factItem}, ${place}, ${fact}, ${start}, ${length}) as given (item, n, fact, start, length) offset 0
    ) as f
    join case_changed c on c.item = f.item
    order by c.thread, c.revision, f.n
  ), case_folded as (
    insert into case_items (id, thread, subject, need, department, sender, state, shown, changed_at, day, item)
    select (i.item->>'id')::uuid, c.thread, i.item->>'subject', i.item->>'need', i.item->>'department',
           i.item->>'sender', i.item->>'state', not (i.item->>'co')::boolean or i.item ? 'repliedAt',
           (i.item->>'changedAt')::bigint, (i.item->>'day')::integer,
           i.item - '{changedAt,day}'::text[]
    from (select item as of, json::jsonb as item from unnest(${ofItem}, ${json}) as given (item, json) offset 0) as i
    join case_changed c on c.item = i.of
    order by c.thread, i.item->>'subject', i.item->>'need', i.item->>'department'
    on conflict (thread, subject, need, department) do update
    set state = excluded.state, shown = excluded.shown, changed_at = excluded.changed_at, day = excluded.day,
        item = excluded.item
  ), case_placed as (
    insert into case_persons (thread, subject, sender, ${PERSON_DAYS.join(", ")})
    select c.thread, p.person->>'subject', p.person->>'sender', ${PERSON_LISTS.map((list) => `(p.person->'days'->>'${list}')::integer`).join(", ")}
    from (select item as of, json::jsonb as person from unnest(${ofPerson}, ${person}) as given (item, json) offset 0) as p
    join case_changed c on c.item = p.of
    order by c.thread, p.person->>'subject'
    on conflict (thread, subject) do update set ${PERSON_DAYS.map((column) => `${column} = excluded.${column}`).join(", ")}
  )`;
}
