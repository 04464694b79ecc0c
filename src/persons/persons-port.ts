/** The contracts of what happens to persons' data after the exchange: finding it on request, destroying it. */
import type { RecordedEntry } from "../domain/recorded-entry.ts";
import type { MessageType } from "../domain/message.ts";
import type { PacketState } from "../domain/packet.ts";
import type { Packet } from "../exchange/packet.ts";
import type { Message } from "../exchange/store-port.ts";

/** Which packets are due to be destroyed: those of the types that have been in the state since before `before`. */
export interface ErasureRule {
  readonly state: PacketState;
  readonly types: readonly string[];
  /** True: the rule is for all types but these. */
  readonly except: boolean;
  /** Ms since the epoch, not included. */
  readonly before: number;
}

/** A message whose envelope is destroyed, and with it the blind index of its persons. */
export type ErasedMessage = Pick<Message, "id" | "thread">;

/** A case whose facts or link keys are destroyed: how many there were of each. */
export interface ErasedCase {
  readonly thread: string;
  readonly facts: number;
  readonly links: number;
}

/** Makes the audit entry of each thing that is destroyed. */
export interface ErasureEntries {
  readonly packet: (packet: Packet) => RecordedEntry;
  readonly envelope: (message: ErasedMessage) => RecordedEntry;
  readonly case: (erased: ErasedCase) => RecordedEntry;
}

/** Place in a sweep: the time (ms) since which something is as it is, and its id. */
export interface SweepPlace {
  readonly since: number;
  readonly id: string;
}

/** One step of a sweep. */
export interface SweepStep {
  /** How many packets lost their bytes, or messages their envelope. */
  readonly erased: number;
  /** Where the next step begins; undefined at the end. */
  readonly next: SweepPlace | undefined;
}

/** A report whose numbers counted a thread that is destroyed. It stays: it holds counts only. */
export interface CountingReport {
  readonly sender: string;
  readonly period: string;
}

/** Destroys payloads. Every call is one transaction: payloads, blind index and entries together. */
export interface ErasureRows {
  /**
   * Destroys the bytes of at most `limit` packets under a rule, and the envelopes of messages that have no packet with bytes
   * left. Looks at a bounded number behind `after`, the place where the step before ended.
   */
  eraseDue(
    rule: ErasureRule,
    at: number,
    limit: number,
    entries: Pick<ErasureEntries, "packet" | "envelope">,
    after?: SweepPlace,
  ): Promise<SweepStep>;
  /**
   * Destroys the envelopes of at most `limit` messages that were accepted before `before` (ms) and have no packet with bytes,
   * in the same way.
   */
  eraseEnvelopes(
    before: number,
    at: number,
    limit: number,
    entries: Pick<ErasureEntries, "envelope">,
    after?: SweepPlace,
  ): Promise<SweepStep>;
  /**
   * Destroys the facts, with their salts, and the items of cases in which nothing is open and nothing has changed since
   * `before` (ms): of at most `limit` items in one step.
   */
  eraseCases(
    before: number,
    limit: number,
    entries: Pick<ErasureEntries, "case">,
    after?: SweepPlace,
  ): Promise<SweepStep>;
  /**
   * Destroys the link keys of persons for whom nothing is open and about whom nothing was accepted since `before` (ms): in at most
   * `limit` threads in one step. Facts stay. With `all` those of everybody.
   */
  eraseLinks(
    before: number,
    limit: number,
    entries: Pick<ErasureEntries, "case">,
    options?: { readonly all?: boolean; readonly after?: SweepPlace },
  ): Promise<SweepStep>;
  /**
   * Destroys all bytes, envelopes, facts and link keys of a thread, and gives the packets' ids. When `mayErase` says no to the state of a
   * packet, nothing is destroyed and `open` has the states that it said no to. `reports` are those that counted the facts. The
   * entries are written also when no bytes are left.
   */
  eraseThread(
    thread: string,
    at: number,
    mayErase: (state: PacketState) => boolean,
    requested: (packets: number) => RecordedEntry,
    entries: ErasureEntries,
  ): Promise<{
    readonly erased: readonly string[];
    readonly open: readonly PacketState[];
    readonly reports: readonly CountingReport[];
  }>;
}

/** A thread in which a message is about a person. */
export interface PersonThread {
  readonly thread: string;
  /** Type and sender of the message that opened it, and when it was accepted, ms. */
  readonly type: MessageType;
  readonly sender: string;
  readonly acceptedAt: number;
  /** Number of its messages about the person. */
  readonly messages: number;
  /** Number of its packets on their way: they must be withdrawn before the thread can be erased. */
  readonly open: number;
}

/** Looks up persons in the blind index. */
export interface PersonRows {
  /** Threads about the person with this index, newest first. */
  threadsOf(mac: Buffer, limit: number): Promise<PersonThread[]>;
}

/** Requests on which persons are looked for. Every call is one transaction with its entry. */
export interface LookupRows {
  /**
   * Records that an operator asks on a request. The first time binds the request to its document; later ones of the same
   * document are counted once.
   * @param find looks up the answer in the same transaction, once the request may be asked, so that the time of a refusal tells nothing;
   *   and makes the entry: `asked` requests since `since`, this one included, and who approved this one
   * @returns the answer; or what hinders the request, and then nothing is looked up or recorded
   */
  askOnce<Answer extends object>(
    request: {
      readonly operator: string;
      readonly reference: string;
      /** Keyed digest of operator, request and document. */
      readonly mac: Buffer;
      readonly at: number;
      readonly since: number;
      /** Most requests since `since` without approval. */
      readonly quota: number;
    },
    find: (
      persons: PersonRows,
      standing: { readonly asked: number; readonly approvedBy: string | null },
    ) => Promise<{ readonly answer: Answer; readonly entry: RecordedEntry }>,
  ): Promise<Answer | "another-document" | "above-quota">;
  /** Approves an operator's request, unless somebody has. Returns the approval that stands. */
  approve(
    approval: { readonly operator: string; readonly reference: string; readonly by: string; readonly at: number },
    entryOf: () => RecordedEntry,
  ): Promise<{ readonly by: string; readonly at: number }>;
}
