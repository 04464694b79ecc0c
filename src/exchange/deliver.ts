import type { RecordedEntry } from "../domain/recorded-entry.ts";
import { Refusal } from "../domain/refusal.ts";
import { nextAttemptAt } from "../domain/retry-schedule.ts";
import { switchEndpoint } from "./endpoint-switch.ts";
import { packetEntry, type PacketIdentity } from "./entries.ts";
import type { Flow } from "./flow.ts";
import type { ClaimedPacket, Settlement } from "./store-port.ts";
import type { Party, Push, PushResult } from "./ports.ts";
import { type CheckedReceipt, checkReceipt, recordedReceipt } from "./check-receipt.ts";
import { applyReceipt } from "./receipt.ts";
import { eachRefusal } from "./refusals.ts";

/** Wait before a packet whose recipient has no endpoint at present is looked at again, ms. */
const NO_ENDPOINT_PAUSE = 600_000;

/**
 * Tries once to push a claimed packet, and commits the outcome (protocol section 5).
 *
 * Safe to crash anywhere: before the outcome is committed the lease runs out and the packet is pushed again with
 * the same bytes and id. A recipient that had received it already sees the same id twice.
 *
 * @returns whether it was deferred: nothing went out
 */
export async function attempt(flow: Flow, claimed: ClaimedPacket, signal: AbortSignal): Promise<boolean> {
  const started = flow.clock.now();
  const packet = { ...claimed, windowUntil: windowOf(flow, claimed, started) };
  const endpoint = pushEndpoint(flow.directory().party(packet.recipient));
  if (started >= packet.windowUntil) {
    await fail(flow, packet, "window-closed", [], started);
    return false;
  }
  if (endpoint === undefined) {
    const nextAt = Math.min(started + NO_ENDPOINT_PAUSE, packet.windowUntil);
    await settle(flow, packet, { nextAt, windowUntil: packet.windowUntil, at: started, entries: [] });
    return true;
  }
  const result = ofPresent(flow, packet, endpoint, await flow.courier.push(pushOf(packet, endpoint), signal));
  const at = flow.clock.now();
  const { kind } = result;
  const code = kind === "delivered" ? `http-${result.status}` : result.code;
  const seconds = (at - started) / 1000;
  flow.observer.attempted({
    packet: packet.id,
    recipient: packet.recipient,
    attempt: packet.attempt,
    kind,
    code,
    seconds,
  });
  await conclude(flow, packet, endpoint, result, attemptEntry(flow, packet, kind, code, started, at), at);
  return kind === "deferred";
}

/** Endpoint to which a party's packets are pushed; undefined when they are not. */
export function pushEndpoint(party: Party | undefined): string | undefined {
  return party?.delivery.mode === "push" && party.active ? party.delivery.endpoint : undefined;
}

/**
 * When the packet's window closes. While the clock is not sound no window closes: it is opened anew. One that ends later
 * than any window could was given by a clock that was ahead, and is cut to a whole one.
 */
function windowOf(flow: Flow, { windowUntil }: Pick<ClaimedPacket, "windowUntil">, now: number): number {
  const whole = now + flow.settings.deliveryWindow;
  if (windowUntil > whole) return whole;
  return now >= windowUntil && !flow.clock.sound() ? whole : windowUntil;
}

function pushOf(packet: ClaimedPacket, endpoint: string): Push {
  const { id, recipient, message, attempt, bytes, mediaType, digest } = packet;
  return { endpoint, recipient, packet: id, message, attempt, bytes, mediaType, digest };
}

/** An address that the directory has replaced since the push began may be gone: the packet is tried again at the present one. */
function ofPresent(flow: Flow, { recipient }: ClaimedPacket, endpoint: string, result: PushResult): PushResult {
  if (result.kind !== "gone" || pushEndpoint(flow.directory().party(recipient)) === endpoint) return result;
  return { ...result, kind: "retry" };
}

/** Commits what follows from the outcome of an attempt: delivered, pushed again later, or failed. */
async function conclude(
  flow: Flow,
  packet: ClaimedPacket,
  endpoint: string,
  result: PushResult,
  tried: RecordedEntry,
  at: number,
): Promise<void> {
  switch (result.kind) {
    case "delivered":
      return delivered(flow, packet, result, tried, at);
    case "deferred": {
      // Nothing went out, so nothing is recorded or counted. The wait is spread, so that packets that waited together do
      // not all return at once.
      const wait = result.retryAfterMs * (1 + flow.random() / 4);
      const { windowUntil } = packet;
      await settle(flow, packet, {
        nextAt: Math.min(Math.ceil(at + wait), windowUntil),
        windowUntil,
        at,
        entries: [],
      });
      return;
    }
    case "retry": {
      const { attempt: made } = packet;
      const { retryAfterMs } = result;
      const after = (windowUntil: number) => {
        const asked = retryAfterMs === undefined ? {} : { retryAfterMs };
        return nextAttemptAt(
          { attempt: made, now: at, windowUntil, random: flow.random, ...asked },
          flow.settings.retry,
        );
      };
      const kept = after(packet.windowUntil);
      if (kept === null && flow.clock.sound()) return fail(flow, packet, "window-closed", [tried], at);
      const windowUntil = kept === null ? at + flow.settings.deliveryWindow : packet.windowUntil;
      await settle(flow, packet, {
        attempted: true,
        nextAt: kept ?? after(windowUntil),
        windowUntil,
        at,
        cause: result.code,
        entries: [tried],
      });
      return;
    }
    case "gone":
      // The endpoint is turned off before the packet fails: after a crash in between, one more push finds 410 again.
      await switchEndpoint(flow, flow.settings.gatewayId, packet.recipient, "off", endpoint);
      return fail(flow, packet, result.code, [tried], at);
    case "failed":
      return fail(flow, packet, result.code, [tried], at);
  }
}

async function delivered(
  flow: Flow,
  packet: ClaimedPacket,
  result: PushResult & { kind: "delivered" },
  tried: RecordedEntry,
  at: number,
): Promise<void> {
  const arrived = packetEntry("delivered", at, flow.settings.gatewayId, packet, { via: "push" });
  const receipt = result.receipt === undefined ? undefined : await receiptInAnswer(flow, packet, result.receipt, at);
  if (receipt === undefined) {
    const done = await settle(flow, packet, {
      to: "delivered",
      attempted: true,
      nextAt: null,
      at,
      entries: [tried, arrived],
    });
    if (done) flow.observer.changed("delivered");
    return;
  }
  const recorded = recordedReceipt(packet, receipt, at);
  const done = await settle(flow, packet, {
    to: receipt.claims.outcome,
    attempted: true,
    nextAt: null,
    at,
    receipt: recorded.receipt,
    entries: [tried, arrived, recorded.entry],
  });
  if (done) {
    flow.observer.changed(receipt.claims.outcome);
    flow.observer.receipt(receipt.claims.outcome);
    return;
  }
  // The lease was lost meanwhile, the receipt is not: it is applied as if it had come by itself.
  const now = await flow.store.packet(packet.id);
  if (now === undefined) return;
  await applyReceipt(flow, eachRefusal(flow), now, receipt, at).catch((error: unknown) => {
    if (!(error instanceof Refusal)) throw error;
  });
}

/** Checks the receipt in the answer to a push. An invalid one is recorded as refused, and the push counts as a plain delivery. */
async function receiptInAnswer(
  flow: Flow,
  packet: ClaimedPacket,
  jws: string,
  at: number,
): Promise<CheckedReceipt | undefined> {
  try {
    const recipient = flow.directory().party(packet.recipient);
    if (recipient === undefined) return undefined;
    return await checkReceipt(flow, recipient, packet, jws, at);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const more = { code: error.code, step: "pushed-receipt" };
    await eachRefusal(flow).receipt("refused", packet, more);
    return undefined;
  }
}

/** Ends the delivery of a claimed packet. @param packet with `attempt`, the number of the last push or of the next one */
export async function fail(
  flow: Flow,
  packet: PacketIdentity & { readonly attempt: number },
  code: string,
  before: readonly RecordedEntry[],
  at: number,
): Promise<void> {
  const failed = packetEntry("failed", at, flow.settings.gatewayId, packet, { code, attempt: packet.attempt });
  const attempted = before.length > 0;
  const entries = [...before, failed];
  const done = await settle(flow, packet, { to: "failed", attempted, nextAt: null, at, cause: code, entries });
  if (!done) return;
  flow.observer.changed("failed");
  flow.observer.failed({ packet: packet.id, recipient: packet.recipient, code });
}

/**
 * Commits the outcome while this process still owns the packet. Otherwise (the lease ran out, or the packet was
 * withdrawn or receipted meanwhile) records only the attempt, and returns false.
 */
async function settle(
  flow: Flow,
  packet: { readonly id: string },
  outcome: Omit<Settlement, "packet" | "lease">,
): Promise<boolean> {
  const lease = { owner: flow.settings.owner };
  const settled = await flow.store.settle({ packet: packet.id, lease, ...outcome });
  if (settled.done) return true;
  const tried = outcome.entries.filter(({ entry: { type } }) => type === "attempt");
  if (tried.length > 0) await flow.store.record(tried);
  return false;
}

function attemptEntry(
  flow: Flow,
  packet: ClaimedPacket,
  outcome: string,
  code: string,
  started: number,
  at: number,
): RecordedEntry {
  const more = { attempt: packet.attempt, outcome, code, milliseconds: at - started };
  return packetEntry("attempt", at, flow.settings.gatewayId, packet, more);
}
