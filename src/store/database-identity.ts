/**
 * Tells which server and database this is, and on which timeline. A restored dump lies in another database; a
 * recovered base backup and a promoted standby begin a new timeline.
 */
import type { Runner, Statement } from "./database.ts";

const DATABASE = "(select oid from pg_database where datname = current_database())";
const SERVER = "(select system_identifier from pg_control_system())";
/**
 * Timeline of the next record of the write-ahead log. pg_control_checkpoint() would not do: after a promotion it reads
 * the old timeline from the control file until the first checkpoint, minutes later.
 */
const TIMELINE = "('x' || substr(pg_walfile_name(pg_current_wal_insert_lsn()), 1, 8))::bit(32)::bigint";

/**
 * Questions from the most detailed to the one that every role may ask. The words `timeline` and the like keep answers to
 * different questions apart.
 */
const QUESTIONS: readonly Statement[] = [
  { name: "identity", text: `select concat_ws('/', ${DATABASE}, ${SERVER}, ${TIMELINE}) as identity` },
  { name: "identity-timeline", text: `select concat_ws('/', ${DATABASE}, 'timeline', ${TIMELINE}) as identity` },
  { name: "identity-server", text: `select concat_ws('/', ${DATABASE}, ${SERVER}) as identity` },
  { name: "identity-plain", text: `select ${DATABASE}::text as identity` },
];

/** SQLSTATEs of a question that this role may not ask or this server does not know. */
const NOT_ANSWERED: ReadonlySet<unknown> = new Set(["42501", "42883", "0A000"]);

/**
 * Finds the most detailed question that this role may ask: some hosting services deny it some functions. The answer
 * holds while the role's rights stay. Must not run in a transaction, which a refused question would break.
 */
export async function identityQuestion(db: Runner): Promise<Statement> {
  for (const question of QUESTIONS) {
    try {
      await db.run(question, []);
      return question;
    } catch (error) {
      if (!NOT_ANSWERED.has((error as { code?: unknown } | undefined)?.code)) throw error;
    }
  }
  throw new Error("this role may not ask which database it is in");
}

/** Reads the identity of the database. A restored dump, a recovered base backup and a promoted standby have another one. */
export async function databaseIdentity(db: Runner, question: Statement): Promise<string> {
  const [row] = await db.run<{ identity: string }>(question, []);
  if (row === undefined || row.identity === "") throw new Error("the database does not say which one it is");
  return row.identity;
}
