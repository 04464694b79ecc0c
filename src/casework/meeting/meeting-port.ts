/** The contract of the store for decisions of joint meetings (联席会议). They name no person. */

/** What a record says of a decision: it was made, or what became of it since. */
export type DecisionWord = "made" | "done" | "open" | "dropped";

/** What one record of a meeting says of one decision. Local dates, times in ms. */
export interface DecisionFact {
  /** Message that carried the record; its thread has the same id. */
  readonly message: string;
  /** Number that the convener gave the decision. */
  readonly decision: string;
  readonly convener: string;
  readonly word: DecisionWord;
  /** Acceptance of the record. */
  readonly at: number;
  /** When it is due; of what goes on only when it was moved. */
  readonly due?: string;
  /** Who does it, the leading party first; when it was made. */
  readonly owners?: readonly string[];
  /** Day on which it was done. */
  readonly doneOn?: string;
  /** Its wording, encrypted; when it was made. */
  readonly text?: Buffer;
}

/** What a document changes of decisions, in the transaction that accepts it. */
export interface MeetingChange {
  readonly facts: readonly DecisionFact[];
  /** Record of the same convener that counts no more: it was superseded or withdrawn. */
  readonly voids?: string;
}

/** Reads decisions. */
export interface DecisionRows {
  /** Lists what the records of a convener say, in the order of acceptance. */
  ofConvener(convener: string): Promise<DecisionFact[]>;
  /** Lists what the records say that a party got, or made. */
  ofMember(party: string): Promise<DecisionFact[]>;
  /** Finds the record that first used a number. @param number keyed digest, as acceptance keeps it */
  recordOf(number: Buffer): Promise<string | undefined>;
}
