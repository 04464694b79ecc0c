import { MESSAGE_TYPES } from "../../domain/message.ts";
import { type EndpointStanding, MOST_COUNTED, MOST_PUSHES, type PacketFigures } from "../../exchange/operator-port.ts";
import { UNRECEIPTED } from "../../domain/packet.ts";
import { oneOf, textArray } from "../columns.ts";
import { RECIPIENTS } from "./packets.ts";
import type { Runner, Statement } from "../database.ts";

/** Newest entries without a place in the log that are looked at. */
const PENDING = 10_000;

const JSON_OF_ENTRY = "convert_from(bytes, 'UTF8')::jsonb";

/** Makes SQL of a party's newest entry of a type, with its JSON. @param more condition on the JSON `j` */
const newest = (type: string, more = (_j: string) => "true") => `
  select at, json from (
    (select at, ${JSON_OF_ENTRY} as json from audit_entries
     where recipient = k.party and type = '${type}' and ${more(JSON_OF_ENTRY)} order by at desc, leaf_index desc limit 1)
    union all
    (select at, json from pending where recipient = k.party and type = '${type}' and ${more("json")} order by id desc limit 1)
  ) as e order by at desc limit 1`;

/** SQL of the outcomes of a party's newest pushes since $3. */
const RECENT = `
  select count(*)::int as pushes, (count(*) filter (where outcome = 'delivered'))::int as taken from (
    (select at, ${JSON_OF_ENTRY} ->> 'outcome' as outcome from audit_entries
     where recipient = k.party and type = 'attempt' and at >= $3::bigint order by at desc limit ${MOST_PUSHES})
    union all
    (select at, json ->> 'outcome' from pending where recipient = k.party and type = 'attempt' and at >= $3::bigint)
    order by at desc limit ${MOST_PUSHES}
  ) as newest`;

/** SQL of the time of a party's first push after the last one that was taken. */
const FIRST_FAILED = `
  select min(at) as at from (
    (select e.at from audit_entries e where e.recipient = k.party and e.type = 'attempt'
       and e.at > coalesce(delivered.at, 0) order by e.at limit 1)
    union all
    (select at from pending where recipient = k.party and type = 'attempt' and at > coalesce(delivered.at, 0))
  ) as e`;

/** Makes SQL that counts packets of a party, up to a bound. */
const countOf = (state: string) => `
  select count(*)::int as count from (
    select from packets p where p.recipient = k.party and p.state = '${state}' limit ${MOST_COUNTED}) as found`;

/**
 * Where each party's deliveries stand. Every recipient that ever had a packet is found by a probe of the index for each, so
 * that one who left the directory is seen too; the rest are probes for each party, whatever waits.
 * $1 further parties, $2 types of messages, $3 time from which pushes are counted. Rows: standings.
 */
const STANDINGS: Statement = {
  name: "endpoint-standings",
  text: `
  with recursive ${RECIPIENTS},
  known as (select recipient as party from recipients where recipient is not null union select unnest($1::text[])),
  pending as materialized (
    select id, recipient, type, at, ${JSON_OF_ENTRY} as json
    from (select * from audit_pending order by id desc limit ${PENDING}) as e
    where type in ('attempt', 'delivered') and recipient is not null
  )
  select k.party, o.since as "offSince", o.endpoint is not null as gone, o.until, o.reason,
         recent.pushes, recent.taken, queued.count as queued, failed.count as failed,
         oldest.at as "oldestQueued", tried.at as "triedAt", tried.json ->> 'outcome' as outcome,
         tried.json ->> 'code' as code, delivered.at as "deliveredAt", failing.at as "failingSince"
  from known k
  left join endpoints_off o on o.party = k.party
  cross join lateral (${countOf("queued")}) as queued
  cross join lateral (${countOf("failed")}) as failed
  left join lateral (
    select h.sealed_at as at from unnest($2::text[]) as t (type)
    cross join lateral (
      select p.id, p.sealed_at from packets p
      where p.recipient = k.party and p.state = 'queued' and p.type = t.type order by p.id limit 1
    ) as h
    order by h.id limit 1
  ) as oldest on true
  left join lateral (${newest("attempt")}) as tried on true
  left join lateral (${newest("delivered", (json) => `${json} ->> 'via' = 'push'`)}) as delivered on true
  left join lateral (${FIRST_FAILED}) as failing on true
  cross join lateral (${RECENT}) as recent
  order by k.party`,
};

/**
 * Packets as they stand now, each number counted up to a bound.
 * $1 now, $2 types of messages. Rows: one.
 */
const FIGURES: Statement = {
  name: "packet-figures",
  text: `
  with kinds as (select s.state, t.type from unnest($3::text[]) as s (state) cross join unnest($2::text[]) as t (type)),
  waiting as (
    select k.state, n.count, n.oldest, n.overdue from kinds k
    cross join lateral (
      select (select count(*) from (
                select from packets p where p.type = k.type and p.state = k.state and p.state ${oneOf(UNRECEIPTED)}
                limit ${MOST_COUNTED}) as all_of) as count,
             (select count(*) from (
                select from packets p where p.type = k.type and p.state = k.state and p.state ${oneOf(UNRECEIPTED)}
                  and due_ms(p.due) < $1::bigint limit ${MOST_COUNTED}) as late) as overdue,
             (select p.sealed_at from packets p where p.state = k.state and p.type = k.type order by p.id limit 1) as oldest
    ) as n
  )
  select coalesce(sum(count) filter (where state = 'queued'), 0)::int as queued,
         coalesce(sum(count) filter (where state = 'delivered'), 0)::int as delivered,
         coalesce(sum(count) filter (where state = 'failed'), 0)::int as failed,
         coalesce(sum(overdue), 0)::int as overdue,
         min(oldest) filter (where state = 'queued') as "oldestQueued"
  from waiting`,
};

/** Reads where the deliveries of these parties, and of all that ever had a packet, stand. @param since ms */
export function endpointStandings(db: Runner, parties: readonly string[], since: number): Promise<EndpointStanding[]> {
  return db.run<EndpointStanding>(STANDINGS, [textArray(parties), textArray(MESSAGE_TYPES), since]);
}

/** Counts packets that wait, have failed or are overdue. @param now ms */
export async function packetFigures(db: Runner, now: number): Promise<PacketFigures> {
  const parameters = [now, textArray(MESSAGE_TYPES), textArray(UNRECEIPTED)];
  const [row] = await db.run<PacketFigures>(FIGURES, parameters);
  if (row === undefined) throw new TypeError("a sum is one row");
  return row;
}
