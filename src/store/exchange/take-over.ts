import { UNRECEIPTED } from "../../domain/packet.ts";
import type { TakenOver } from "../../exchange/operator-port.ts";
import { oneOf } from "../columns.ts";
import type { Runner, Statement } from "../database.ts";

/**
 * Gives the queued packets in a portion of a recipient's inbox the way of delivery that holds now. A push under way loses its
 * lease: its outcome is recorded as an attempt only, and the packet may come twice, with the same id.
 *
 * $1 recipient, $2 whether it is pushed to, $3 now, $4 window until, $5, $6 xid and seq of the last packet before, $7 how
 * many are looked at. Rows: one, with the position of the last packet that was looked at (null: none) and how many were
 * taken over.
 */
const TAKE_OVER: Statement = {
  name: "take-over",
  text: `
  with portion as materialized (
    select id, xid, seq, state = 'queued' and push <> $2::bool as other from packets
    where recipient = $1 and state ${oneOf(UNRECEIPTED)} and (xid, seq) > ($5::xid8, $6::bigint)
    order by xid, seq limit $7::int
  ), taken as (
    update packets set
      push = $2::bool, next_at = case when $2::bool then $3::bigint end,
      window_until = case when $2::bool then $4::bigint end, lease_owner = null, lease_until = null, cause = null
    where id in (select id from portion where other) and state = 'queued' and push <> $2::bool
    returning id
  )
  select (select xid || '.' || seq from portion order by xid desc, seq desc limit 1) as last, (select count(*) from taken)::int as taken`,
};

/** Takes over a portion of a recipient's queued packets. @param after where the portion before ended */
export async function takeOver(
  db: Runner,
  recipient: string,
  push: { readonly at: number; readonly until: number } | undefined,
  after: string | undefined,
  limit: number,
): Promise<TakenOver> {
  const [xid = "0", seq = "0"] = after?.split(".") ?? [];
  const parameters = [recipient, push !== undefined, push?.at ?? 0, push?.until ?? 0, xid, seq, limit];
  const [row] = await db.run<{ last: string | null; taken: number }>(TAKE_OVER, parameters);
  const { taken = 0, last = null } = row ?? {};
  return { taken, ...(last === null ? {} : { next: last }) };
}
