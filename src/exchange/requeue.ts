import type { OperatorPacket } from "../domain/generated/answers.ts";
import type { PacketState } from "../domain/packet.ts";
import { Refusal } from "../domain/refusal.ts";
import { packetEntry } from "./entries.ts";
import type { Flow } from "./flow.ts";
import { packetForOperator } from "../domain/operator-view.ts";
import type { Caller } from "./service.ts";
import { viewPacket } from "./views.ts";

/**
 * An operator puts a packet whose delivery window has closed back into the queue, with a new window
 * (protocol section 5: `failed` → `queued`). It also turns the recipient's endpoint on again, for a
 * packet that waits for an endpoint that is off would go nowhere.
 * @throws Refusal `not-found`, `state-conflict`, `expired` when its bytes were destroyed
 */
export async function requeue(flow: Flow, caller: Caller, id: string): Promise<OperatorPacket> {
  const packet = await flow.store.packet(id);
  if (packet === undefined) throw new Refusal("not-found", { step: "packet" });
  if (packet.state !== "failed") throw conflict(packet.state);
  // Nothing is left that could be delivered.
  if (packet.erasedAt !== null) throw new Refusal("expired", { step: "erased" });
  // On before the packet is queued: a crash in between leaves an endpoint that may answer 410 once more, and a
  // packet that can be requeued again. The other way round it would wait for an endpoint that nobody turns on.
  await flow.store.endpointOn(packet.recipient);
  const at = flow.clock.now();
  const windowUntil = packet.push ? at + flow.settings.deliveryWindow : null;
  const done = await flow.store.requeue(id, at, windowUntil, packetEntry("requeued", at, caller.party, packet));
  if (!done.done) throw conflict(done.now?.state ?? packet.state);
  flow.observer.changed("queued");
  const now = await flow.store.packet(id);
  return packetForOperator(viewPacket(now ?? packet, undefined, new Map()));
}

function conflict(state: PacketState): Refusal {
  return new Refusal("state-conflict", { members: { state }, step: "state" });
}
