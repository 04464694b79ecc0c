import type { RunningGateway } from "../../../src/gateway/start.ts";
import { until } from "../until.ts";

/**
 * Waits until a party's inbox lists so many packets: a transaction of anybody on the server holds what is newer back
 * (decision 0006), and other tests have some open.
 */
export async function untilListed({ store }: Pick<RunningGateway, "store">, party: string, count = 1): Promise<void> {
  await until(`${count} packets for ${party}`, async () => {
    const { items } = await store.inbox(party, undefined, 500);
    return items.length >= count;
  });
}
