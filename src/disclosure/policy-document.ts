import type { MessageType } from "../domain/message.ts";
import type { PartyKind } from "../domain/party.ts";
import type { Condition } from "./condition.ts";

/**
 * How one member of a reduced group comes about. Paths are dotted and start at the group; with a
 * slash in front they start at the subject.
 */
export type Derivation =
  /** The same value, whatever was submitted. */
  | { readonly constant: string | number | boolean }
  /** The first digits of a division code. */
  | { readonly prefix: string; readonly digits: number }
  /** The year of a {date, precision}. */
  | { readonly year: string }
  /** The first label whose bound the ratio `band` / `over` does not exceed; the last label beyond all bounds. */
  | {
      readonly band: string;
      readonly over: string;
      readonly bounds: readonly number[];
      readonly labels: readonly string[];
    }
  /** Whether a condition holds, asked of the group. */
  | { readonly flag: Condition }
  /** The name that the value at `map` has in `to`; nothing when it has none. */
  | { readonly map: string; readonly to: Readonly<Record<string, string>> }
  /** How many items of an array fulfil `where`. */
  | { readonly count: string; readonly where?: Condition }
  /** The different values that `member` has in the items of an array. */
  | { readonly values: string; readonly member: string }
  /** The items of an array that fulfil `where`, each with the members of `keep` only (all of them without). */
  | { readonly items: string; readonly keep?: readonly string[]; readonly where?: Condition }
  /** The needs of an array that concern the recipient (routing table), or the codes of an array that are its role's own. */
  | { readonly own: string; readonly by: "needs" | "difficultyTypes" | "specialGroups" }
  /** The items of an array whose `member` names the recipient, by id or role. */
  | { readonly addressed: string; readonly member: string }
  /** The items of an array whose kind (`member`) is in `by` with groups that the recipient sees in full; other kinds are not passed. */
  | { readonly justified: string; readonly member: string; readonly by: Readonly<Record<string, readonly string[]>> };

/** One reduced form of a group. What it does not name is not there. */
export interface Level {
  /** What it is, for the people who read the policy. */
  readonly title: string;
  /** Members kept as they are. */
  readonly keep?: readonly string[];
  /** Members kept only when every need of the subject is the recipient's own: free text that speaks of all needs. */
  readonly keepWhenAllOwn?: readonly string[];
  readonly derive?: Readonly<Record<string, Derivation>>;
}

/** One row of the matrix. */
export interface GroupRule {
  readonly title: string;
  /** Which fields of domain.md section 2, and for a row that the matrix there does not have, why it is as it is. */
  readonly note?: string;
  /** Level → roles. `full` is the group as it is; a role that stands nowhere sees none. */
  readonly roles: Readonly<Record<string, readonly string[]>>;
  readonly levels?: Readonly<Record<string, Level>>;
}

/** Narrows the matrix for some subjects: what would be `from` becomes `to`, or `none`. */
export interface NarrowingRule {
  readonly id: string;
  readonly title: string;
  /** Name of a condition, asked of the subject. */
  readonly if: string;
  /** Roles that it does not concern. */
  readonly except?: readonly string[];
  /** The only roles that it concerns. */
  readonly only?: readonly string[];
  readonly replace: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** Who may send what to whom. */
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
  /** How documents of a type are cut. A type that stands nowhere cannot be sent. */
  readonly documents: Readonly<Partial<Record<MessageType, DocumentRule>>>;
  /** Columns of the matrix. */
  readonly roles: Readonly<Record<string, RoleRule>>;
  readonly conditions: Readonly<Record<string, Condition>>;
  /** Name of the condition of the subjects whom no other subject's groups may give away (condition `mentions`). */
  readonly sheltered: string;
  /** The document's own members `header` and `case`. */
  readonly members: Readonly<Record<string, GroupRule>>;
  /** Members of every subject that are passed as they are. */
  readonly always: readonly string[];
  /** Rows of the matrix: groups of the subject. */
  readonly groups: Readonly<Record<string, GroupRule>>;
  /** In order; the outcome of one is what the next one narrows. */
  readonly rules: readonly NarrowingRule[];
}

/**
 * `whole`: passed as it is. `subjects`: a recipient sees the subjects that have a need which concerns
 * it, cut down group by group. When there is none, `withoutNeed` decides: `all` subjects, cut down as
 * ever (the sender named the recipient), `none` (it learns only that the document exists), or `refuse`.
 */
export type DocumentRule =
  | { readonly cut: "whole" }
  | { readonly cut: "subjects"; readonly withoutNeed: "all" | "none" | "refuse" };

/** What is a role's own. */
export interface RoleRule {
  readonly zh: string;
  readonly en: string;
  readonly difficultyTypes: readonly string[];
  readonly specialGroups: readonly string[];
}
