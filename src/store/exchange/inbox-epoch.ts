import type { Logger } from "pino";
import { UNRECEIPTED } from "../../domain/packet.ts";
import { oneOf } from "../columns.ts";
import { RECIPIENTS } from "./packets.ts";
import type { Database, Runner, Statement } from "../database.ts";
import { databaseIdentity, type IdentityQuestion } from "../database-identity.ts";
import { BEFORE_ALL, nextPortion, PORTION_END, type PortionEnd } from "./portions.ts";

/** Two gateways check one after the other. Without a lock of the row, which would give the transaction its number too early. */
const LOCK: Statement = { name: "lock-meta", text: "lock table meta in share row exclusive mode" };

/** Stands in the place of an identity while packets are moved: no inbox is listed, and who comes next goes on with it. */
const MOVING = "moving";

/** $1 identity. Rows: whether another server gave the positions, and whether packets are being moved. */
const FOUND: Statement = {
  name: "inbox-found",
  text: `select cluster is not null and cluster <> $1 as "isForeign", cluster is not distinct from '${MOVING}' as "isMoving" from meta`,
};

/** Rows: one if a position lies ahead of this server's transactions. The newest packet of each recipient tells. */
const IS_AHEAD: Statement = {
  name: "inbox-is-ahead",
  text: `
  with recursive ${RECIPIENTS}
  select from recipients r cross join lateral (
    select p.xid from packets p where p.recipient = r.recipient and p.state ${oneOf(UNRECEIPTED)}
    order by p.xid desc limit 1
  ) as newest
  where newest.xid >= pg_snapshot_xmax(pg_current_snapshot()) limit 1`,
};

/** $1, $2 end of the portion before. Moves the packets of a portion to the start of their inboxes. Rows: the end of this portion. */
const MOVE: readonly Statement[] = UNRECEIPTED.map((state) => ({
  name: `move-${state}`,
  text: `
  with portion as materialized (${nextPortion(state, "xid")}), moved as (
    update packets set xid = '0' where id in (select id from portion where xid <> '0') and state = '${state}'
  )
  ${PORTION_END}`,
}));

/** $1 identity, or `MOVING`. Rows: none. */
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
  let renewed = false;
  // What remains to be moved. Each portion is a transaction; a process that begins meanwhile moves all of them too.
  const left = [...MOVE];
  let end = BEFORE_ALL;
  const step = async (runner: Runner): Promise<boolean> => {
    await runner.run(LOCK, []);
    const identity = await databaseIdentity(runner, question);
    const [found] = await runner.run<{ isForeign: boolean; isMoving: boolean }>(FOUND, [identity]);
    if (found === undefined) throw new Error("the table meta is empty");
    const [move] = left;
    if (found.isMoving && move !== undefined) {
      const [next] = await runner.run<PortionEnd>(move, [end.type, end.id]);
      if (next === undefined) left.shift();
      end = next ?? BEFORE_ALL;
      return false;
    }
    if (!found.isMoving && (await runner.run(IS_AHEAD, [])).length > 0) {
      await runner.run(REMEMBER, [MOVING]);
      return false;
    }
    renewed = found.isForeign;
    await runner.run(renewed ? RENEW : REMEMBER, [identity]);
    return true;
  };
  while (!(await db.transaction(step)));
  if (renewed) {
    const zh = "数据库已恢复或切换到另一台服务器：各收件箱从头列出";
    logger.warn(
      { event: "inboxes-renewed", zh },
      "the database was restored or failed over: inboxes are listed from their start",
    );
  }
}
