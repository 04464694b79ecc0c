import { Refusal } from "../domain/refusal.ts";
import { packetEntry } from "./entries.ts";
import type { Flow } from "./flow.ts";
import type { Caller, Exchange } from "./service.ts";
import type { Packet } from "./packet.ts";

/**
 * Gives a packet's bytes to its recipient; asking again gives the same bytes. The first fetch is the
 * delivery, and it is committed before a byte leaves: a crash in between shows a delivery whose bytes
 * were not read, and the recipient, who still finds the packet in its inbox, asks again.
 * With `peek` (HEAD) nothing is handed over, so nothing changes.
 * @throws Refusal `not-found`, `withdrawn`, `expired`
 */
export async function fetchPacket(
  flow: Flow,
  caller: Caller,
  id: string,
  options: { readonly peek?: boolean } = {},
): ReturnType<Exchange["packet"]> {
  const packet = await flow.store.packet(id);
  // Another party's packet is as unknown as one that does not exist.
  if (packet === undefined || packet.recipient !== caller.party) throw new Refusal("not-found", { step: "packet" });
  if (packet.state === "withdrawn") throw new Refusal("withdrawn", { step: "state" });
  if (packet.state === "failed") throw new Refusal("expired", { step: "state" });
  // Before anything is recorded: nothing is handed over, so no entry may say that it was.
  if (packet.erasedAt !== null) throw new Refusal("expired", { step: "erased" });

  if (options.peek !== true && !(await recordFetch(flow, caller, packet))) {
    return fetchPacket(flow, caller, id, options);
  }
  const bytes = await flow.store.packetBytes(id);
  // Erased in this very moment: the proofs stay, the bytes do not.
  if (bytes === undefined) throw new Refusal("expired", { step: "erased" });
  return { bytes, mediaType: packet.mediaType, digest: packet.digest };
}

/** Commits the first fetch; false when the packet changed in between (withdrawn, failed, pushed) and must be looked at again. */
async function recordFetch(flow: Flow, caller: Caller, packet: Packet): Promise<boolean> {
  const at = flow.clock.now();
  const fetched = packetEntry("fetched", at, caller.party, packet);
  if (packet.state === "queued") {
    const settled = await flow.store.settle({
      packet: packet.id,
      to: "delivered",
      nextAt: null,
      at,
      fetched: true,
      entries: [fetched],
    });
    if (settled.done) flow.observer.changed("delivered");
    return settled.done;
  }
  // Pushed before and now fetched too: recorded once.
  if (packet.fetchedAt !== null) return true;
  return (await flow.store.settle({ packet: packet.id, at, fetched: true, entries: [fetched] })).done;
}
