import type { OperatorPacket } from "../domain/generated/answers.ts";
import { Refusal } from "../domain/refusal.ts";
import { packetEntry } from "./entries.ts";
import { findAnyPacket, stateConflict } from "./find-packet.ts";
import type { Flow } from "./flow.ts";
import { packetForOperator } from "../domain/operator-view.ts";
import type { Caller } from "./service.ts";
import { viewPacket } from "./views.ts";

/**
 * Puts a failed packet back into the queue with a new delivery window, for an operator (protocol section 5: `failed` →
 * `queued`). Also turns the recipient's endpoint on again, without which the packet would not be pushed.
 * @throws Refusal `not-found`, `state-conflict`, `expired` when its bytes were destroyed
 */
export async function requeue(flow: Flow, caller: Caller, id: string): Promise<OperatorPacket> {
  const packet = await findAnyPacket(flow, id);
  if (packet.state !== "failed") throw stateConflict(packet.state);
  // Nothing is left to deliver.
  if (packet.erasedAt !== null) throw new Refusal("expired", { step: "erased" });
  // The endpoint first: a crash in between leaves a packet that can be requeued again, and an endpoint that may answer
  // 410 once more. In the other order the packet would wait for an endpoint that stays off.
  await flow.store.endpointOn(packet.recipient);
  const at = flow.clock.now();
  const windowUntil = packet.push ? at + flow.settings.deliveryWindow : null;
  const done = await flow.store.requeue(id, at, windowUntil, packetEntry("requeued", at, caller.party, packet));
  if (!done.done) throw stateConflict(done.now?.state ?? packet.state);
  flow.observer.changed("queued");
  const now = await flow.store.packet(id);
  return packetForOperator(viewPacket(now ?? packet, undefined, new Map()));
}
