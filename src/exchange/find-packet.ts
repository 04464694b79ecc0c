import type { PacketState } from "../domain/packet.ts";
import { Refusal } from "../domain/refusal.ts";
import type { Flow } from "./flow.ts";
import type { Packet } from "./packet.ts";
import type { Caller } from "./service.ts";

/**
 * Reads a packet for its recipient. A packet of another party is as unknown as one that does not exist.
 * @throws Refusal `not-found`
 */
export async function findOwnPacket(flow: Flow, caller: Caller, id: string): Promise<Packet> {
  const packet = await flow.store.packet(id);
  if (packet === undefined || packet.recipient !== caller.party) throw new Refusal("not-found", { step: "packet" });
  return packet;
}

/**
 * Reads a packet for an operator, of any recipient.
 * @throws Refusal `not-found`
 */
export async function findAnyPacket(flow: Flow, id: string): Promise<Packet> {
  const packet = await flow.store.packet(id);
  if (packet === undefined) throw new Refusal("not-found", { step: "packet" });
  return packet;
}

/** Makes the refusal of what a packet's state does not allow; it names the state. */
export function stateConflict(state: PacketState): Refusal {
  return new Refusal("state-conflict", { members: { state }, step: "state" });
}
