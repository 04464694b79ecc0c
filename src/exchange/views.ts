import type {
  MessageView,
  OperatorMessage,
  PacketView,
  ThreadView,
  TimelineItem,
} from "../domain/generated/answers.ts";
import type { RecordedEntry } from "../domain/recorded-entry.ts";
import { Refusal } from "../domain/refusal.ts";
import { rfc3339 } from "../wire/rfc3339.ts";
import type { Flow } from "./flow.ts";
import type { LogPosition } from "../domain/log-stage.ts";
import { type Outcomes, progressOf, progressOfAll } from "../domain/progress.ts";
import { messageForOperator } from "../domain/operator-view.ts";
import type { Caller } from "./service.ts";
import { type Packet, shownPacket } from "./packet.ts";
import { numberFor } from "./shown-number.ts";
import type { Message, StoredReceipt } from "./store-port.ts";

/**
 * Shows a message: to its sender with every packet, to a recipient with its own packets only, to an operator
 * (`ops:read`) in the operator's form.
 * @throws Refusal `not-found` for every other caller, as if the message did not exist
 */
export async function viewMessage(flow: Flow, caller: Caller, id: string): Promise<MessageView | OperatorMessage> {
  const message = await flow.store.message(id);
  const seen =
    message === undefined
      ? undefined
      : await viewFor(flow, caller, message, await flow.casework.outcomes(message.thread, caller.party));
  if (seen === undefined) throw new Refusal("not-found", { step: "message" });
  return seen;
}

/**
 * Shows the messages of a thread that the caller may see, oldest first.
 * @throws Refusal `not-found` when there are none
 */
export async function viewThread(flow: Flow, caller: Caller, thread: string): Promise<ThreadView> {
  const views: (MessageView | OperatorMessage)[] = [];
  const outcomes = await flow.casework.outcomes(thread, caller.party);
  for (const message of await flow.store.messagesOfThread(thread)) {
    const seen = await viewFor(flow, caller, message, outcomes);
    if (seen !== undefined) views.push(seen);
  }
  if (views.length === 0) throw new Refusal("not-found", { step: "thread" });
  const progress = views.flatMap((one) => ("progress" in one ? (one.progress ?? []) : []));
  return { thread, ...(progress.length === 0 ? {} : { progress: progressOfAll(progress) }), messages: views };
}

/**
 * Shows an operator the message that a packet belongs to, in the form of a thread.
 * @throws Refusal `not-found`
 */
export async function viewMessageOfPacket(flow: Flow, caller: Caller, packet: string): Promise<ThreadView> {
  const row = caller.scopes.has("ops:read") ? await flow.store.packet(packet) : undefined;
  if (row === undefined) throw new Refusal("not-found", { step: "packet" });
  return { thread: row.thread, messages: [await viewMessage(flow, caller, row.message)] };
}

async function viewFor(
  flow: Flow,
  caller: Caller,
  message: Message,
  outcomes: ReadonlyMap<string, Outcomes>,
): Promise<MessageView | OperatorMessage | undefined> {
  const all = await flow.store.packetsOfMessage(message.id);
  const own = message.sender === caller.party ? all : all.filter(({ recipient }) => recipient === caller.party);
  if (message.sender === caller.party || own.length > 0) {
    const [seen, documentNumber] = await Promise.all([
      view(flow, message, own, outcomes.get(message.id)),
      numberFor(flow, caller, message, own),
    ]);
    return documentNumber === undefined ? seen : { ...seen, documentNumber };
  }
  return caller.scopes.has("ops:read") ? messageForOperator(await view(flow, message, all)) : undefined;
}

async function view(
  flow: Flow,
  message: Message,
  packets: readonly Packet[],
  outcomes?: Outcomes,
): Promise<MessageView> {
  const receipts = await Promise.all(packets.map(({ id }) => flow.store.receiptOf(id)));
  const seen = new Set(packets.map(({ id }) => id));
  const entries = (await flow.store.entriesOfMessage(message.id)).filter((recorded) => concerns(recorded, seen));
  // The entries of the receipts are among these.
  const positions = await flow.log.positions(entries.map(({ leafHash }) => leafHash));
  const positionOf = new Map(positions.map((position) => [position.leafHash, position]));
  const shown = {
    id: message.id,
    thread: message.thread,
    type: message.type,
    version: message.version,
    from: message.sender,
    acceptedAt: rfc3339(message.acceptedAt),
    policy: message.policy,
    packets: packets.map((packet, index) => viewPacket(packet, receipts[index], positionOf)),
    timeline: entries.map((recorded, index) => viewItem(recorded, positions[index])),
  };
  return { ...shown, progress: progressOf(shown, flow.settings.gatewayId, outcomes) };
}

/** Tells whether an entry is about one of these packets, or about the whole message. */
function concerns({ entry }: RecordedEntry, packets: ReadonlySet<string>): boolean {
  return entry.packet === undefined ? entry.type === "accepted" : packets.has(entry.packet);
}

/** Shows an entry to users, with its position in the audit log. */
function viewItem({ entry }: RecordedEntry, log: LogPosition | undefined): TimelineItem {
  // Which step refused it stays in the log (protocol section 2).
  const { v: _v, message: _message, thread: _thread, step: _step, ...rest } = entry;
  if (log === undefined) throw new TypeError("every entry has a position");
  return { ...rest, log };
}

/**
 * Shows a packet of a message.
 * @param positions of the receipt's entry, by leaf hash
 */
export function viewPacket(
  packet: Packet,
  receipt: StoredReceipt | undefined,
  positions: ReadonlyMap<string, LogPosition>,
): PacketView {
  const next = packet.state === "queued" && packet.push ? packet.nextAt : null;
  return {
    id: packet.id,
    ...shownPacket(packet),
    ...(next === null ? {} : { nextAttempt: rfc3339(next) }),
    ...(receipt === undefined ? {} : { receipt: viewReceipt(receipt, positions) }),
  };
}

function viewReceipt(
  { outcome, reason, receivedAt, jws, leafHash }: StoredReceipt,
  positions: ReadonlyMap<string, LogPosition>,
): NonNullable<PacketView["receipt"]> {
  const log = positions.get(leafHash.toString("base64url"));
  if (log === undefined) throw new TypeError("every receipt has an entry");
  return { outcome, ...(reason === null ? {} : { reason }), receivedAt: rfc3339(receivedAt), jws, log };
}
