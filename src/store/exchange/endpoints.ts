import type { Packet } from "../../exchange/packet.ts";
import type { Runner, Statement } from "../database.ts";
import { PACKET_COLUMNS } from "./packets.ts";

/** $1 party, $2 time. Rows: none. */
const OFF: Statement = {
  name: "endpoint-off",
  text: "insert into endpoints_off (party, since) values ($1, $2) on conflict (party) do nothing",
};

/** $1 party. Rows: none. */
const ON: Statement = { name: "endpoint-on", text: "delete from endpoints_off where party = $1" };

/** Rows: the parties whose endpoint is off. */
const ALL_OFF: Statement = { name: "endpoints-off", text: "select party from endpoints_off" };

/**
 * Packets that wait for an endpoint that is off although their window is over. They are never claimed, so no attempt
 * would notice. $1 now, $2 how many. Rows: packets.
 */
const WINDOWS_OVER: Statement = {
  name: "windows-over",
  text: `select ${PACKET_COLUMNS} from packets
         where state = 'queued' and push and window_until <= $1::bigint
           and recipient in (select party from endpoints_off)
         limit $2::int`,
};

/** Turns a party's endpoint off: no packet of the party is due until it is on again. */
export async function endpointOff(db: Runner, party: string, at: number): Promise<void> {
  await db.run(OFF, [party, at]);
}

/** Turns a party's endpoint on again. */
export async function endpointOn(db: Runner, party: string): Promise<void> {
  await db.run(ON, [party]);
}

/** Reads which parties' endpoints are off. */
export async function endpointsOff(db: Runner): Promise<string[]> {
  return (await db.run<{ party: string }>(ALL_OFF, [])).map(({ party }) => party);
}

/** Reads packets whose window ended while their recipient's endpoint was off. */
export function windowsOver(db: Runner, now: number, limit: number): Promise<Packet[]> {
  return db.run<Packet>(WINDOWS_OVER, [now, limit]);
}
