import { UNRECEIPTED } from "../audit/queries.ts";
import { UUID7_AHEAD_MS } from "../domain/uuid7.ts";
import { headsOf, newestOf, type OfGroup } from "./newest-of-groups.ts";

/** What is asked, as SQL over packets `p`. */
export interface Overdue {
  /** A relation: state and type of each kind asked for. */
  readonly kinds: string;
  /** A relation of the groups, state and type among their columns, whose packets are read newest first. */
  readonly groups: string;
  /** What holds of every packet of the party asked for, if any. */
  readonly party: readonly string[];
  readonly group: OfGroup;
  /** What holds of each packet besides. */
  readonly each: readonly string[];
  /** The time, ms. */
  readonly now: string;
  /** How many are wanted. */
  readonly rows: number;
}

const DUE = "due_ms(p.due)";
/** Written out as in the indexes, so that it is known to be theirs. */
const WAITS = `p.state in (${UNRECEIPTED.map((state) => `'${state}'`).join(", ")})`;
const LOWEST_ID = "00000000-0000-0000-0000-000000000000";
const HIGHEST_ID = "ffffffff-ffff-ffff-ffff-ffffffffffff";
/** The time in the UUIDv7 `first`, ms. */
const TIME_OF_FIRST = "('x' || left(replace(first::text, '-', ''), 12))::bit(48)::bigint";

/**
 * SQL of a page of packets that are past their due time, newest first.
 *
 * Very many may wait while few are due, and very few may wait while years of them are due; so neither the order of
 * ids nor that of due times will do alone. Of each kind, the oldest packet that still has time parts the others: those
 * before it are all overdue, and read newest first as if nobody had asked for due times. Those behind it were
 * sealed since, so they were due since; and a due time is the end of a day (disclosure/due.ts), so that these
 * are few groups, one a day, no more than the longest time for a receipt has days.
 */
export function overduePage({ kinds, groups, party, group, each, now, rows }: Overdue): string {
  const kind = [...party, "p.type = k.type", "p.state = k.state", WAITS];
  const probe = (columns: string, conditions: readonly string[], order: string) =>
    `select ${columns} from packets p where ${[...kind, ...conditions].join(" and ")} order by ${order} limit 1`;
  const ahead = (than: string) => probe(`${DUE} as due, p.id`, [`${DUE} ${than}`], `${DUE}, p.id`);
  const past = (than: string) => probe(`${DUE} as due`, [`${DUE} < ${than}`, `${DUE} >= k.since`], `${DUE} desc`);
  const behind = [...kind, `${DUE} = k.due`, "p.id >= k.first", ...each];
  const before = [...group, "p.id < k.first", ...each];
  // A group none of whose older packets can be newer than the last of the page is left unread.
  const parted = `
    select * from (
      select g.*, coalesce(f.first, '${HIGHEST_ID}') as first from (${groups}) as g left join firsts f using (state, type)
    ) as g
    where g.first > coalesce((select id from recent order by id desc offset ${rows - 1} limit 1), '${LOWEST_ID}')`;
  return `
  with recursive kinds as (${kinds}),
  -- Due times to come, each with its oldest packet.
  ahead as (
    select k.state, k.type, n.due, n.id from kinds k cross join lateral (${ahead(`>= ${now}`)}) as n
    union all
    select k.state, k.type, n.due, n.id from ahead k cross join lateral (${ahead("> k.due")}) as n
  ),
  firsts as materialized (
    select state, type, first, ${TIME_OF_FIRST} - ${UUID7_AHEAD_MS} as since
    from (select distinct on (state, type) state, type, id as first from ahead order by state, type, id) as oldest
  ),
  -- Due times that have passed since.
  past as (
    select k.*, n.due from firsts k cross join lateral (${past(now)}) as n
    union all
    select k.state, k.type, k.first, k.since, n.due from past k cross join lateral (${past("k.due")}) as n
  ),
  recent as materialized (${newestOf(headsOf("select * from past", behind), behind, rows)}),
  older as (${newestOf(headsOf(parted, before), before, rows)})
  select id from recent union all select id from older order by id desc limit ${rows}`;
}
