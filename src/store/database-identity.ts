/**
 * Tells which server and database this is, and on which timeline. A restored dump lies in another database; a
 * recovered base backup and a promoted standby begin a new timeline.
 */
import { StoreUnavailable } from "../exchange/store-port.ts";
import type { Runner, Statement } from "./database.ts";

const DATABASE = "(select oid from pg_database where datname = current_database())";
const SERVER = "(select system_identifier from pg_control_system())";
/**
 * Timeline of the next record of the write-ahead log; null on a standby, which has none. pg_control_checkpoint() would not do:
 * after a promotion it reads the old timeline from the control file until the first checkpoint, minutes later.
 */
const TIMELINE = `case when not pg_is_in_recovery()
  then ('x' || substr(pg_walfile_name(pg_current_wal_insert_lsn()), 1, 8))::bit(32)::bigint end`;

/** Statement that reads the identity of the database. */
export interface IdentityQuestion extends Statement {
  /** SQL expression of the identity, text, for use in other statements. */
  readonly expression: string;
}

/**
 * Questions from the most detailed to the one that every role may ask. The words `timeline` and the like keep answers to
 * different questions apart.
 */
const QUESTIONS: readonly IdentityQuestion[] = [
  question("identity", `concat_ws('/', ${DATABASE}, ${SERVER}, ${TIMELINE})`),
  question("identity-timeline", `concat_ws('/', ${DATABASE}, 'timeline', ${TIMELINE})`),
  question("identity-server", `concat_ws('/', ${DATABASE}, ${SERVER})`),
  question("identity-plain", `${DATABASE}::text`),
];

function question(name: string, expression: string): IdentityQuestion {
  return { name, expression, text: `select ${expression} as identity, pg_is_in_recovery() as "isStandby"` };
}

/** SQLSTATEs of a question that this role may not ask or this server does not know. */
const NOT_ANSWERED: ReadonlySet<unknown> = new Set(["42501", "42883", "0A000"]);

/**
 * Finds the most detailed question that this role may ask: some hosting services deny it some functions. The answer
 * holds while the role's rights stay. Must not run in a transaction, which a refused question would break.
 */
export async function identityQuestion(db: Runner): Promise<IdentityQuestion> {
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

/**
 * Reads the identity of the database. A restored dump, a recovered base backup and a promoted standby have another one.
 * @throws StoreUnavailable on a standby, whose identity after a promotion is not known before
 */
export async function databaseIdentity(db: Runner, question: IdentityQuestion): Promise<string> {
  const [row] = await db.run<{ identity: string; isStandby: boolean }>(question, []);
  if (row === undefined || row.identity === "") throw new Error("the database does not say which one it is");
  if (row.isStandby) throw new StoreUnavailable("the database is a standby");
  return row.identity;
}
