/** The contract of the store for inquiries. Persons are keyed digests; nothing says what was asked about whom. */
import type { InquiryRefusal, StoredInquiryState } from "../../domain/inquiry.ts";

/** A question of an inquiry, and whether its answer may give a value. */
export interface Question {
  /** Code Q01–Q14. */
  readonly code: string;
  readonly mode: "compare" | "value";
}

/** An inquiry at one recipient. Times in ms since the epoch. */
export interface Inquiry {
  /** Message that asked; its thread has the same id. */
  readonly message: string;
  readonly asker: string;
  /** Who is asked. */
  readonly party: string;
  /** Code U1–U4. */
  readonly purpose: string;
  readonly questions: readonly Question[];
  readonly subjects: number;
  readonly urgency: string;
  /** Digest of the rules about deadlines and the calendar under which it began. */
  readonly rules: string;
  readonly askedAt: number;
  readonly state: StoredInquiryState;
  /** When the state was set. */
  readonly since: number;
  /** Codes of why it was refused, each once. */
  readonly refusals: readonly InquiryRefusal[];
  /** Its subjects about whom the asker asked more often than the policy says. */
  readonly often: number;
}

/** An inquiry that is committed with its message. */
export interface NewInquiry extends Inquiry {
  /** Day in China on which it counts. */
  readonly day: string;
  /** Its number, from 1, among those of the asker, the party and the day: when another took it first, this one is judged again. */
  readonly turn: number;
}

/** A subject of an inquiry. Both digests are destroyed with the envelope of the message. */
export interface InquirySubject {
  /** Keyed digest of thread and person number, as in cases, 16 bytes. */
  readonly subject: Buffer;
  /** Keyed digest of the identity document, or of asker and person number where there is none, 16 bytes: to count inquiries. */
  readonly person: Buffer;
}

/** New state of inquiries of a thread. A withdrawn one stays so. */
export interface SettledInquiry {
  readonly thread: string;
  readonly parties: readonly string[];
  readonly state: StoredInquiryState;
  readonly refusals: readonly InquiryRefusal[];
  /** Number of answers by their result, `match:3`: what the log says of an answer. */
  readonly results?: readonly string[];
}

/** What a document changes of inquiries, in the transaction that accepts it. */
export interface InquiryChange {
  readonly asked: readonly NewInquiry[];
  readonly subjects: readonly InquirySubject[];
  readonly settled: readonly SettledInquiry[];
}

/** How much was asked already. */
export interface AskedSoFar {
  /** Number of inquiries and subjects of the day, by party. */
  readonly today: ReadonlyMap<string, { readonly turns: number; readonly subjects: number }>;
  /** Number of inquiries about each person, by its digest in hexadecimal. */
  readonly about: ReadonlyMap<string, number>;
}

/** Which inquiries of a party are listed, the latest first; all recipients of the last one, also above the limit. */
export interface InquiryQuery {
  readonly states: readonly StoredInquiryState[];
  /** Only those with a subject who was asked about often. */
  readonly often: boolean;
  readonly before?: string;
  readonly limit: number;
}

/** Reads inquiries. */
export interface InquiryRows {
  /** Counts what an asker asked: of the parties on the day, and about the persons since `since` (ms). */
  soFar(
    asker: string,
    parties: readonly string[],
    day: string,
    persons: readonly Buffer[],
    since: number,
  ): Promise<AskedSoFar>;
  /**
   * Reads the inquiry of a thread at a party, with its subjects in hexadecimal; undefined when there is none.
   * @param number keyed digest of the number that the answer names; `isNumber` tells whether the inquiry has it
   */
  at(
    thread: string,
    party: string,
    number: Buffer,
  ): Promise<
    { readonly inquiry: Inquiry; readonly subjects: ReadonlySet<string>; readonly isNumber: boolean } | undefined
  >;
  /** Lists inquiries that a party made or got. */
  ofParty(party: string, query: InquiryQuery): Promise<Inquiry[]>;
}
