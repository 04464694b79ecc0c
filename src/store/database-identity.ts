/**
 * Which server and database this is, and on which branch of its history. A dump that is restored lies in
 * another database; a base backup that is recovered, and a standby that is promoted, begin a new timeline.
 */
import type { Runner, Statement } from "./database.ts";

const DATABASE = "(select oid from pg_database where datname = current_database())";
const SERVER = "(select system_identifier from pg_control_system())";
/**
 * The timeline that the next record of the write-ahead log will be on. The control file, which
 * pg_control_checkpoint() reads, has the old one until the first checkpoint after a promotion, minutes later.
 */
const TIMELINE = "('x' || substr(pg_walfile_name(pg_current_wal_insert_lsn()), 1, 8))::bit(32)::bigint";

/** From the one that tells most to what every role may ask. The words keep two answers of different kinds apart. */
const QUESTIONS: readonly Statement[] = [
  { name: "identity", text: `select concat_ws('/', ${DATABASE}, ${SERVER}, ${TIMELINE}) as identity` },
  { name: "identity-timeline", text: `select concat_ws('/', ${DATABASE}, 'timeline', ${TIMELINE}) as identity` },
  { name: "identity-server", text: `select concat_ws('/', ${DATABASE}, ${SERVER}) as identity` },
  { name: "identity-plain", text: `select ${DATABASE}::text as identity` },
];

/** SQLSTATE of a question that this role may not ask, or that this server does not know. */
const NOT_ANSWERED: ReadonlySet<unknown> = new Set(["42501", "42883", "0A000"]);

/**
 * The question that this role is answered, for as long as its rights stay: some hosting services keep the
 * functions from it. Not inside of a transaction, which a refused question would break.
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

/** @returns another text for a restored dump, a recovered base backup, a promoted standby */
export async function databaseIdentity(db: Runner, question: Statement): Promise<string> {
  const [row] = await db.run<{ identity: string }>(question, []);
  if (row === undefined || row.identity === "") throw new Error("the database does not say which one it is");
  return row.identity;
}
