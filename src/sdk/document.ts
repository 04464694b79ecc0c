import type { MessageType } from "../domain/message.ts";
import type { AidSubjectList } from "../schema/generated/aid-subject-list.ts";
import type { Bridge } from "../schema/generated/bridge.ts";
import type { Correction } from "../schema/generated/correction.ts";
import type { Evaluation } from "../schema/generated/evaluation.ts";
import type { Meeting } from "../schema/generated/meeting.ts";
import type { Feedback } from "../schema/generated/feedback.ts";
import type { Feedback1_1 } from "../schema/generated/feedback-1.1.ts";
import type { Inquiry } from "../schema/generated/inquiry.ts";
import type { InquiryAnswer } from "../schema/generated/inquiry-answer.ts";
import type { Plan } from "../schema/generated/plan.ts";
import type { Reminder } from "../schema/generated/reminder.ts";
import type { ReverseLead } from "../schema/generated/reverse-lead.ts";
import type { Supplement } from "../schema/generated/supplement.ts";
import type { Visit } from "../schema/generated/visit.ts";
import type { Withdrawal } from "../schema/generated/withdrawal.ts";

/** Documents by type of message, where the type is generated from a schema. */
interface Documents {
  readonly "aid-subject-list": AidSubjectList;
  readonly supplement: Supplement;
  readonly correction: Correction;
  readonly bridge: Bridge;
  readonly inquiry: Inquiry;
  readonly "inquiry-answer": InquiryAnswer;
  readonly plan: Plan;
  readonly withdrawal: Withdrawal;
  readonly feedback: Feedback | Feedback1_1;
  readonly "reverse-lead": ReverseLead;
  readonly visit: Visit;
  readonly reminder: Reminder;
  readonly evaluation: Evaluation;
  readonly meeting: Meeting;
}

/** Any JSON object. */
export type JsonDocument = Readonly<Record<string, unknown>>;

/** Document that a message of a type carries; of a type that only the program's user knows, any. */
export type DocumentOf<T extends MessageType> = MessageType extends T
  ? JsonDocument
  : T extends keyof Documents
    ? Documents[T]
    : JsonDocument;

/** Types whose documents reach the recipient whole. Of other documents it gets what the sharing policy allows. */
type WholeType = "withdrawal" | "feedback" | "reverse-lead" | "reminder";

/** Type of a packet with its document: `type` tells the type of `body`. */
export type Content =
  | { [T in WholeType]: { readonly type: T; readonly body: DocumentOf<T> } }[WholeType]
  | { readonly type: Exclude<MessageType, WholeType>; readonly body: JsonDocument };
