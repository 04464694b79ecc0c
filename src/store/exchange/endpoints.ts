import type { Runner, Statement } from "../database.ts";

/** $1 party, $2 time. Rows: none. */
const OFF: Statement = {
  name: "endpoint-off",
  text: "insert into endpoints_off (party, since) values ($1, $2) on conflict (party) do nothing",
};

/** $1 party. Rows: none. */
const ON: Statement = { name: "endpoint-on", text: "delete from endpoints_off where party = $1" };

/** Turns a party's endpoint off: no packet of the party is due until it is on again. */
export async function endpointOff(db: Runner, party: string, at: number): Promise<void> {
  await db.run(OFF, [party, at]);
}

/** Turns a party's endpoint on again. */
export async function endpointOn(db: Runner, party: string): Promise<void> {
  await db.run(ON, [party]);
}
