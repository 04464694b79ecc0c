import type { Runner, Statement } from "./database.ts";

/**
 * Which server and database this is, and on which branch of its history. A dump that is restored lies in
 * another database; a base backup that is recovered begins a new timeline.
 */
const IDENTITY: Statement = {
  name: "cluster-identity",
  text: `
  select concat_ws('/',
    (select oid from pg_database where datname = current_database()),
    (select system_identifier from pg_control_system()),
    (select timeline_id from pg_control_checkpoint())) as identity`,
};

/** The same for a role that may not ask the control file, as some hosting services have it. */
const PLAIN_IDENTITY: Statement = {
  name: "plain-identity",
  text: "select (select oid from pg_database where datname = current_database())::text as identity",
};

const MAY_ASK: Statement = {
  name: "may-ask-identity",
  text: `select has_function_privilege('pg_control_system()', 'execute')
            and has_function_privilege('pg_control_checkpoint()', 'execute') as allowed`,
};

/** $1 identity. Rows: whether positions were given by another server, or lie ahead of this one's transactions. */
const IS_FOREIGN: Statement = {
  name: "inbox-is-foreign",
  text: `
  select cluster is not null and cluster <> $1
      or exists (select from packets
                 where state in ('queued', 'delivered') and xid >= pg_snapshot_xmax(pg_current_snapshot())) as foreign_positions
  from meta`,
};

/** Open and requeueable packets move to the start of the inbox, in the order of acceptance. Rows: none. */
const REBASE: Statement = {
  name: "rebase-inbox",
  text: "update packets set xid = '0' where state in ('queued', 'delivered', 'failed')",
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
 * @returns whether the positions had to be made anew
 */
export async function checkInboxEpoch(db: Runner): Promise<boolean> {
  const identity = await databaseIdentity(db);
  const [found] = await db.run<{ foreign_positions: boolean }>(IS_FOREIGN, [identity]);
  const foreign = found?.foreign_positions === true;
  if (foreign) await db.run(REBASE, []);
  await db.run(REMEMBER, [identity, foreign ? 1 : 0]);
  return foreign;
}

/** Which database this is: another text for a restored dump, a recovered base backup, a promoted standby. */
export async function databaseIdentity(db: Runner): Promise<string> {
  const [mayAsk] = await db.run<{ allowed: boolean }>(MAY_ASK, []);
  const statement = mayAsk?.allowed === true ? IDENTITY : PLAIN_IDENTITY;
  const [row] = await db.run<{ identity: string }>(statement, []);
  return row?.identity ?? "";
}
