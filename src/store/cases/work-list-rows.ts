/** Reads what work lists look at: by the place of items within ranges of days, or by a mark. */
import type { CandidateItem, Mark, MarkQuery, RangeQuery, ReadItem } from "../../casework/ports.ts";
import { FIRST_ID, plainArray, textArray } from "../columns.ts";
import { named, type Runner, type Statement } from "../database.ts";
import { itemFilter, LONGEST_PAGE } from "./item-filter.ts";
import { READ_ITEM } from "./read-item.ts";

/** Before every day. */
const FIRST_DAY = -1_000_000;

/**
 * SQL of the first places of each range in the index of a column, at most as many as are wanted in all. `$2` to `$5` the
 * ranges, `$6` and `$7` the place before, `$8` how many.
 */
const placesBy = (column: "sender" | "department", owner: string, more = "") => `
    select place.* from asked a cross join lateral (
      select i.id, i.day from case_items i
      where i.${column} = ${owner} and i.shown and i.state = a.state and i.need = a.need
        and i.day between a.low and a.high and (i.day, i.id) > ($6::integer, $7::uuid)${more}
      order by i.day, i.id limit $8::integer
    ) as place`;

const candidatesFrom = (name: string, places: string): Statement => ({
  name,
  text: `
  with asked as (
    select * from unnest($2::text[], $3::text[], $4::integer[], $5::integer[]) as a (state, need, low, high)
  ), places as materialized (${places}
    order by day, id limit $8::integer
  )
  select ${READ_ITEM}, i.day from places p join case_items i on i.id = p.id order by p.day, p.id`,
});

/** $1 party. Rows: its items, as sender or as department. */
const OF_PARTY = candidatesFrom(
  "candidates-of-party",
  `${placesBy("sender", "$1")}
    union${placesBy("department", "$1")}`,
);

/** $1 party, $9 department. Rows: the items of the department that the party sent. */
const OF_PAIR = candidatesFrom("candidates-of-pair", placesBy("department", "$9", " and i.sender = $1"));

/** Reads candidates of a work list. */
export async function candidates(
  db: Runner,
  party: string,
  { ranges, department, after, limit }: RangeQuery,
): Promise<CandidateItem[]> {
  const asked = [
    party,
    textArray(ranges.map(({ state }) => state)),
    textArray(ranges.map(({ need }) => need)),
    plainArray(ranges.map(({ low }) => low)),
    plainArray(ranges.map(({ high }) => high)),
    after?.day ?? FIRST_DAY,
    after?.id ?? FIRST_ID,
    limit,
  ];
  return department === undefined || department === party
    ? db.run<CandidateItem>(OF_PARTY, asked)
    : db.run<CandidateItem>(OF_PAIR, [...asked, department]);
}

/** Conditions of the partial indexes, literally as in them, with what a list wants of what they find. */
const FLAGGED = `i.item -> 'flags' ?| '{reroute,disputed,conflict}'::text[]`;
const MARKS: Readonly<Record<Mark, string>> = {
  blocked: `jsonb_path_exists(i.item, '$.dates.pauses[*] ? (!exists (@.to))')`,
  gap: `i.need in ('N01','N02','N03')`,
  reroute: `${FLAGGED} and i.item -> 'flags' ?| '{reroute,disputed}'::text[]`,
  conflict: `${FLAGGED} and i.item -> 'flags' ? 'conflict'`,
  letters: `jsonb_path_exists(i.item, '$.letters[*] ? (!exists (@.answered))')`,
};

const BOTH = ["sender", "department"] as const;
/** Columns by which a party is looked for. */
const COLUMNS: Readonly<Record<Mark, readonly ("sender" | "department")[]>> = {
  blocked: BOTH,
  gap: ["sender"],
  reroute: ["sender"],
  conflict: BOTH,
  letters: BOTH,
};

/** Reads marked items. */
export function marked(db: Runner, party: string, query: MarkQuery): Promise<ReadItem[]> {
  const { mark, after, limit } = query;
  const { sql, parameters } = itemFilter(query, 4, "row by row");
  // Not by the id alone, which would lead to the primary key and past every item.
  const page = (column: "sender" | "department") => `
    (select ${READ_ITEM}, i.id from case_items i
     where i.${column} = $1 and i.shown and ${MARKS[mark]} and (i.${column}, i.id) > ($1, $2::uuid)${sql}
     order by i.id limit ${LONGEST_PAGE})`;
  const text = `select item, "receiptAt", dead from (${COLUMNS[mark].map(page).join(" union ")}) as read order by id limit $3::integer`;
  return db.run<ReadItem>(named(`items-${mark}`, text), [party, after ?? FIRST_ID, limit, ...parameters]);
}
