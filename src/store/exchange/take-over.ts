import type { TakenOver } from "../../exchange/operator-port.ts";
import type { Runner, Statement } from "../database.ts";
import { BEFORE_ALL, PORTION_END, type PortionEnd } from "./portions.ts";

/**
 * Gives the queued packets in a portion of a recipient's the way of delivery that holds now. A push under way loses its
 * lease: its outcome is recorded as an attempt only, and the packet may come twice, with the same id.
 *
 * $1 recipient, $2 whether it is pushed to, $3 now, $4 window until, $5, $6 end of the portion before, $7 how many are looked
 * at. Rows: the end of this portion, with how many were taken over; none when the portion is empty.
 */
const TAKE_OVER: Statement = {
  name: "take-over",
  text: `
  with portion as materialized (
    select type, id, push <> $2::bool as other from packets
    where recipient = $1 and state = 'queued' and (type, id) > ($5::text, $6::uuid)
    order by type, id limit $7::int
  ), taken as (
    update packets set
      push = $2::bool, next_at = case when $2::bool then $3::bigint end,
      window_until = case when $2::bool then $4::bigint end, lease_owner = null, lease_until = null, cause = null
    where id in (select id from portion where other) and state = 'queued' and push <> $2::bool
    returning id
  )
  select ended.*, (select count(*) from taken)::int as taken from (${PORTION_END}) as ended`,
};

/** Takes over a portion of a recipient's queued packets. @param after where the portion before ended */
export async function takeOver(
  db: Runner,
  recipient: string,
  push: { readonly at: number; readonly until: number } | undefined,
  after: string | undefined,
  limit: number,
): Promise<TakenOver> {
  const [type = BEFORE_ALL.type, id = BEFORE_ALL.id] = after?.split("/") ?? [];
  const parameters = [recipient, push !== undefined, push?.at ?? 0, push?.until ?? 0, type, id, limit];
  const [row] = await db.run<PortionEnd & { taken: number }>(TAKE_OVER, parameters);
  return row === undefined ? { taken: 0 } : { taken: row.taken, next: `${row.type}/${row.id}` };
}
