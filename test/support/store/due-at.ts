import type { DueTime } from "../../../src/exchange/store-port.ts";
import type { OpenStore } from "../../../src/store/open.ts";

/** A time with the horizon of a delivery window of 72 hours. @param now ms */
export function dueAt(now: number): DueTime {
  return { now, horizon: now + 72 * 3_600_000 };
}

/** Lists the ids of the packets that are due, of all recipients, in the order in which they would be handed out. */
export async function dueIds(store: OpenStore, now: number): Promise<string[]> {
  const { rows } = await store.pool.query<{ party: string }>("select distinct recipient as party from packets");
  const shares = rows.map(({ party }) => ({ party, share: 1_000 }));
  return (await store.duePackets(dueAt(now), shares, 100_000)).due.map(({ packet }) => packet);
}

/** Ends all leases, as time does: they are compared by the database's clock. */
export async function endLeases(store: OpenStore): Promise<void> {
  await store.pool.query("update packets set lease_until = 0 where lease_until is not null");
}
