import type { RecordedEntry } from "../domain/audit-entry.ts";
import { Refusal } from "../domain/refusal.ts";
import { nextAttemptAt } from "../domain/retry-schedule.ts";
import { entry, packetEntry } from "./entries.ts";
import type { Flow } from "./flow.ts";
import type { ClaimedPacket, Settlement } from "./store-port.ts";
import type { PushResult } from "./ports.ts";
import { applyReceipt, checkReceipt, type CheckedReceipt, receiptEntry } from "./receipt.ts";

/** How long to wait before looking again at a packet whose recipient has no endpoint at present. */
const NO_ENDPOINT_PAUSE = 600_000;

/**
 * One try to push a claimed packet, and its outcome committed (protocol section 5).
 *
 * A crash before the courier's answer leaves the lease, which runs out, and the packet is pushed again
 * with the same bytes and id. A crash between the answer and the commit does the same: the recipient sees
 * the same packet twice, which its id tells.
 */
export async function attempt(flow: Flow, packet: ClaimedPacket, signal: AbortSignal): Promise<void> {
  const started = flow.clock.now();
  const recipient = flow.directory().party(packet.recipient);
  const endpoint = recipient?.delivery.mode === "push" && recipient.active ? recipient.delivery.endpoint : undefined;
  if (started >= packet.windowUntil) return fail(flow, packet, "window-closed", [], started);
  if (endpoint === undefined) {
    const nextAt = Math.min(started + NO_ENDPOINT_PAUSE, packet.windowUntil);
    await settle(flow, packet, { nextAt, at: started, entries: [] });
    return;
  }
  const result = await flow.courier.push({ endpoint, ...wire(packet) }, signal);
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
  await conclude(flow, packet, result, attemptEntry(flow, packet, kind, code, started, at), at);
}

function wire(packet: ClaimedPacket) {
  const { id, message, attempt: number, bytes, mediaType, digest } = packet;
  return { packet: id, message, attempt: number, bytes, mediaType, digest };
}

/** The outcome of an attempt decides: delivered, again later, or the end. */
async function conclude(
  flow: Flow,
  packet: ClaimedPacket,
  result: PushResult,
  tried: RecordedEntry,
  at: number,
): Promise<void> {
  switch (result.kind) {
    case "delivered":
      return delivered(flow, packet, result, tried, at);
    case "deferred": {
      // Nothing went out, so nothing is recorded or counted. Spread, so that what waited together does not come together.
      const wait = result.retryAfterMs * (1 + flow.random() / 4);
      await settle(flow, packet, { nextAt: Math.min(Math.ceil(at + wait), packet.windowUntil), at, entries: [] });
      return;
    }
    case "retry": {
      const nextAt = nextAttemptAt(
        {
          attempt: packet.attempt,
          now: at,
          windowUntil: packet.windowUntil,
          random: flow.random,
          ...(result.retryAfterMs === undefined ? {} : { retryAfterMs: result.retryAfterMs }),
        },
        flow.settings.retry,
      );
      if (nextAt === null) return fail(flow, packet, "window-closed", [tried], at);
      await settle(flow, packet, { attempted: true, nextAt, at, entries: [tried] });
      return;
    }
    case "gone":
      // Off before the packet fails: a crash in between pushes once more and finds 410 again.
      await flow.store.endpointOff(packet.recipient, at);
      await flow.store.record([endpointEntry(flow, packet.recipient, at)]);
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
  const word = receiptEntry(packet, receipt, at);
  const done = await settle(flow, packet, {
    to: receipt.claims.outcome,
    attempted: true,
    nextAt: null,
    at,
    receipt: { ...receipt.stored, receivedAt: at, leafHash: word.leafHash },
    entries: [tried, arrived, word],
  });
  if (done) {
    flow.observer.changed(receipt.claims.outcome);
    flow.observer.receipt(receipt.claims.outcome);
    return;
  }
  // The lease was lost meanwhile; the recipient's word is not: it counts like one that came by itself.
  const now = await flow.store.packet(packet.id);
  if (now === undefined) return;
  await applyReceipt(flow, now, receipt, at).catch((error: unknown) => {
    if (!(error instanceof Refusal)) throw error;
  });
}

/** A receipt in the answer to a push; one that does not check leaves a plain delivery and an entry that says so. */
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
    await flow.store.record([packetEntry("refused", at, packet.recipient, packet, more)]);
    return undefined;
  }
}

async function fail(
  flow: Flow,
  packet: ClaimedPacket,
  code: string,
  before: readonly RecordedEntry[],
  at: number,
): Promise<void> {
  const failed = packetEntry("failed", at, flow.settings.gatewayId, packet, { code, attempt: packet.attempt });
  const attempted = before.length > 0;
  const done = await settle(flow, packet, { to: "failed", attempted, nextAt: null, at, entries: [...before, failed] });
  if (!done) return;
  flow.observer.changed("failed");
  flow.observer.failed({ packet: packet.id, recipient: packet.recipient, code });
}

/**
 * Commits the outcome while this process still owns the packet. When it does not (the lease ran out, the
 * packet was withdrawn or receipted meanwhile) only the fact of the attempt is recorded.
 */
async function settle(
  flow: Flow,
  packet: ClaimedPacket,
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

function endpointEntry(flow: Flow, party: string, at: number): RecordedEntry {
  return entry("directory", at, flow.settings.gatewayId, { party, change: "endpoint-off", code: "http-410" });
}
