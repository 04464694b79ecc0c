import type { RecordedEntry } from "../domain/audit-entry.ts";
import type { MessageClaims } from "../domain/message.ts";
import { mayBecome } from "../domain/packet.ts";
import { type Issue, Refusal } from "../domain/refusal.ts";
import { isObject } from "../wire/value.ts";
import { packetEntry } from "./entries.ts";
import type { Flow } from "./flow.ts";
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
  "recipient-without-packet": ["This recipient got nothing of what is withdrawn", "该单位未收到所撤回的内容"],
} as const satisfies Record<string, readonly [string, string]>;

/** Packets that a withdrawal takes back, and the recipients that are told. */
export interface Withdrawal {
  /** Packets that the commit turns to `withdrawn`, as far as they still may. */
  readonly packets: readonly string[];
  /** Messages of which something is withdrawn. */
  readonly messages: readonly string[];
  /** Everyone who got a packet of what is withdrawn. */
  readonly recipients: readonly string[];
  /** Person numbers that each recipient got from the sender, when the withdrawal names persons. */
  readonly held?: HeldPersons;
}

/** Person numbers in each packet of a sender in a thread. */
export type HeldPersons = ReadonlyMap<Packet, ReadonlySet<unknown>>;

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
  let held: HeldPersons | undefined;
  if (body.message !== undefined) {
    named = sent.filter(({ message }) => message === body.message);
    if (named.length === 0) fault("/body/message", "unknown-message");
  } else if (body.transferId !== undefined) {
    const documents = await documentsOf(flow, sent);
    named = sent.filter(({ message }) => transferIdOf(documents.get(message)) === body.transferId);
    if (named.length === 0) fault("/body/transferId", "unknown-transfer");
  } else if (Array.isArray(body.personIds)) {
    const persons = new Set<unknown>(body.personIds);
    const all = await personsHeld(flow, thread.id, claims.iss);
    held = all;
    const isHeld = (id: unknown) => [...all].some(([packet, ids]) => addressed(packet) && ids.has(id));
    for (const [index, id] of body.personIds.entries()) {
      if (!isHeld(id)) fault(`/body/personIds/${index}`, "person-not-sent");
    }
    named = [...all].filter(([, ids]) => [...ids].some((id) => persons.has(id))).map(([packet]) => packet);
    wholly = (packet) => [...(all.get(packet) ?? [])].every((id) => persons.has(id));
  } else if (sent.length === 0) fault("/body", "nothing-sent");
  const recipients = new Set(named.map(({ recipient }) => recipient));
  if (errors.length === 0) {
    to?.forEach((id, index) => {
      if (!recipients.has(id)) fault(`/to/${index}`, "recipient-without-packet");
    });
  }
  if (errors.length > 0) throw new Refusal("invalid-document", { errors, step: errors[0]?.code ?? "withdrawal" });
  return {
    packets: named
      .filter((packet) => addressed(packet) && wholly(packet) && mayBecome(packet.state, "withdrawn"))
      .map(({ id }) => id),
    messages: [...new Set(named.map(({ message }) => message))],
    recipients: [...recipients],
    ...(held === undefined ? {} : { held }),
  };
}

/** Lists the packets that a party sent in a thread, without those of its withdrawals. */
async function packetsSent(flow: Flow, thread: string, sender: string): Promise<Packet[]> {
  const packets = await flow.store.packetsOfThread(thread);
  return packets.filter((packet) => packet.sender === sender && packet.type !== "withdrawal");
}

/** Opens the documents of packets once more, by message. One that was erased, or cannot be opened, is not among them. */
async function documentsOf(flow: Flow, packets: readonly Packet[]): Promise<Map<string, Record<string, unknown>>> {
  const documents = new Map<string, Record<string, unknown>>();
  for (const packet of new Map(packets.map((each) => [each.message, each])).values()) {
    try {
      documents.set(packet.message, (await reopen(flow, packet)).body);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
    }
  }
  return documents;
}

/** Finds which persons each packet of a sender in a thread has, as the sharing policy gives them to its recipient. */
export async function personsHeld(flow: Flow, thread: string, sender: string): Promise<HeldPersons> {
  const sent = await packetsSent(flow, thread, sender);
  const documents = await documentsOf(flow, sent);
  const held = new Map<Packet, ReadonlySet<unknown>>();
  for (const packet of sent) {
    const body = documents.get(packet.message);
    const recipient = flow.directory().party(packet.recipient);
    if (body === undefined || recipient === undefined) continue;
    const [share] = discloseAll(flow, packet.type, body, [recipient]);
    held.set(packet, new Set(personIdsIn(share?.disclosure.body)));
  }
  return held;
}

/** Leaves in a recipient's withdrawal only the persons whom it got: it learns of no other. */
export function cutWithdrawal(share: Share, held: HeldPersons | undefined): Share {
  const { body } = share.disclosure;
  if (held === undefined || !Array.isArray(body.personIds)) return share;
  const own = new Set<unknown>();
  for (const [{ recipient }, ids] of held) {
    if (recipient === share.recipient.id) for (const id of ids) own.add(id);
  }
  const personIds = body.personIds.filter((id) => own.has(id));
  return { ...share, disclosure: { ...share.disclosure, body: { ...body, personIds } } };
}

function personIdsIn(body: Record<string, unknown> | undefined): unknown[] {
  const persons = body?.subjects ?? body?.results;
  return Array.isArray(persons) ? persons.map((person) => (isObject(person) ? person.personId : undefined)) : [];
}

function transferIdOf(body: Record<string, unknown> | undefined): unknown {
  return isObject(body?.header) ? body.header.transferId : undefined;
}

/** Makes the entry of a packet that a withdrawal took back. */
export function withdrawnEntry(withdrawal: NewMessage, packet: Packet): RecordedEntry {
  const { acceptedAt, sender, id } = withdrawal;
  return packetEntry("withdrawn", acceptedAt, sender, packet, { by: id, was: packet.state });
}
