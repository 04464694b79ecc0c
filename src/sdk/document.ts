import type { MessageType } from "../domain/message.ts";
import type { AidSubjectList } from "../schema/generated/aid-subject-list.ts";
import type { Correction } from "../schema/generated/correction.ts";
import type { Feedback } from "../schema/generated/feedback.ts";
import type { ReverseLead } from "../schema/generated/reverse-lead.ts";
import type { Supplement } from "../schema/generated/supplement.ts";
import type { Withdrawal } from "../schema/generated/withdrawal.ts";

/** The documents whose types are generated from their schemas. */
interface Documents {
  readonly "aid-subject-list": AidSubjectList;
  readonly supplement: Supplement;
  readonly correction: Correction;
  readonly withdrawal: Withdrawal;
  readonly feedback: Feedback;
  readonly "reverse-lead": ReverseLead;
}

/** Any JSON object. */
export type JsonDocument = Readonly<Record<string, unknown>>;

/** The document that a message of a type carries. */
export type DocumentOf<T extends MessageType> = T extends keyof Documents ? Documents[T] : JsonDocument;

/** Types whose documents reach their recipient whole; of all others it sees what the sharing policy lets it see. */
type WholeType = "withdrawal" | "feedback" | "reverse-lead";

/** A type with the document that a packet of it holds. `type` tells which. */
export type Content =
  | { [T in WholeType]: { readonly type: T; readonly body: DocumentOf<T> } }[WholeType]
  | { readonly type: Exclude<MessageType, WholeType>; readonly body: JsonDocument };
