/** The contract of the store for link keys, by which a person of an earlier case is recognised in a new list. */

/** Link key of a person of a case. */
export interface PersonLink {
  /** Keyed digest of thread and person, hexadecimal. */
  readonly subject: string;
  /** Keyed digest of the identity document under the key of a year, 16 bytes. */
  readonly link: Buffer;
  /** Year (China) whose key made it. */
  readonly year: number;
}

/** A person of another thread with a link key that was asked for. */
export interface LinkedPerson {
  readonly thread: string;
  readonly subject: string;
  /** Hexadecimal. */
  readonly link: string;
  /** Party that opened the thread. */
  readonly sender: string;
}

/** Finds persons by their link keys. */
export interface LinkRows {
  /** Gives the year of the oldest link key; undefined when there is none. */
  firstYear(): Promise<number | undefined>;
  /** Finds the persons of other threads than `thread` that have one of these link keys. */
  linked(links: readonly Buffer[], thread: string): Promise<LinkedPerson[]>;
}
