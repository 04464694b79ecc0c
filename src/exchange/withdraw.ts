import type { RecordedEntry } from "../domain/recorded-entry.ts";
import type { MessageClaims } from "../domain/message.ts";
import { mayBecome } from "../domain/packet.ts";
import { type Issue, Refusal } from "../domain/refusal.ts";
import { packetEntry } from "./entries.ts";
import type { Flow } from "./flow.ts";
import { type Held, heldIn, heldKey, isPersonKey, keysIn } from "./holdings.ts";
import type { Packet } from "./packet.ts";
import { reopen } from "./reopen.ts";
import { discloseAll, type Share } from "./seal.ts";
import type { NewMessage, Thread } from "./store-port.ts";

/** Faults of a withdrawal that names what is not there, in English and Chinese. */
const RULES = {
  "unknown-message": ["The thread holds no message of the sender with this id", "该移送中没有发送方的此报文"],
  "unknown-transfer": ["The thread holds no document of the sender with this number", "该移送中没有发送方此编号的文书"],
  "person-not-sent": [
    "No recipient got this person from the sender in this thread",
    "该移送中没有单位从发送方收到此人",
  ],
  "nothing-sent": ["The sender has sent nothing in this thread", "发送方在该移送中未发送任何报文"],
  "too-many-documents": [
    "Too many documents of an older version would have to be opened again to find this: name a message, or all",
    "须重新开启的旧版文书过多，无法据此查找：请指明报文，或者撤回全部",
  ],
  "recipient-without-packet": ["This recipient got nothing of what is withdrawn", "该单位未收到所撤回的内容"],
} as const satisfies Record<string, readonly [string, string]>;

/** Packets that a withdrawal takes back, and the recipients that are told. */
export interface Withdrawal {
  readonly thread: string;
  /** Packets that the commit turns to `withdrawn`, as far as they still may. */
  readonly packets: readonly string[];
  /** Messages of which something is withdrawn. */
  readonly messages: readonly string[];
  /** Everyone who got a packet of what is withdrawn. */
  readonly recipients: readonly string[];
  /** Keys of what each recipient got from the sender, when the withdrawal names persons. */
  readonly held?: ReadonlyMap<string, ReadonlySet<string>>;
}

/** Keys of what each packet of a sender in a thread holds. */
type HeldByPacket = ReadonlyMap<Packet, ReadonlySet<string>>;

/** Most documents that are opened again to find what packets without a record hold: those of versions before. */
const MOST_REOPENED = 16;

/**
 * Finds what a withdrawal takes back of the sender's own packets in its thread: those of the message that it names, by
 * the gateway's id (`message`) or by the document's number (`transferId`); those that hold nobody but the persons of
 * `personIds`; otherwise all. At the commit the store changes those that still may (`queued` | `delivered` | `failed` →
 * `withdrawn`). An accepted packet stays accepted; its recipient learns of the withdrawal from the message itself.
 * @throws Refusal `invalid-document` for what is named and not there
 */
export async function findWithdrawn(flow: Flow, thread: Thread, claims: MessageClaims): Promise<Withdrawal> {
  const { to, body } = claims;
  const sent = await packetsSent(flow, thread.id, claims.iss);
  const errors: Issue[] = [];
  const fault = (pointer: string, code: keyof typeof RULES) => {
    const [message, messageZh] = RULES[code];
    errors.push({ pointer, code, message, messageZh });
  };
  const addressed = ({ recipient }: Packet) => to === undefined || to.includes(recipient);
  let named: readonly Packet[] = sent;
  let wholly: (packet: Packet) => boolean = () => true;
  let held: HeldByPacket | undefined;
  if (body.message !== undefined) {
    named = sent.filter(({ message }) => message === body.message);
    if (named.length === 0) fault("/body/message", "unknown-message");
  } else if (typeof body.transferId === "string") {
    const all = await heldByPacket(flow, thread.id, sent, "/body/transferId");
    const key = heldKey(flow, thread.id, { kind: "transfer", name: body.transferId });
    named = sent.filter((packet) => all.get(packet)?.has(key));
    if (named.length === 0) fault("/body/transferId", "unknown-transfer");
  } else if (Array.isArray(body.personIds)) {
    const all = (held = await heldByPacket(flow, thread.id, sent, "/body/personIds"));
    const keys = body.personIds.map((id) => personKey(flow, thread.id, id));
    const withdrawn = new Set(keys);
    for (const [index, key] of keys.entries()) {
      if (!sent.some((packet) => addressed(packet) && all.get(packet)?.has(key))) {
        fault(`/body/personIds/${index}`, "person-not-sent");
      }
    }
    named = sent.filter((packet) => keys.some((key) => all.get(packet)?.has(key)));
    wholly = (packet) => [...(all.get(packet) ?? [])].every((key) => !isPersonKey(key) || withdrawn.has(key));
  } else if (sent.length === 0) fault("/body", "nothing-sent");
  const recipients = new Set(named.map(({ recipient }) => recipient));
  if (errors.length === 0) {
    to?.forEach((id, index) => {
      if (!recipients.has(id)) fault(`/to/${index}`, "recipient-without-packet");
    });
  }
  if (errors.length > 0) throw new Refusal("invalid-document", { errors, step: errors[0]?.code ?? "withdrawal" });
  return {
    thread: thread.id,
    packets: named
      .filter((packet) => addressed(packet) && wholly(packet) && mayBecome(packet.state, "withdrawn"))
      .map(({ id }) => id),
    messages: [...new Set(named.map(({ message }) => message))],
    recipients: [...recipients],
    ...(held === undefined ? {} : { held: byRecipient(held) }),
  };
}

/** Lists the packets that a party sent to others in a thread, without those of its withdrawals. */
async function packetsSent(flow: Flow, thread: string, sender: string): Promise<Packet[]> {
  const packets = await flow.store.packetsOfThread(thread);
  return packets.filter(
    (packet) => packet.sender === sender && packet.recipient !== sender && packet.type !== "withdrawal",
  );
}

/**
 * Finds what each packet of a sender holds, by the records made when they were sealed. Documents of packets without a
 * record, which a version before sealed, are opened again, a few at most. One that was erased, or cannot be opened, holds nothing.
 * @param pointer of the member of the withdrawal that asks for it
 * @throws Refusal `invalid-document` when too many would have to be opened
 */
async function heldByPacket(
  flow: Flow,
  thread: string,
  sent: readonly Packet[],
  pointer: string,
): Promise<HeldByPacket> {
  const records = await flow.store.holdsOfThread(thread);
  const held = new Map<Packet, ReadonlySet<string>>();
  const unrecorded: Packet[] = [];
  for (const packet of sent) {
    const record = records.get(packet.id);
    if (record !== undefined) held.set(packet, keysIn(record));
    else if (packet.erasedAt === null) unrecorded.push(packet);
  }
  const byMessage = Map.groupBy(unrecorded, ({ message }) => message);
  if (byMessage.size > MOST_REOPENED) {
    const [message, messageZh] = RULES["too-many-documents"];
    const errors = [{ pointer, code: "too-many-documents", message, messageZh }];
    throw new Refusal("invalid-document", { errors, step: "too-many-documents" });
  }
  for (const [, packets] of byMessage) {
    for (const [packet, keys] of await keysOfReopened(flow, thread, packets)) held.set(packet, keys);
  }
  return held;
}

/** Opens the document of packets of one message again, and finds what each holds as the sharing policy gives it now. */
async function keysOfReopened(flow: Flow, thread: string, packets: readonly Packet[]): Promise<HeldByPacket> {
  const held = new Map<Packet, ReadonlySet<string>>();
  const [first] = packets;
  try {
    if (first === undefined) return held;
    const { body } = await reopen(flow, first);
    for (const packet of packets) {
      const recipient = flow.directory().party(packet.recipient);
      const [share] = recipient === undefined ? [] : discloseAll(flow, packet.type, body, [recipient]);
      const names = heldIn(body, share?.disclosure.body ?? {});
      held.set(packet, new Set(names.map((name) => heldKey(flow, thread, name))));
    }
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
  }
  return held;
}

function byRecipient(held: HeldByPacket): Map<string, Set<string>> {
  const all = new Map<string, Set<string>>();
  for (const [{ recipient }, keys] of held) all.set(recipient, new Set([...(all.get(recipient) ?? []), ...keys]));
  return all;
}

/** Leaves in a recipient's withdrawal only the persons whom it got: it learns of no other. */
export function cutWithdrawal(flow: Flow, share: Share, { thread, messages, held }: Withdrawal): Share {
  if (held === undefined) return { ...share, held: messages.map((name): Held => ({ kind: "message", name })) };
  const personIds = personsOf(flow, thread, share, held.get(share.recipient.id) ?? new Set());
  return { ...withPersons(share, personIds), held: personIds.map((name): Held => ({ kind: "person", name })) };
}

/** Cuts a withdrawal that is sealed again for a recipient as its first packet was cut. */
export async function cutAsRecorded(flow: Flow, packet: Packet, share: Share): Promise<Share> {
  const { id, thread, sender } = packet;
  const record = (await flow.store.holdsOfThread(thread)).get(id);
  const held =
    record === undefined
      ? byRecipient(await heldByPacket(flow, thread, await packetsSent(flow, thread, sender), "/body/personIds"))
      : new Map([[share.recipient.id, keysIn(record)]]);
  const cut = withPersons(share, personsOf(flow, thread, share, held.get(share.recipient.id) ?? new Set()));
  return record === undefined ? cut : { ...cut, held: record };
}

/** Lists the persons of a withdrawal whose keys a recipient holds. */
function personsOf(flow: Flow, thread: string, { disclosure }: Share, keys: ReadonlySet<string>): string[] {
  const ids: readonly unknown[] = Array.isArray(disclosure.body.personIds) ? disclosure.body.personIds : [];
  return ids.map(String).filter((id) => keys.has(personKey(flow, thread, id)));
}

function withPersons(share: Share, personIds: readonly string[]): Share {
  const { body } = share.disclosure;
  return Array.isArray(body.personIds)
    ? { ...share, disclosure: { ...share.disclosure, body: { ...body, personIds } } }
    : share;
}

function personKey(flow: Flow, thread: string, id: unknown): string {
  return heldKey(flow, thread, { kind: "person", name: String(id) });
}

/** Makes the entry of a packet that a withdrawal took back. */
export function withdrawnEntry(withdrawal: NewMessage, packet: Packet): RecordedEntry {
  const { acceptedAt, sender, id } = withdrawal;
  return packetEntry("withdrawn", acceptedAt, sender, packet, { by: id, was: packet.state });
}
