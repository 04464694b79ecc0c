import type { RecordedEntry } from "../../domain/recorded-entry.ts";
import { textArray } from "../columns.ts";
import type { Database, Runner, Statement } from "../database.ts";
import { recordEntries } from "../log/audit-entries.ts";

/** $1 party, $2 time, $3 the address that answered 410. Rows: the party, when it was on. */
const OFF: Statement = {
  name: "endpoint-off",
  text: `insert into endpoints_off (party, since, endpoint) values ($1, $2, $3) on conflict (party) do nothing
         returning party`,
};

/** $1 party. Rows: the party, when it was off. */
const ON: Statement = { name: "endpoint-on", text: "delete from endpoints_off where party = $1 returning party" };

/** $1 parties, $2 the present address of each. Rows: parties whose endpoint answered 410 at another address. */
const MOVED: Statement = {
  name: "endpoints-moved",
  text: `delete from endpoints_off o where o.endpoint is not null
           and o.endpoint is distinct from (select n.endpoint from unnest($1::text[], $2::text[]) as n (party, endpoint)
                                            where n.party = o.party)
         returning o.party`,
};

/** Rows: the parties whose endpoint is off. */
const ALL_OFF: Statement = { name: "endpoints-off", text: "select party from endpoints_off" };

/** Turns a party's endpoint off: no packet of the party is due until it is on again. False, without an entry: it was off. */
export function endpointOff(
  db: Database,
  party: string,
  at: number,
  endpoint: string | undefined,
  entry: RecordedEntry,
): Promise<boolean> {
  return changed(db, OFF, [party, at, endpoint ?? null], entry);
}

/** Turns a party's endpoint on again. False, without an entry: it was on. */
export function endpointOn(db: Database, party: string, entry: RecordedEntry): Promise<boolean> {
  return changed(db, ON, [party], entry);
}

function changed(
  db: Database,
  statement: Statement,
  parameters: readonly (string | number | null)[],
  entry: RecordedEntry,
): Promise<boolean> {
  return db.transaction(async (runner) => {
    const done = (await runner.run(statement, parameters)).length > 0;
    if (done) await recordEntries(runner, [entry]);
    return done;
  });
}

/** Turns endpoints on that answered 410 at another address than the present one. Gives their parties. */
export function endpointsMoved(
  db: Database,
  present: ReadonlyMap<string, string>,
  entryFor: (party: string) => RecordedEntry,
): Promise<string[]> {
  return db.transaction(async (runner) => {
    const rows = await runner.run<{ party: string }>(MOVED, [
      textArray([...present.keys()]),
      textArray([...present.values()]),
    ]);
    const parties = rows.map(({ party }) => party);
    if (parties.length > 0) await recordEntries(runner, parties.map(entryFor));
    return parties;
  });
}

/** Reads which parties' endpoints are off. */
export async function endpointsOff(db: Runner): Promise<string[]> {
  return (await db.run<{ party: string }>(ALL_OFF, [])).map(({ party }) => party);
}
