import { UNDELIVERED } from "../domain/packet.ts";
import { Refusal } from "../domain/refusal.ts";
import { packetEntry } from "./entries.ts";
import { findOwnPacket } from "./find-packet.ts";
import type { Flow } from "./flow.ts";
import type { Caller, Exchange } from "./service.ts";
import type { Packet } from "./packet.ts";

/**
 * Gives a packet's bytes to its recipient, the same at every fetch. The first fetch is the delivery and is committed
 * before a byte leaves. After a crash in between, a delivery is recorded whose bytes were not read; the recipient still
 * finds the packet in its inbox and fetches again. With `peek` (HEAD) no bytes are handed over and nothing changes.
 * @throws Refusal `not-found`, `withdrawn`, `expired`
 */
export async function fetchPacket(
  flow: Flow,
  caller: Caller,
  id: string,
  options: { readonly peek?: boolean } = {},
): ReturnType<Exchange["packet"]> {
  const packet = await findOwnPacket(flow, caller, id);
  if (packet.state === "withdrawn") throw new Refusal("withdrawn", { step: "state" });
  // Checked before the fetch is recorded: no entry may tell of bytes that are not handed over.
  if (packet.erasedAt !== null) throw new Refusal("expired", { step: "erased" });

  if (options.peek !== true && !(await recordFetch(flow, caller, packet))) {
    return fetchPacket(flow, caller, id, options);
  }
  const bytes = await flow.store.packetBytes(id);
  // Erased just now: the proofs stay, the bytes do not.
  if (bytes === undefined) throw new Refusal("expired", { step: "erased" });
  return { bytes, mediaType: packet.mediaType, digest: packet.digest };
}

/** Commits the first fetch. Returns false when the packet changed meanwhile (withdrawn, pushed) and must be read again. */
async function recordFetch(flow: Flow, caller: Caller, packet: Packet): Promise<boolean> {
  const at = flow.clock.now();
  const fetched = packetEntry("fetched", at, caller.party, packet);
  if (UNDELIVERED.includes(packet.state)) {
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
  // A packet that was pushed before: its first fetch is recorded too, once.
  if (packet.fetchedAt !== null) return true;
  return (await flow.store.settle({ packet: packet.id, at, fetched: true, entries: [fetched] })).done;
}
