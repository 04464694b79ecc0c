import type { Issue } from "../domain/refusal.ts";
import type { MessageType } from "../domain/message.ts";
import type { PartyKind } from "../domain/party.ts";
import type { Duty } from "../exchange/ports.ts";
import type { QuestionsRule } from "../disclosure/policy-document.ts";
import type { ClockVersions } from "./clock/versions.ts";
import type { GuidelineDocument } from "./guideline/guideline-document.ts";
import type { Changes } from "./changes-port.ts";
import type { InquiryRows } from "./inquiry/inquiry-port.ts";
import type { DecisionRows } from "./meeting/meeting-port.ts";
import type { LinkRows } from "./recurrence/link-port.ts";
import { isObject } from "../wire/value.ts";
import type { CaseKeys, CaseRows } from "./ports.ts";
import { textIn } from "./read-subject.ts";

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
  readonly shares: readonly {
    readonly recipient: string;
    readonly duties: readonly Duty[];
    /** The part of the document that it gets. */
    readonly cut?: Readonly<Record<string, unknown>>;
  }[];
  /** Sender of the message that opened the thread. */
  readonly opener: string;
  /** Recipients that it names. */
  readonly to?: readonly string[] | undefined;
  /** Messages that a withdrawal takes back. */
  readonly withdrawn: readonly string[];
}

/** What a document adds to its case, and what a person should look at. */
export interface Taken extends Changes {
  readonly warnings: readonly Issue[];
}

/** Parts that the closed loop needs from outside. */
export interface CaseworkDeps {
  readonly keys: CaseKeys;
  readonly rows: CaseRows;
  readonly inquiryRows: InquiryRows;
  readonly links: LinkRows;
  /** Whether persons of earlier cases are recognised in new lists. */
  readonly recurrence: boolean;
  readonly decisionRows: DecisionRows;
  /** Limits of inquiries; undefined when the sharing policy has none. */
  readonly inquiries: QuestionsRule | undefined;
  /** Computes the keyed digest by which inquiries about a person are counted, 16 bytes. */
  readonly personKey: (person: string) => Buffer;
  /** Gives the date in China of a moment (ms). */
  readonly dateAt: (at: number) => string;
  /** Computes the keyed digest of a sender's number of a document, as acceptance keeps it. */
  readonly documentKey: (sender: string, transferId: string) => Buffer;
  /** Function and area of a party, as documents name organisations. */
  readonly organisation: (party: string) => { readonly department: string; readonly division: string } | undefined;
  /** Finds the id of the department that a plan names, by id or by a function that only one has. */
  readonly departmentOf: (name: string) => string | undefined;
  /** Gives the guidelines that hold now. */
  readonly guidelines: () => readonly GuidelineDocument[];
  /** Tells whether a version of the guideline, as a check of a list names it, was ever in force with a rule. */
  readonly knowsRule: (version: string, rule: string) => Promise<boolean>;
  /** Gives the party that has taken over from another one; undefined when none has. */
  readonly successor: (party: string) => string | undefined;
  /** Gives the digest of the rules about deadlines and the calendar in force: items that begin now keep them. */
  readonly rules: () => string;
  /** Kind of a party; undefined for one that the directory does not have any more. */
  readonly kindOf: (party: string) => PartyKind | undefined;
  /** Division of a party; undefined when the directory does not have it any more. */
  readonly division: (party: string) => string | undefined;
  /** Finds the rules about deadlines and the calendar under which items began. */
  readonly versions: Pick<ClockVersions, "of">;
}

/** Time of issue of a document, or of its acceptance when it names none. */
export function issuedAtOf({ body, at }: Pick<Arrival, "body" | "at">): number {
  const header = isObject(body.header) ? body.header : body;
  const issuedAt = Date.parse(textIn(header, "issuedAt") ?? "");
  return Number.isNaN(issuedAt) ? at : issuedAt;
}
