import { UNRECEIPTED } from "../../domain/packet.ts";
import { UUID7_AHEAD_MS } from "../../wire/uuid7.ts";
import { oneOf } from "../columns.ts";
import { headsOf, LOWEST_ID, newestOf, type OfGroup } from "./newest-of-groups.ts";

/** What is asked, as SQL over packets `p`. */
export interface Overdue {
  /** A relation: state and type of each kind asked for. */
  readonly kinds: string;
  /** What holds of every packet of the party asked for, if any; of a pair the recipient's comes first. */
  readonly party: readonly string[];
  /** Which packets of the party are of the kind `k`. */
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
const WAITS = `p.state ${oneOf(UNRECEIPTED)}`;
const HIGHEST_ID = "ffffffff-ffff-ffff-ffff-ffffffffffff";
/** So many packets of a pair and kind are looked at one by one. */
const FEW_OF_PAIR = 300;
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
 *
 * Of a pair, the recipient's oldest packet that still has time parts as well as its own. What lies behind is read from the
 * index by the recipient's due times, which has the sender last, so that what is due to the recipient from others is
 * passed over, and that may be very much. So a kind of which the pair has few packets is read from the pair's own index.
 */
export function overduePage({ kinds, party, group, each, now, rows }: Overdue): string {
  const pair = party.length > 1;
  const ofPair = `packets p where ${group.join(" and ")}`;
  const late = [`${DUE} < ${now}`, ...each].join(" and ");
  const asked = pair
    ? `counted as materialized (
    select k.*, exists (select from ${ofPair} offset ${FEW_OF_PAIR}) as many from (${kinds}) as k
  ),
  kinds as (select state, type from counted where many)`
    : `kinds as (${kinds})`;
  const rare = `
  union all
  select n.id from counted k
  cross join lateral (select p.id from ${ofPair} and ${late} limit ${FEW_OF_PAIR}) as n where not k.many`;
  const kind = ["p.type = k.type", "p.state = k.state", WAITS];
  const probe = (columns: string, conditions: readonly string[], order: string) => {
    const where = [...party.slice(0, 1), ...kind, ...conditions].join(" and ");
    return `select ${columns} from packets p where ${where} order by ${order} limit 1`;
  };
  const ahead = (than: string) => probe(`${DUE} as due, p.id`, [`${DUE} ${than}`], `${DUE}, p.id`);
  const past = (than: string) => probe(`${DUE} as due`, [`${DUE} < ${than}`, `${DUE} >= k.since`], `${DUE} desc`);
  const behind = [...party, ...kind, `${DUE} = k.due`, "p.id >= k.first", ...each];
  const before = [...group, "p.id < k.first", ...each];
  // A kind none of whose older packets can be newer than the last of the page is left unread.
  const parted = `
    select * from (
      select state, type, coalesce(f.first, '${HIGHEST_ID}') as first from kinds left join firsts f using (state, type)
    ) as g
    where g.first > coalesce((select id from recent order by id desc offset ${rows - 1} limit 1), ${LOWEST_ID})`;
  return `
  with recursive ${asked},
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
  select id from recent union all select id from older ${pair ? rare : ""} order by id desc limit ${rows}`;
}
