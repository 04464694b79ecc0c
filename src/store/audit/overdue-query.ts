import { UNRECEIPTED } from "../../domain/packet.ts";
import { UUID7_AHEAD_MS } from "../../wire/uuid7.ts";
import { oneOf } from "../columns.ts";
import { headsOf, LOWEST_ID, newestOf, type OfGroup } from "./newest-of-groups.ts";

/** A question for overdue packets, as SQL over packets `p`. */
export interface Overdue {
  /** Relation with state and type of each kind of packet asked for. */
  readonly kinds: string;
  /** Conditions on packets of the party asked for, if any; of a pair the recipient's condition comes first. */
  readonly party: readonly string[];
  /** Conditions on packets of the party that are of the kind `k`. */
  readonly group: OfGroup;
  /** Other conditions on each packet. */
  readonly each: readonly string[];
  /** Present time, ms. */
  readonly now: string;
  /** Number of packets wanted. */
  readonly rows: number;
}

const DUE = "due_ms(p.due)";
/** Condition of the partial indexes, literally as in them, so that the planner finds that they fit. */
const WAITS = `p.state ${oneOf(UNRECEIPTED)}`;
const HIGHEST_ID = "ffffffff-ffff-ffff-ffff-ffffffffffff";
/** Most packets of a pair and kind that are looked at one by one. */
const FEW_OF_PAIR = 300;
/** SQL of the time in the UUIDv7 `first`, ms. */
const TIME_OF_FIRST = "('x' || left(replace(first::text, '-', ''), 12))::bit(48)::bigint";

/**
 * Makes SQL of a page of packets that are past their due time, newest first.
 *
 * Very many packets may wait while few are due, and of few that wait years may be due; so neither the order of ids nor
 * that of due times is enough alone. For each kind (state and type) the oldest packet that still has time divides the
 * others. Those sealed before it are all overdue, and are read newest first by id. Those sealed after it became due
 * since then; a due time is the end of a day or, of what is most urgent, a full hour (casework/clock/last-day.ts), so they
 * form few groups: at most as many as the longest time limit of a receipt has days, and hours of those.
 *
 * For a pair of sender and recipient, the recipient's oldest packet that still has time divides as well as the pair's own
 * would. Packets sealed after it are read from the index of the recipient's due times, which has the sender last; there
 * the packets of other senders are skipped, and those may be very many. So a kind of which the pair has few packets is
 * read from the pair's own index.
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
  // Skips a kind whose older packets are all older than the last packet of the page.
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
