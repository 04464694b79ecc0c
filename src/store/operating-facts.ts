import type { Runner, Statement } from "./database.ts";

/** Facts about the database for its operator. */
export interface OperatingFacts {
  readonly version: string;
  readonly bytes: number;
  /** Time of the newest time stamp, ms; null: there is none. */
  readonly stampedAt: number | null;
}

/** Rows: one. */
const FACTS: Statement = {
  name: "operating-facts",
  text: `
  select current_setting('server_version') as version, pg_database_size(current_database()) as bytes,
         (select (extract(epoch from stamped_at) * 1000)::bigint from timestamps order by size desc limit 1) as "stampedAt"`,
};

/** Reads them. */
export async function operatingFacts(db: Runner): Promise<OperatingFacts> {
  const [row] = await db.run<OperatingFacts>(FACTS, []);
  if (row === undefined) throw new TypeError("a select without a table gives one row");
  return row;
}
