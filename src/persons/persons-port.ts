/** The contracts of what happens to persons' data after the exchange: finding it on request, destroying it. */
import type { RecordedEntry } from "../domain/audit-entry.ts";
import type { MessageType } from "../domain/message.ts";
import type { PacketState } from "../domain/packet.ts";
import type { Packet } from "../exchange/packet.ts";
import type { Message } from "../exchange/store-port.ts";

/** Which packets are due to be destroyed (see retention). */
export interface ErasureRule {
  readonly state: PacketState;
  readonly types: readonly string[];
  /** True: all types but these. */
  readonly except: boolean;
  /** They reached their state before, ms. */
  readonly before: number;
}

/** A message whose envelope goes, and with it what the blind index has of its persons. */
export type ErasedMessage = Pick<Message, "id" | "thread">;

/** The entries of what is destroyed, one each. */
export interface ErasureEntries {
  readonly packet: (packet: Packet) => RecordedEntry;
  readonly envelope: (message: ErasedMessage) => RecordedEntry;
}

/** Destroying payloads; every call is one transaction, payloads, blind index and entries together. */
export interface ErasureRows {
  /** Destroys the bytes of at most `limit` packets under a rule, and the envelopes none of whose packets has bytes. How many. */
  eraseDue(rule: ErasureRule, at: number, limit: number, entries: ErasureEntries): Promise<number>;
  /** Destroys the envelopes of at most `limit` messages that were accepted before, ms, and have no packet with bytes. How many. */
  eraseEnvelopes(before: number, at: number, limit: number, entries: Pick<ErasureEntries, "envelope">): Promise<number>;
  /**
   * Destroys all bytes and envelopes of a thread, unless a packet may not be: then nothing happens and those are
   * `open`. The entries are written also when no bytes are left.
   */
  eraseThread(
    thread: string,
    at: number,
    mayErase: (packet: Packet) => boolean,
    requested: (packets: number) => RecordedEntry,
    entries: ErasureEntries,
  ): Promise<{ readonly erased: readonly Packet[]; readonly open: readonly Packet[] }>;
}

/** A thread in which a message is about a person. */
export interface PersonThread {
  readonly thread: string;
  /** Type and sender of the message that opened it, and when it was accepted, ms. */
  readonly type: MessageType;
  readonly sender: string;
  readonly acceptedAt: number;
  /** How many of its messages are about the person. */
  readonly messages: number;
  /** How many of its packets are on their way: those are withdrawn before the thread can be erased. */
  readonly open: number;
}

/** Look-ups in the blind index of persons. */
export interface PersonRows {
  /** Threads about the person with this index, newest first. */
  threadsOf(mac: Buffer, limit: number): Promise<PersonThread[]>;
}
