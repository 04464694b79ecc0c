/** What a document changes of cases, inquiries and decisions, in the transaction that accepts it. */
import type { InquiryChange } from "./inquiry/inquiry-port.ts";
import type { MeetingChange } from "./meeting/meeting-port.ts";
import type { CaseChange } from "./ports.ts";

/** What commits with a message besides its packets. */
export interface Changes {
  /** What it adds to the case of its thread. */
  readonly change?: CaseChange;
  /** What it changes of inquiries. */
  readonly inquiry?: InquiryChange;
  /** What it changes of decisions of joint meetings. */
  readonly meeting?: MeetingChange;
}
