import type { Reply } from "../domain/item.ts";
import type { Days, Pause } from "./ports.ts";

/** What a feedback says of one item, without its free texts and amounts. Times in ms, dates local. */
export interface Result {
  readonly reply: Reply;
  readonly message: string;
  readonly issuedAt: number;
  /** Acceptance by the gateway. */
  readonly acceptedAt: number;
  readonly reason?: string;
  readonly acceptedOn?: string;
  readonly decidedOn?: string;
  readonly servedOn?: string;
  readonly firstPaidOn?: string;
  readonly expectedBy?: string;
  readonly notice?: Required<Days>;
  readonly pause?: Pause;
  /** X1–X4. */
  readonly extend?: string;
  /** Whether it names aid with its form and, for money, the first payment. */
  readonly carriedOut?: true;
  /** Whether it has the number of a decision. */
  readonly decided?: true;
  readonly firstAid?: true;
  readonly reopens?: true;
  /** Message whose facts of this item are void from now on. */
  readonly corrects?: string;
}
