import { UNRECEIPTED } from "../../domain/packet.ts";
import { oneOf } from "../columns.ts";
import type { Runner, Statement } from "../database.ts";

/** $1 identity. Rows: whether another server gave the positions, or a position lies ahead of this server's transactions. */
const IS_FOREIGN: Statement = {
  name: "inbox-is-foreign",
  text: `
  select cluster is not null and cluster <> $1
      or exists (select from packets
                 where state ${oneOf(UNRECEIPTED)} and xid >= pg_snapshot_xmax(pg_current_snapshot())) as "isForeign"
  from meta`,
};

/** Moves the packets of every inbox to its start, in the order of acceptance. Rows: none. */
const REBASE: Statement = {
  name: "rebase-inbox",
  text: `update packets set xid = '0' where state ${oneOf(UNRECEIPTED)}`,
};

/** $1 identity, $2 how much to raise the epoch. Rows: none. */
const REMEMBER: Statement = { name: "remember-cluster", text: "update meta set cluster = $1, epoch = epoch + $2::int" };

/**
 * Corrects positions in inboxes after a restore. Positions are made of transaction numbers, which are valid only on the
 * server that gave them: packets from a dump may lie ahead of all transactions of this server for years, and old cursors
 * may lie ahead of new packets and would skip them. So all packets move to the start of their inbox, and the epoch is
 * raised, which makes every old cursor begin again. Departments then see packets a second time; none is lost.
 *
 * @param identity of the database, from `databaseIdentity`
 * @returns whether the positions had to be corrected
 */
export async function checkInboxEpoch(db: Runner, identity: string): Promise<boolean> {
  const [found] = await db.run<{ isForeign: boolean }>(IS_FOREIGN, [identity]);
  const foreign = found?.isForeign === true;
  if (foreign) await db.run(REBASE, []);
  await db.run(REMEMBER, [identity, foreign ? 1 : 0]);
  return foreign;
}
