import type { MessageType } from "../domain/message.ts";
import type { PartyKind } from "../domain/party.ts";
import type { Condition } from "./condition.ts";

/**
 * Rule that computes one member of a reduced group. Paths are dotted and start at the group; with a
 * slash in front they start at the subject.
 */
export type Derivation =
  /** Fixed value that does not depend on the document. */
  | { readonly constant: string | number | boolean }
  /** First digits of a division code. */
  | { readonly prefix: string; readonly digits: number }
  /** Year of a {date, precision}. */
  | { readonly year: string }
  /** First label whose bound the ratio `band` / `over` does not exceed; the last label beyond all bounds. */
  | {
      readonly band: string;
      readonly over: string;
      readonly bounds: readonly number[];
      readonly labels: readonly string[];
    }
  /** Boolean: whether the group fulfils a condition. */
  | { readonly flag: Condition }
  /** Value that `to` has for the value at `map`; left out when `to` does not list it. */
  | { readonly map: string; readonly to: Readonly<Record<string, string>> }
  /** Number of items of an array that fulfil `where`. */
  | { readonly count: string; readonly where?: Condition }
  /** Distinct values of `member` in the items of an array. */
  | { readonly values: string; readonly member: string }
  /** Items of an array that fulfil `where`, each with the members of `keep` only; without `keep` with all members. */
  | { readonly items: string; readonly keep?: readonly string[]; readonly where?: Condition }
  /**
   * Needs of an array that concern the recipient (routing table), or codes of an array that are its role's own; with `member`
   * the items of an array that have such a code there.
   */
  | { readonly own: string; readonly by: "needs" | "difficultyTypes" | "specialGroups"; readonly member?: string }
  /**
   * Items of an array whose `member` names the recipient, by id or role; of a list of names only the recipient's are kept. With
   * `keep` only these members of an item.
   */
  | { readonly addressed: string; readonly member: string; readonly keep?: readonly string[] }
  /** Items of an array whose kind (`member`) is in `by` with groups that the recipient sees in full; no other kinds. */
  | { readonly justified: string; readonly member: string; readonly by: Readonly<Record<string, readonly string[]>> };

/** Reduced form of a group: it contains only the members named here. */
export interface Level {
  /** Title, for people who read the policy. */
  readonly title: string;
  /** True: the recipient counts as one that sees the group in full (`justified`). What is left out is about others. */
  readonly whole?: true;
  /** Members kept as they are. */
  readonly keep?: readonly string[];
  /** Members kept only when every need of the subject is the recipient's own: free text that speaks of all needs. */
  readonly keepWhenAllOwn?: readonly string[];
  readonly derive?: Readonly<Record<string, Derivation>>;
}

/** Row of the matrix. */
export interface GroupRule {
  readonly title: string;
  /** Fields of domain.md section 2; for a row that the matrix there does not have, also the reason for its levels. */
  readonly note?: string;
  /** Level → roles. `full` is the unchanged group; a role without a level sees nothing of it. */
  readonly roles: Readonly<Record<string, readonly string[]>>;
  readonly levels?: Readonly<Record<string, Level>>;
}

/** Rule that narrows the matrix for some subjects: level `from` becomes `to`, or `none`. */
export interface NarrowingRule {
  readonly id: string;
  readonly title: string;
  /** Name of a condition on the subject. */
  readonly if: string;
  /** Roles that the rule does not apply to. */
  readonly except?: readonly string[];
  /** Roles that the rule applies to, instead of all. */
  readonly only?: readonly string[];
  readonly replace: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** Permission: types of messages that one kind of party may send to another. */
export interface Permission {
  readonly from: PartyKind;
  readonly to: PartyKind;
  readonly types: readonly MessageType[];
}

/** `config/sharing-policy.json`. Documented in schemas/config/sharing-policy.schema.json. */
export interface SharingPolicyDocument {
  readonly id: string;
  readonly version: string;
  readonly permissions: readonly Permission[];
  /** Rule by type of document. A type without a rule cannot be sent. */
  readonly documents: Readonly<Partial<Record<MessageType, DocumentRule>>>;
  /** Columns of the matrix. */
  readonly roles: Readonly<Record<string, RoleRule>>;
  readonly conditions: Readonly<Record<string, Condition>>;
  /** Name of the condition of sheltered subjects, which another subject's groups must not reveal (condition `mentions`). */
  readonly sheltered: string;
  /** Rows of the document's own members, `header` and `case`. */
  readonly members: Readonly<Record<string, GroupRule>>;
  /** Treatment of groups that the consent does not cover, on the legal basis of consent; `refuse` when absent. */
  readonly uncovered?: "refuse" | "withhold";
  /** Members of every subject that are passed unchanged. */
  readonly always: readonly string[];
  /** Rows of the matrix: groups of the subject. */
  readonly groups: Readonly<Record<string, GroupRule>>;
  /** Narrowing rules, in order: each narrows the outcome of the one before. */
  readonly rules: readonly NarrowingRule[];
}

/**
 * Way to cut a document. `whole`: passed unchanged. `subjects`: a recipient sees the subjects with a need that concerns
 * it, cut group by group. Without such a subject `withoutNeed` decides: `all` subjects, cut group by group too (the
 * sender named the recipient), `none` (the recipient gets no packet), or `refuse`. `newcomer`: groups that a subject must
 * have, as far as the recipient may see them, for a recipient that has no packet of the thread yet. `addressed`: it is not the
 * needs of a subject that concern a recipient, but the items of a list in it whose `member` names it, by id or role.
 * `entries`: a recipient sees the entries of a list with parts that name it, and of them its own parts.
 * `questions`: a recipient sees the questions that its role answers, and what is stated for them.
 */
export type DocumentRule =
  | { readonly cut: "whole" }
  | EntriesRule
  | QuestionsRule
  | {
      readonly cut: "subjects";
      readonly withoutNeed: "all" | "none" | "refuse";
      readonly newcomer?: readonly string[];
      readonly addressed?: Addressed;
    };

/** A document about persons of whom each recipient sees its own part: entries of a list, each with parts that name a party. */
export interface EntriesRule {
  readonly cut: "entries";
  /** Member of the document that has the entries. */
  readonly list: string;
  /** Members of an entry that every recipient of it sees. */
  readonly keep: readonly string[];
  readonly addressed: Addressed;
}

/** Limits of inquiries. */
export interface QuestionsRule {
  readonly cut: "questions";
  /** Questions to which the answer may give a value; to others it tells only whether a stated value is right. */
  readonly values: readonly string[];
  /** Questions about income or property: they need the household's request or entrustment. */
  readonly authorised: readonly string[];
  /** Most subjects of one day that a sender may ask one recipient about. */
  readonly perDay: number;
  /** More inquiries than `times` about one subject within `days` are shown to the sender's data officer. */
  readonly often: { readonly times: number; readonly days: number };
}

/** List in a subject whose items each name a party. Dotted paths, from the subject and from the item. */
export interface Addressed {
  readonly items: string;
  readonly member: string;
}

/** Codes that belong to a role. */
export interface RoleRule {
  readonly zh: string;
  readonly en: string;
  readonly difficultyTypes: readonly string[];
  readonly specialGroups: readonly string[];
  /** Questions of inquiries that the role answers. */
  readonly questions?: readonly string[];
  /**
   * `all`: every subject and need concerns the role, which takes the case on. `visit`: the role calls on the subjects that it is sent;
   * no need is its own, it has nothing to answer, and it gets no sheltered subject. Without it, the routing table decides.
   */
  readonly concerned?: "all" | "visit";
}
