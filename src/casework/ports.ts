/**
 * The contracts of the closed loop: what became of each need of each person. `src/gateway` wires them; the room itself is
 * pure. Everything here is de-identified: persons and households are keyed digests within their thread.
 */
import type { ItemFlag, ItemState, Reply } from "../domain/item.ts";
import type { Letter } from "../domain/letter.ts";
import type { MessageType } from "../domain/message.ts";
import type { PersonLink } from "./recurrence/link-port.ts";
import type { PlacedPerson } from "./worklist/placed-person.ts";

/** A period of days, local dates (`2026-10-09`). Without `to` it has not ended. */
export interface Days {
  readonly from: string;
  readonly to?: string;
}

/** Pause of a clock: 补正 P1, 鉴定评估 P3, 联系不上本人 P4. */
export interface Pause extends Days {
  readonly code: string;
}

/** Dates of an item from its feedback, local dates; each the first one that was given, unless a later feedback changed it. */
export interface ItemDates {
  /** 受理日. */
  readonly acceptedOn?: string;
  /** Public notice (公示). */
  readonly notice?: Days;
  readonly decidedOn?: string;
  /** Day of the first document that reported the check (20). */
  readonly checkingOn?: string;
  /** Day of the decision that granted the aid; of the document, when it names no day. */
  readonly grantedOn?: string;
  /** Day of the decision that refused it; of the document, when it names no day. */
  readonly refusedOn?: string;
  /** Day on which the aid was first carried out: the first payment, else that of the document that reported it. */
  readonly deliveredOn?: string;
  /** Day on which the gateway accepted the first report of the decision. */
  readonly reportedOn?: string;
  /** Day on which the refusal was served with the notice of rights. */
  readonly servedOn?: string;
  readonly firstPaidOn?: string;
  /** The department's own estimate, never a due date. */
  readonly expectedBy?: string;
  readonly pauses?: readonly Pause[];
  /** Reasons of extension (X1–X4), each once. */
  readonly extensions?: readonly string[];
}

/**
 * One need of one subject at one department, folded from its facts: its state now, and everything from which its clocks are
 * derived. Times in ms since the epoch.
 */
export interface Item {
  /** UUIDv7: its name at the API. */
  readonly id: string;
  readonly thread: string;
  /** Message that sent it. */
  readonly message: string;
  /** Type of that message; of an item from before it was kept: none. */
  readonly type?: MessageType;
  /** Digest of the rules about deadlines and the calendar under which it began; of an item from before it was kept: none. */
  readonly rules?: string;
  /** Sender of that message. */
  readonly sender: string;
  readonly department: string;
  /** Keyed digest of thread and person, hexadecimal, 16 bytes. */
  readonly subject: string;
  /** Code N01–N17. */
  readonly need: string;
  /** Whether the department only takes part in the need: such an item has no clocks, and is shown once it has a reply. */
  readonly co: boolean;
  /** Urgency (field 8) of the document or of the need, the more urgent one. */
  readonly urgency: string;
  readonly state: ItemState;
  /** `issuedAt` of the document that set the state; the sealing until then. */
  readonly since: number;
  /** Message that set the state. */
  readonly by: string;
  /** Reply that set the state. */
  readonly reply?: Reply;
  /** Its reason (R01 …), or `W` after a withdrawal. */
  readonly reason?: string;
  /** Sealing of its packet. */
  readonly sealedAt: number;
  /** First sealing of the need for any department; as `sealedAt` when it was not passed on. */
  readonly originalStart: number;
  /** Departments that passed it on before, the first one first. */
  readonly chain: readonly string[];
  /** Acceptance of the first feedback. */
  readonly repliedAt?: number;
  /** Whether it was under check once: after that it can no longer be not accepted. */
  readonly checked: boolean;
  /** Whether it was withdrawn: what comes then is history. */
  readonly closed: boolean;
  /** When the withdrawal was issued. */
  readonly closedAt?: number;
  readonly flags: readonly ItemFlag[];
  readonly dates: ItemDates;
  /** Letters about it, in the order in which they were sent. */
  readonly letters?: readonly Letter[];
}

/** Members of a fact in the clear: work lists select by them. Times in ms since the epoch. */
export interface Fact {
  /** `subject`, `sent`, `withdrawn`, or the code of a reply. */
  readonly event: string;
  readonly message: string;
  /** `issuedAt` of the document. */
  readonly issuedAt: number;
  readonly subject: string;
  readonly need?: string;
  readonly department?: string;
  /** Further codes and dates, as its event has them. */
  readonly [member: string]: unknown;
}

/** A fact as it is stored, with its salt and its digest, SHA-256(salt ‖ JCS(clear and secret members together)). */
export interface StoredFact {
  readonly fact: Fact;
  /** Amounts, groups and division, encrypted; null when there are none. */
  readonly secret: Buffer | null;
  /** 16 bytes. */
  readonly salt: Buffer;
  /** 32 bytes. */
  readonly digest: Buffer;
}

/** What a document adds to the case of its thread, in the transaction that accepts it. */
export interface CaseChange {
  readonly thread: string;
  /** Number of this change of the case, from 1: when another document took it first, this one is judged again. */
  readonly revision: number;
  readonly facts: readonly StoredFact[];
  /** Merkle root over the digests of the facts, 32 bytes. */
  readonly root: Buffer;
  /** Items that are new or changed, as they are now. */
  readonly items: readonly PlacedItem[];
  /** Link keys of its persons, when recurrence is on. */
  readonly links?: readonly PersonLink[];
  /** Persons of whom something was told that work lists of persons follow from. */
  readonly persons?: readonly PlacedPerson[];
}

/** An item with its place in work lists. */
export interface PlacedItem extends Item {
  /** Day (number since 1970-01-01) before which nothing that runs in its state began; see worklist/place.ts. */
  readonly day: number;
}

/** A case as it is read: its last revision, and items. */
export interface CaseState {
  readonly revision: number;
  readonly items: readonly Item[];
  /** Messages of the thread that first used the asked numbers of documents, by digest in hexadecimal. */
  readonly documents: ReadonlyMap<string, string>;
}

/** Which items of a case are read. */
export interface CaseScope {
  /** Only items of this department. */
  readonly department?: string;
  /** Keyed digests of numbers of documents whose messages are asked for. */
  readonly documents?: readonly Buffer[];
}

/** An item as it is read, with what its packets and its subject's other items say. */
export interface ReadItem {
  readonly item: Item;
  /** Receipt that accepted its packet, ms; null: none yet. */
  readonly receiptAt: number | null;
  /** Whether any department reported the person's death. */
  readonly dead: boolean;
}

/** An item that a work list looks at, with its place in the order of the list. */
export interface CandidateItem extends ReadItem {
  readonly day: number;
}

/** Items in a state with a need whose day is from `low` to `high`, both included. */
export interface Range {
  readonly state: ItemState;
  readonly need: string;
  readonly low: number;
  readonly high: number;
}

/** Which candidates of a work list are read, in the order of day and id. */
export interface RangeQuery {
  readonly ranges: readonly Range[];
  /** Only items of this department. */
  readonly department?: string;
  readonly after?: { readonly day: number; readonly id: string };
  readonly limit: number;
}

/** Mark of an item that a work list looks for without its clocks: a pause that lasts, a need on which a gap depends, a flag, or a letter without an answer. */
export type Mark = "blocked" | "gap" | "reroute" | "conflict" | "letters";

/** Which marked items are read, in the order of their ids. */
export interface MarkQuery extends ItemQuery {
  readonly mark: Mark;
}

/** Which items of a party are read: in the order of their ids, after the item `after`. */
export interface ItemQuery {
  readonly state?: ItemState;
  readonly need?: string;
  /** Only items of this department. */
  readonly department?: string;
  readonly after?: string;
  readonly limit: number;
}

/** Number of persons of one message, how many still wait for an outcome, and the feedbacks about them. */
export interface OutcomeRow {
  readonly message: string;
  readonly persons: number;
  /** Persons with an item for which a department still has something to do. */
  readonly open: number;
  /** Feedbacks that set the state of an item: department, time of issue (ms) and message. */
  readonly words: readonly { readonly by: string; readonly at: number; readonly message: string }[];
}

/** Reads cases. */
export interface CaseRows {
  /** Reads the items of a thread that a party sees: all when it sent the list, else its own. */
  itemsOfThread(thread: string, party: string): Promise<ReadItem[]>;
  /** Counts what became of the persons of each message of a thread, as far as a party sees them. */
  outcomesOf(thread: string, party: string): Promise<OutcomeRow[]>;
  /** Reads items of a party, as sender or as department. */
  itemsOf(party: string, query: ItemQuery): Promise<ReadItem[]>;
  /** Reads items of a party, as sender or as department, that may be in a stage. */
  candidates(party: string, query: RangeQuery): Promise<CandidateItem[]>;
  /** Reads items of a party that have a lasting pause (`blocked`), or a flag that asks for a person; `gap` and `reroute` as sender only. */
  marked(party: string, query: MarkQuery): Promise<ReadItem[]>;
  /** Reads a case; undefined when the thread has none, or it was erased. */
  caseOf(thread: string, scope?: CaseScope): Promise<CaseState | undefined>;
  /** Reads facts and items of threads. */
  threads(ids: readonly string[]): Promise<ThreadRows[]>;
  /** Reads the facts of a thread, in the order of acceptance; of one department, or all. */
  factsOf(thread: string, department?: string): Promise<StoredFact[]>;
}

/** Reads what was in force. */
export interface RecordedRules {
  /** Digests of all rules and calendars that were ever in force. */
  versions(): Promise<readonly string[]>;
  /** The document of one, as `clocksText` wrote it; undefined when there is none. */
  document(version: string): Promise<string | undefined>;
}

/** Reads the guidelines that were ever in force. */
export interface RecordedGuidelines {
  /** Ids of the rules of each, by `{id}@{version}`. */
  rules(): Promise<ReadonlyMap<string, readonly string[]>>;
}

/** Names of persons and households within a thread, and the cipher of what is not in the clear (src/crypto/case-keys.ts). */
export interface CaseKeys {
  subject(thread: string, personId: string): Buffer;
  household(thread: string, householdId: string): Buffer;
  link(year: number, document: string): Buffer;
  salts(count: number): Buffer[];
  seal(thread: string, plain: Uint8Array, bound: Uint8Array): Buffer;
  open(thread: string, sealed: Uint8Array, bound: Uint8Array): Buffer;
}

/** Error: another message changed the case of the thread first. */
export class CaseMoved extends Error {
  override readonly name = "CaseMoved";
}

/** An item with the time at which its department signed for it, ms; null: not yet. */
export type SignedItem = Pick<ReadItem, "item" | "receiptAt">;

/** Facts and items of one thread, for a report. */
export interface ThreadRows {
  readonly thread: string;
  /** In the order of acceptance. */
  readonly facts: readonly StoredFact[];
  readonly items: readonly SignedItem[];
}
