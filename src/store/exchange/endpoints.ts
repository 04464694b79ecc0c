import type { EndpointOff, EndpointWhy, GoneGround } from "../../exchange/operator-port.ts";
import type { RecordedEntry } from "../../domain/recorded-entry.ts";
import { textArray } from "../columns.ts";
import type { Database, Parameter, Runner, Statement } from "../database.ts";
import { recordEntries } from "../log/audit-entries.ts";

/**
 * $1 party, $2 time, $3 the address that answered 410, $4 end of a pause, $5 its reason. Rows: the party, unless it was off
 * for the same. What an operator says holds in place of what stood; a 410 changes nothing of an endpoint that is off.
 */
const OFF: Statement = {
  name: "endpoint-off",
  text: `insert into endpoints_off as o (party, since, endpoint, until, reason)
         values ($1, $2, $3, $4::bigint, $5) on conflict (party) do update
         set endpoint = null, until = excluded.until, reason = excluded.reason
         where excluded.endpoint is null and (o.until, o.reason) is distinct from (excluded.until, excluded.reason)
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

/** $1 now. Rows: the parties whose pause is over. */
const RESUME: Statement = {
  name: "endpoints-resume",
  text: "delete from endpoints_off where until <= $1::bigint returning party",
};

/** Rows: the parties whose endpoint is off, with the ends of pauses. */
const ALL_OFF: Statement = { name: "endpoints-off", text: "select party, until from endpoints_off" };

/**
 * Turns a party's endpoint off, or pauses it: no packet of the party is due until it is on again. False, without an entry: it
 * was so.
 */
export function endpointOff(
  db: Database,
  party: string,
  at: number,
  { gone, until, reason }: EndpointWhy,
  entry: RecordedEntry,
): Promise<boolean> {
  return changed(db, OFF, [party, at, gone ?? null, until ?? null, reason ?? null], entry);
}

/** Turns a party's endpoint on again. False, without an entry: it was on. */
export function endpointOn(db: Database, party: string, entry: RecordedEntry): Promise<boolean> {
  return changed(db, ON, [party], entry);
}

function changed(
  db: Database,
  statement: Statement,
  parameters: readonly Parameter[],
  entry: RecordedEntry,
): Promise<boolean> {
  return db.transaction(async (runner) => {
    const done = (await runner.run(statement, parameters)).length > 0;
    if (done) await recordEntries(runner, [entry]);
    return done;
  });
}

/**
 * Turns endpoints on for which the ground is gone: they answered 410 at another address than the present one, or their pause
 * is over. Gives their parties; of several processes one gets a party.
 */
export function endpointsBack(
  db: Database,
  ground: GoneGround,
  entryFor: (party: string) => RecordedEntry,
): Promise<string[]> {
  const [statement, parameters]: [Statement, Parameter[]] =
    "now" in ground
      ? [RESUME, [ground.now]]
      : [MOVED, [textArray([...ground.present.keys()]), textArray([...ground.present.values()])]];
  return db.transaction(async (runner) => {
    const rows = await runner.run<{ party: string }>(statement, parameters);
    const parties = rows.map(({ party }) => party);
    if (parties.length > 0) await recordEntries(runner, parties.map(entryFor));
    return parties;
  });
}

/** Reads which parties' endpoints are off. */
export function endpointsOff(db: Runner): Promise<EndpointOff[]> {
  return db.run<EndpointOff>(ALL_OFF, []);
}
