import { UNRECEIPTED } from "../../domain/packet.ts";
import type { InboxPage } from "../../exchange/store-port.ts";
import type { Packet } from "../../exchange/packet.ts";
import { oneOf, textArray } from "../columns.ts";
import { type Position, readCursor, START, writeCursor } from "./cursor.ts";
import type { Runner, Statement } from "../database.ts";
import { PACKET_COLUMNS } from "./packets.ts";

/**
 * The horizon: every transaction before it has ended, so no new packet can appear below it. A reader that stops there
 * skips no packet of a transaction that began earlier and commits later. The writing transactions of all databases of
 * the server count: a long one in any of them delays the inboxes while it lasts.
 */
const HORIZON = "pg_snapshot_xmin(pg_current_snapshot())";

/**
 * Reads a page of an inbox.
 * $1 recipient; $2 epoch, $3 xid, $4 seq of the last packet already listed; $5 limit. A position of another
 * epoch, or one that this server has not reached, is the start. Rows: packets, with their positions.
 */
const PAGE: Statement = {
  name: "inbox",
  text: `
  select ${PACKET_COLUMNS}, xid::text as xid, seq::text as seq, (select epoch from meta) as epoch
  from packets
  where recipient = $1 and state ${oneOf(UNRECEIPTED)} and erased_at is null and xid < ${HORIZON}
    and (xid, seq) > (
      case when $2::int = (select epoch from meta) and $3::xid8 < ${HORIZON} then $3::xid8 else '0'::xid8 end,
      case when $2::int = (select epoch from meta) and $3::xid8 < ${HORIZON} then $4::bigint else 0 end
    )
  order by packets.xid, packets.seq
  limit $5`,
};

/** $1 recipients. Rows: for each whose inbox is not empty, the position of its last packet. */
const HEADS: Statement = {
  name: "inbox-heads",
  text: `
  select asked.recipient, head.xid::text as xid, head.seq::text as seq
  from unnest($1::text[]) as asked (recipient)
  cross join lateral (
    select p.xid, p.seq from packets p
    where p.recipient = asked.recipient and p.state ${oneOf(UNRECEIPTED)} and p.xid < ${HORIZON}
    order by p.xid desc, p.seq desc
    limit 1
  ) as head`,
};

/** A position in an inbox as the database writes it. */
type Placed = Readonly<Record<"xid" | "seq", string>>;

/**
 * Lists the packets of a recipient that wait for a receipt, behind a cursor, oldest first.
 * @throws Refusal `malformed-request` for a cursor that was not made with this key for this recipient
 */
export async function listInbox(
  db: Runner,
  key: Buffer,
  recipient: string,
  after: string | undefined,
  limit: number,
): Promise<InboxPage> {
  const from = after === undefined ? START : readCursor(key, recipient, after);
  const parameters = [recipient, from.epoch, String(from.xid), String(from.seq), limit];
  const rows = await db.run<Packet & Placed & { readonly epoch: number }>(PAGE, parameters);
  const last = rows.at(-1);
  const next: Position =
    last === undefined ? from : { epoch: last.epoch, xid: BigInt(last.xid), seq: BigInt(last.seq) };
  const items = rows.map(({ xid: _xid, seq: _seq, epoch: _epoch, ...packet }) => packet);
  return { items, next: writeCursor(key, recipient, next) };
}

/** Gives, for each of these recipients with a packet in its inbox, a text that changes when a newer packet can be listed. */
export async function inboxHeads(db: Runner, recipients: readonly string[]): Promise<Map<string, string>> {
  const rows = await db.run<{ recipient: string } & Placed>(HEADS, [textArray(recipients)]);
  return new Map(rows.map(({ recipient, xid, seq }) => [recipient, `${xid}.${seq}`]));
}
