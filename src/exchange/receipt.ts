import type { ReceiptAnswer } from "../domain/generated/answers.ts";
import type { LogPosition } from "../domain/log-stage.ts";
import { mayBecome, UNDELIVERED } from "../domain/packet.ts";
import type { RecordedEntry } from "../domain/recorded-entry.ts";
import { Refusal } from "../domain/refusal.ts";
import { rfc3339 } from "../wire/rfc3339.ts";
import { type CheckedReceipt, checkReceipt, recordedReceipt } from "./check-receipt.ts";
import { packetEntry } from "./entries.ts";
import { findOwnPacket, stateConflict } from "./find-packet.ts";
import type { Flow } from "./flow.ts";
import { presentPosition, pendingPosition } from "./log-position.ts";
import { requireParty } from "./open.ts";
import type { Packet } from "./packet.ts";
import type { Refusals } from "./refusals.ts";
import type { Caller, Exchange } from "./service.ts";
import type { StoredReceipt } from "./store-port.ts";

/** Makes one more entry that is committed with a receipt, at the time of its recording (ms). */
type Also = (at: number) => RecordedEntry;

/**
 * Accepts a recipient's receipt (protocol section 6).
 * @throws Refusal `not-found`, `invalid-envelope`, `invalid-claims`, `digest-mismatch`, `receipt-conflict`, `withdrawn`, `state-conflict`
 */
export async function receive(
  flow: Flow,
  refusals: Pick<Refusals, "receipt">,
  caller: Caller,
  packetId: string,
  jws: string,
  also?: Also,
): ReturnType<Exchange["receipt"]> {
  const at = flow.clock.now();
  const recipient = requireParty(flow, caller);
  const packet = await findOwnPacket(flow, caller, packetId);
  let receipt: CheckedReceipt;
  try {
    receipt = await checkReceipt(flow, recipient, packet, jws, at);
  } catch (error) {
    if (error instanceof Refusal) await recordRefusal(flow, refusals, packet, error);
    throw error;
  }
  return applyReceipt(flow, refusals, packet, receipt, at, also);
}

/**
 * Records a checked receipt once. The first outcome stands: the same outcome again is answered as before, another
 * one is a conflict and kept in the log.
 *
 * @param packet as it was just read
 * @throws Refusal `receipt-conflict`, `withdrawn`, `state-conflict`
 */
export async function applyReceipt(
  flow: Flow,
  refusals: Pick<Refusals, "receipt">,
  packet: Packet,
  receipt: CheckedReceipt,
  at: number,
  also?: Also,
): ReturnType<Exchange["receipt"]> {
  const { entry, receipt: stored } = recordedReceipt(packet, receipt, at);
  // A receipt for a packet without a delivery counts as the delivery too (protocol section 5).
  const arrived = packetEntry("delivered", at, flow.settings.gatewayId, packet, { via: "receipt" });
  const entries = UNDELIVERED.includes(packet.state) ? [arrived, entry] : [entry];
  if (also !== undefined) entries.push(also(at));
  const { outcome } = stored;
  const settled = await flow.store.settle({
    packet: packet.id,
    to: outcome,
    from: packet.state,
    nextAt: null,
    at,
    receipt: stored,
    entries,
  });
  if (settled.done) {
    flow.observer.changed(outcome);
    flow.observer.receipt(outcome);
    return { repeat: false, entry: viewReceipt(stored, pendingPosition(flow, stored.leafHash)) };
  }
  const { now, receipt: earlier } = settled;
  // A push or fetch ended since the packet was read: its delivery is recorded already.
  if (now !== undefined && now.state !== packet.state && mayBecome(now.state, outcome)) {
    return applyReceipt(flow, refusals, now, receipt, at, also);
  }
  if (earlier !== undefined && earlier.outcome === outcome && earlier.reason === stored.reason) {
    return { repeat: true, entry: viewReceipt(earlier, await presentPosition(flow, earlier.leafHash)) };
  }
  return refuseLate(flow, refusals, now ?? packet, receipt, earlier);
}

/** Refuses a receipt that comes too late or contradicts an earlier one: it is kept in the log and not applied. */
async function refuseLate(
  flow: Flow,
  refusals: Pick<Refusals, "receipt">,
  packet: Packet,
  receipt: CheckedReceipt,
  earlier: StoredReceipt | undefined,
): Promise<never> {
  const { outcome, reason } = receipt.claims;
  flow.observer.receipt("conflict");
  const conflict = { outcome, ...(reason === undefined ? {} : { reason }), state: packet.state };
  await refusals.receipt("conflict", packet, conflict);
  if (earlier !== undefined) {
    throw new Refusal("receipt-conflict", { members: { recorded: earlier.outcome }, step: "outcome" });
  }
  const { state } = packet;
  if (state === "withdrawn") throw new Refusal("withdrawn", { members: { state }, step: "state" });
  throw stateConflict(state);
}

async function recordRefusal(
  flow: Flow,
  refusals: Pick<Refusals, "receipt">,
  packet: Packet,
  refusal: Refusal,
): Promise<void> {
  flow.observer.refused(refusal.code);
  const { step } = refusal.options;
  const more = { code: refusal.code, ...(step === undefined ? {} : { step }) };
  await refusals.receipt("refused", packet, more);
}

function viewReceipt(receipt: StoredReceipt, log: LogPosition): ReceiptAnswer {
  return {
    packet: receipt.packet,
    outcome: receipt.outcome,
    receivedAt: rfc3339(receipt.receivedAt),
    log,
  };
}
