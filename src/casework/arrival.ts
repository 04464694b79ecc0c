import type { Issue } from "../domain/refusal.ts";
import type { MessageType } from "../domain/message.ts";
import type { Duty } from "../exchange/ports.ts";
import type { CaseChange, CaseKeys, CaseRows, Item } from "./ports.ts";
import type { Result } from "./result.ts";

/** A document that is being accepted, in memory only. */
export interface Arrival {
  /** Id that its message gets. */
  readonly id: string;
  readonly thread: string;
  /** Time of its acceptance, ms. */
  readonly at: number;
  readonly type: MessageType;
  readonly sender: string;
  readonly body: Readonly<Record<string, unknown>>;
  /** What each recipient is asked for. */
  readonly shares: readonly { readonly recipient: string; readonly duties: readonly Duty[] }[];
  /** Sender of the message that opened the thread. */
  readonly opener: string;
  /** Recipients that it names. */
  readonly to?: readonly string[] | undefined;
  /** Messages that a withdrawal takes back. */
  readonly withdrawn: readonly string[];
}

/** What a document adds to its case, and what a person should look at. */
export interface Taken {
  readonly change?: CaseChange;
  readonly warnings: readonly Issue[];
}

/** Parts that the closed loop needs from outside. */
export interface CaseworkDeps {
  readonly keys: CaseKeys;
  readonly rows: CaseRows;
  /** Computes the keyed digest of a sender's number of a document, as acceptance keeps it. */
  readonly documentKey: (sender: string, transferId: string) => Buffer;
  /** Function and area of a party, as documents name organisations. */
  readonly organisation: (party: string) => { readonly department: string; readonly division: string } | undefined;
  /** Gives the digest of the rules about deadlines and the calendar in force: items that begin now keep them. */
  readonly rules: () => string;
  /** Tells whether the pause for missing documents has reached its limit. */
  readonly pauseOver: (item: Item, result: Result) => boolean;
}
