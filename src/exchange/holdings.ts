/** What recipients hold of a sender's documents in a thread: keyed digests, so that no document has to be opened again. */
import { isObject } from "../wire/value.ts";
import { letterOf } from "./document-numbers.ts";
import type { Flow } from "./flow.ts";
import type { Packet } from "./packet.ts";

/** Length of a key: a byte for the kind, then the first bytes of a keyed SHA-256. */
const LENGTH = 16;

/** First byte of a key, in hexadecimal, by the kind of what it names. */
const KINDS = { transfer: "01", person: "02", message: "03", letter: "04" } as const;

/** Name of something that a packet holds, or that a withdrawal takes back. */
export interface Held {
  readonly kind: keyof typeof KINDS;
  readonly name: string;
}

/** Computes the key of a name, in hexadecimal. Equal names of two threads have different ones, so that no thread tells of another. */
export function heldKey(flow: Pick<Flow, "mac">, thread: string, { kind, name }: Held): string {
  const mac = flow.mac(JSON.stringify(["held", thread, kind, name]));
  return KINDS[kind] + mac.toString("hex", 0, LENGTH - 1);
}

/** Tells whether a key names a person. */
export function isPersonKey(key: string): boolean {
  return key.startsWith(KINDS.person);
}

/** Makes the record of a packet's names, each once. */
export function recordOf(flow: Pick<Flow, "mac">, thread: string, held: readonly Held[]): Buffer {
  return Buffer.from([...new Set(held.map((each) => heldKey(flow, thread, each)))].join(""), "hex");
}

/** Reads the keys in a record. */
export function keysIn(record: Buffer): Set<string> {
  const keys = new Set<string>();
  for (let at = 0; at < record.length; at += LENGTH) keys.add(record.toString("hex", at, at + LENGTH));
  return keys;
}

/**
 * Lists what a packet holds: the `transferId` of the whole document, and of the recipient's part of it, `body`, the number of
 * the letter (文号) and the persons.
 */
export function heldIn(document: Record<string, unknown>, body: Record<string, unknown>): Held[] {
  const transfer = isObject(document.header) ? document.header.transferId : undefined;
  const persons = body.subjects ?? body.results ?? body.visits ?? body.evaluations;
  return [
    ...named("transfer", [transfer]),
    ...named("letter", [letterOf(body).number]),
    ...named(
      "person",
      (Array.isArray(persons) ? persons : []).map((person) => (isObject(person) ? person.personId : undefined)),
    ),
  ];
}

function named(kind: Held["kind"], names: readonly unknown[]): Held[] {
  return names.flatMap((name) => (typeof name === "string" ? [{ kind, name }] : []));
}

/** What each recipient was given of a sender's documents in a thread, and still holds. */
export interface Holdings {
  /** Tells whether a recipient was given a person and holds it still; a packet without a record may hold anybody. */
  holds(recipient: string, person: unknown): boolean;
  /** Tells whether everything that a recipient was given about a person was withdrawn. */
  wasWithdrawn(recipient: string, person: unknown): boolean;
}

/** Reads what the recipients of a sender's packets in a thread hold. */
export async function readHoldings(flow: Flow, thread: string, sender: string): Promise<Holdings> {
  const [packets, records] = await Promise.all([flow.store.packetsOfThread(thread), flow.store.holdsOfThread(thread)]);
  return holdingsOf(
    flow,
    thread,
    packets.filter((packet) => packet.sender === sender),
    records,
  );
}

/** Follows the packets of one sender in their order: documents give, withdrawals take back what was given before them. */
export function holdingsOf(
  flow: Pick<Flow, "mac">,
  thread: string,
  packets: readonly Pick<Packet, "id" | "message" | "recipient" | "type" | "state">[],
  records: ReadonlyMap<string, Buffer>,
): Holdings {
  const given = new Map<string, Set<string>>();
  const held = new Map<string, Map<string, Set<string>>>();
  const unrecorded = new Set<string>();
  for (const { id, message, recipient, type, state } of packets) {
    const record = records.get(id);
    const byMessage = held.get(recipient) ?? new Map<string, Set<string>>();
    held.set(recipient, byMessage);
    if (type === "withdrawal") {
      if (record !== undefined) takeBack(byMessage, keysIn(record));
    } else if (record === undefined) {
      if (state !== "withdrawn") unrecorded.add(recipient);
    } else {
      const keys = keysIn(record);
      given.set(recipient, new Set([...(given.get(recipient) ?? []), ...keys]));
      const key = heldKey(flow, thread, { kind: "message", name: message });
      byMessage.set(key, new Set([...(byMessage.get(key) ?? []), ...keys]));
    }
  }
  const keyOf = (person: unknown) => heldKey(flow, thread, { kind: "person", name: String(person) });
  const isHeld = (recipient: string, key: string) =>
    [...(held.get(recipient)?.values() ?? [])].some((keys) => keys.has(key));
  return {
    holds: (recipient, person) => unrecorded.has(recipient) || isHeld(recipient, keyOf(person)),
    wasWithdrawn(recipient, person) {
      const key = keyOf(person);
      return given.get(recipient)?.has(key) === true && !isHeld(recipient, key);
    },
  };
}

function takeBack(byMessage: Map<string, Set<string>>, withdrawn: ReadonlySet<string>): void {
  for (const [message, keys] of byMessage) {
    if (withdrawn.has(message)) byMessage.delete(message);
    else for (const key of withdrawn) keys.delete(key);
  }
}
