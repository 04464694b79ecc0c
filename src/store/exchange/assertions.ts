import type { Runner, Statement } from "../database.ts";

/** How long an assertion is kept after it expired, seconds: longer than clocks differ. */
const KEPT = 3600;

/** Most assertions that one use forgets: many, so that they become fewer, and few enough to cost nothing. */
const FORGOTTEN = 50;

/**
 * Remembers an assertion, and forgets some of those that expired long ago. "Long ago" is counted from the expiry of the new one,
 * which is minutes away: so the time is the one by which the caller checked it.
 * $1 party, $2 jti, $3 expires, $4 forget before. Rows: one when it is new.
 */
const USE: Statement = {
  name: "use-assertion",
  text: `
  with forgotten as (
    delete from assertions where ctid = any (array(
      select ctid from assertions where expires < $4::bigint order by expires limit ${FORGOTTEN} for update skip locked
    ))
  )
  insert into assertions (party, jti, expires) values ($1, $2, $3::bigint)
  on conflict (party, jti) do nothing
  returning 1 as used`,
};

/**
 * Uses a client assertion. Returns false when it was used before.
 * @param expires s since the epoch; the caller has checked that it is near
 */
export async function useAssertion(db: Runner, party: string, jti: string, expires: number): Promise<boolean> {
  const rows = await db.run(USE, [party, jti, Math.ceil(expires), Math.floor(expires) - KEPT]);
  return rows.length === 1;
}
