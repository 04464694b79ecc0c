/**
 * Words for what auditors and operators ask, fit to stay in the log for ever. A person who asks can type anything: a
 * citizen number passes for a party id, and fits into the digits of a UUID or of a fraction of a second. So nothing is
 * recorded as it was typed: names and ids only when the gateway has them itself, times in its own form, codes from its
 * own lists.
 */
import type { MatrixColumn, Nameable, SummaryKey } from "./queries.ts";
import type { EntryType } from "../domain/audit-entry.ts";
import type { MessageType } from "../domain/message.ts";
import type { RejectReason } from "../domain/receipt.ts";
import type { FailureCause, PacketState } from "../domain/packet.ts";
import { rfc3339 } from "../wire/rfc3339.ts";

/** Forms of a stream, which has all that matches. A page has no form. */
export type StreamForm = "csv" | "ndjson";

/** All that can be asked, at any endpoint. Each value was checked for its form. */
export interface Question {
  readonly sender?: string;
  readonly recipient?: string;
  readonly actor?: string;
  readonly party?: string;
  readonly message?: string;
  readonly packet?: string;
  readonly thread?: string;
  /** Subject of events: an id, or the party that a packet is for. */
  readonly subject?: { readonly id: string } | { readonly party: string };
  /** Bundle of the log's entries. */
  readonly bundle?: { readonly index: number; readonly width: number };
  readonly state?: PacketState;
  readonly type?: MessageType | EntryType;
  readonly by?: SummaryKey;
  /** Rows and columns of a matrix. */
  readonly rows?: SummaryKey;
  readonly columns?: MatrixColumn;
  readonly cause?: FailureCause;
  readonly overdue?: boolean;
  readonly reason?: RejectReason;
  readonly unwitnessed?: boolean;
  /** Period of a report, `2026-10`. */
  readonly period?: string;
  /** Form of a stream of everything. */
  readonly as?: StreamForm;
  /** Times in ms. */
  readonly from?: number;
  readonly to?: number;
}

/** Tells what the gateway has, or ever had. */
export interface Known {
  knows(what: Nameable, id: string): Promise<boolean>;
  /** Tells whether the published log reaches a bundle of its entries. */
  knowsBundle(index: number, width: number): Promise<boolean>;
}

/** Question as it is recorded. */
export interface Wording {
  readonly asked: Readonly<Record<string, string>>;
  /** First member that names something that the gateway never had. It is recorded as `unknown`. */
  readonly unknown?: keyof Question;
}

const UNKNOWN = "unknown";

/** Words a question for the record. */
export async function wordQuestion(question: Question, known: Known): Promise<Wording> {
  const { sender, recipient, actor, party, message, packet, thread, subject, bundle } = question;
  const asked: Record<string, string> = {};
  let unknown: keyof Question | undefined;

  async function name(member: keyof Question, what: Nameable, id: string | undefined): Promise<void> {
    if (id !== undefined) put(member, id, await known.knows(what, id));
  }
  function put(member: keyof Question, text: string, isKnown: boolean): void {
    asked[member] = isKnown ? text : UNKNOWN;
    if (!isKnown) unknown ??= member;
  }

  await name("sender", "party", sender);
  await name("recipient", "party", recipient);
  await name("actor", "party", actor);
  await name("party", "party", party);
  await name("message", "subject", message);
  await name("packet", "packet", packet);
  await name("thread", "thread", thread);
  if (subject !== undefined) {
    if ("party" in subject) await name("subject", "party", subject.party);
    else await name("subject", "subject", subject.id);
  }
  if (bundle !== undefined) {
    const { index, width } = bundle;
    put("bundle", `${index}.${width}`, await known.knowsBundle(index, width));
  }
  const { state, reason, type, by, rows, columns, as, cause, period, overdue, unwitnessed, from, to } = question;
  const words = { state, reason, type, by, rows, columns, as, cause, period };
  for (const [member, word] of Object.entries(words)) if (word !== undefined) asked[member] = word;
  for (const [member, on] of Object.entries({ overdue, unwitnessed })) if (on === true) asked[member] = "true";
  for (const [member, at] of Object.entries({ from, to })) if (at !== undefined) asked[member] = rfc3339(at);
  return { asked, ...(unknown === undefined ? {} : { unknown }) };
}
