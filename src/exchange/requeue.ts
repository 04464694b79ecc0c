import type { OperatorPacket, RequeueAnswer } from "../domain/generated/answers.ts";
import { packetForOperator } from "../domain/operator-view.ts";
import { Refusal } from "../domain/refusal.ts";
import { switchEndpoint } from "./endpoint-switch.ts";
import { packetEntry } from "./entries.ts";
import { findAnyPacket, stateConflict } from "./find-packet.ts";
import type { Flow } from "./flow.ts";
import type { Packet } from "./packet.ts";
import type { Caller, Portion } from "./service.ts";
import type { FailedFilter } from "./operator-port.ts";
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
  const [now] = await queueAgain(flow, caller, [packet]);
  if (now === undefined) throw stateConflict((await findAnyPacket(flow, id)).state);
  return viewed(now);
}

/**
 * Puts a portion of the failed packets that a filter finds back into the queue, in the order of their acceptance. The
 * portion commits as a whole. Sent twice, it finds those that are still failed, so it can be repeated after any crash.
 */
export async function requeueAll(
  flow: Flow,
  caller: Caller,
  filter: FailedFilter,
  { after, limit, dryRun }: Portion,
): Promise<RequeueAnswer> {
  const found = await flow.store.failedPackets(filter, after, limit + 1);
  const portion = found.slice(0, limit);
  const packets = dryRun ? portion : await queueAgain(flow, caller, portion);
  const last = found.length > limit ? portion.at(-1) : undefined;
  return {
    dryRun,
    ...(dryRun ? { count: await flow.store.countFailed(filter) } : {}),
    items: packets.map(viewed),
    ...(last === undefined ? {} : { next: last.id }),
  };
}

/** Queues those of these packets that are still failed. Gives them as they are now. */
async function queueAgain(flow: Flow, caller: Caller, packets: readonly Packet[]): Promise<Packet[]> {
  const recipients = [...new Set(packets.map(({ recipient }) => recipient))];
  // The endpoints first: a crash in between leaves packets that can be requeued again, and an endpoint that may answer
  // 410 once more. In the other order the packets would wait for an endpoint that stays off.
  for (const recipient of recipients) await switchEndpoint(flow, caller.party, recipient, "on");
  const at = flow.clock.now();
  const requeued = await flow.store.requeue(
    packets.map(({ id }) => id),
    at,
    {
      // Delivered as the directory says today, however they were to be delivered before.
      recipients: recipients.filter((id) => flow.directory().party(id)?.delivery.mode === "push"),
      until: at + flow.settings.deliveryWindow,
    },
    (packet) => packetEntry("requeued", at, caller.party, packet),
  );
  for (const _ of requeued) flow.observer.changed("queued");
  return requeued;
}

function viewed(packet: Packet): OperatorPacket {
  return packetForOperator(viewPacket(packet, undefined, new Map()));
}
