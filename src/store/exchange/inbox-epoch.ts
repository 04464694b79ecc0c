import { ON_ITS_WAY } from "../../domain/packet.ts";
import { oneOf } from "../columns.ts";
import type { Runner, Statement } from "../database.ts";

/** $1 identity. Rows: whether positions were given by another server, or lie ahead of this one's transactions. */
const IS_FOREIGN: Statement = {
  name: "inbox-is-foreign",
  text: `
  select cluster is not null and cluster <> $1
      or exists (select from packets
                 where state ${oneOf(ON_ITS_WAY)} and xid >= pg_snapshot_xmax(pg_current_snapshot())) as "isForeign"
  from meta`,
};

/** Open and requeueable packets move to the start of the inbox, in the order of acceptance. Rows: none. */
const REBASE: Statement = {
  name: "rebase-inbox",
  text: `update packets set xid = '0' where state ${oneOf([...ON_ITS_WAY, "failed"])}`,
};

/** $1 identity, $2 how much to raise the epoch. Rows: none. */
const REMEMBER: Statement = { name: "remember-cluster", text: "update meta set cluster = $1, epoch = epoch + $2::int" };

/**
 * Makes positions in inboxes right after a restore. They are made of transaction numbers, which only mean
 * something on the server that gave them: packets from a dump may lie ahead of everything this server will
 * do for years, and cursors may lie ahead of new packets, which they would skip. So all open packets move to
 * the start, and the epoch is raised, with which every old cursor begins again. Departments then see packets
 * a second time; none is lost.
 *
 * @param identity of the database, as `database-identity.ts` has it
 * @returns whether the positions had to be made anew
 */
export async function checkInboxEpoch(db: Runner, identity: string): Promise<boolean> {
  const [found] = await db.run<{ isForeign: boolean }>(IS_FOREIGN, [identity]);
  const foreign = found?.isForeign === true;
  if (foreign) await db.run(REBASE, []);
  await db.run(REMEMBER, [identity, foreign ? 1 : 0]);
  return foreign;
}
