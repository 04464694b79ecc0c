/** The number of a document (文号) as it is kept, encrypted, for those who may know it (docs/decisions/0019-document-number.md). */
import { letterOf } from "./document-numbers.ts";
import type { Flow } from "./flow.ts";
import { heldKey, keysIn } from "./holdings.ts";
import type { Packet } from "./packet.ts";
import type { Caller } from "./service.ts";
import type { Message } from "./store-port.ts";

/** Encrypts the number of a message's document, bound to the message; null when it has none. */
export function sealedNumber(
  { documentNumbers }: Pick<Flow, "documentNumbers">,
  { id, thread }: Pick<Message, "id" | "thread">,
  body: Readonly<Record<string, unknown>>,
): Buffer | null {
  const { number } = letterOf(body);
  return typeof number === "string" ? documentNumbers.seal(thread, Buffer.from(number), Buffer.from(id)) : null;
}

/**
 * Reads the numbers of the documents of these messages, by message, for a caller who may know them all. One that cannot be
 * decrypted (a database that was changed, or restored beside other keys) is reported and left out: states are shown all the same.
 */
export async function numbersOf(
  flow: Pick<Flow, "documentNumbers" | "observer" | "store">,
  messages: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const numbers = new Map<string, string>();
  for (const { id, thread, documentNumber } of await flow.store.documentNumbers(messages)) {
    try {
      numbers.set(id, flow.documentNumbers.open(thread, documentNumber, Buffer.from(id)).toString());
    } catch (error) {
      flow.observer.fault("document-number", error);
    }
  }
  return numbers;
}

/**
 * Reads the number of a message's document for its sender, or for a recipient that got it in one of its packets `own` and
 * can still fetch that packet; undefined for others, and when there is none.
 */
export async function numberFor(
  flow: Flow,
  { party }: Pick<Caller, "party">,
  { id, thread, sender }: Pick<Message, "id" | "thread" | "sender">,
  own: readonly Packet[],
): Promise<string | undefined> {
  const number = (await numbersOf(flow, [id])).get(id);
  if (number === undefined || party === sender) return number;
  const key = heldKey(flow, thread, { kind: "letter", name: number });
  const records = await flow.store.holdsOfThread(thread);
  const holds = (packet: string) => keysIn(records.get(packet) ?? Buffer.alloc(0)).has(key);
  return own.some((packet) => packet.state !== "withdrawn" && holds(packet.id)) ? number : undefined;
}
