import type { Logger } from "pino";
import { UNRECEIPTED } from "../../domain/packet.ts";
import { oneOf } from "../columns.ts";
import type { Database, Statement } from "../database.ts";
import { databaseIdentity, type IdentityQuestion } from "../database-identity.ts";

/** Two gateways check one after the other. Without a lock of the row, which would give the transaction its number too early. */
const LOCK: Statement = { name: "lock-meta", text: "lock table meta in share row exclusive mode" };

/** $1 identity. Rows: whether another server gave the positions, and whether one lies ahead of this server's transactions. */
const FOUND: Statement = {
  name: "inbox-found",
  text: `
  select cluster is not null and cluster <> $1 as "isForeign",
         exists (select from packets
                 where state ${oneOf(UNRECEIPTED)} and xid >= pg_snapshot_xmax(pg_current_snapshot())) as "isAhead"
  from meta`,
};

/** Moves the packets of every inbox to its start, in the order of acceptance. Rows: none. */
const REBASE: Statement = {
  name: "rebase-inbox",
  text: `update packets set xid = '0' where state ${oneOf(UNRECEIPTED)}`,
};

/** $1 identity. Rows: none. */
const REMEMBER: Statement = { name: "remember-cluster", text: "update meta set cluster = $1" };

/**
 * $1 identity. Begins an epoch whose number is chance: two states restored from one backup must not both have the next
 * number, since cursors of the one would count in the other. Rows: none.
 */
const RENEW: Statement = {
  name: "renew-epoch",
  text: "update meta set cluster = $1, epoch = (epoch + 1 + floor(random() * 1000000000)::int) % 1000000007 + 1",
};

/**
 * Checks that positions in inboxes belong to this database, and remembers its identity. Positions are made of transaction
 * numbers, which are valid only on the server that gave them: cursors of a server that was restored or replaced (a
 * standby was promoted) may lie ahead of new packets and would skip them. So another identity begins a new epoch, in which
 * every old cursor begins again. Where packets themselves lie ahead of all transactions of this server, as from a dump, they
 * move to the start of their inbox. Departments then see packets a second time; none is lost.
 */
export async function checkInboxEpoch(db: Database, question: IdentityQuestion, logger: Logger): Promise<void> {
  const renewed = await db.transaction(async (runner) => {
    await runner.run(LOCK, []);
    const identity = await databaseIdentity(runner, question);
    const [found] = await runner.run<{ isForeign: boolean; isAhead: boolean }>(FOUND, [identity]);
    if (found === undefined) throw new Error("the table meta is empty");
    if (found.isAhead) await runner.run(REBASE, []);
    const renew = found.isAhead || found.isForeign;
    await runner.run(renew ? RENEW : REMEMBER, [identity]);
    return renew;
  });
  if (renewed) {
    const zh = "数据库已恢复或切换到另一台服务器：各收件箱从头列出";
    logger.warn(
      { event: "inboxes-renewed", zh },
      "the database was restored or failed over: inboxes are listed from their start",
    );
  }
}
