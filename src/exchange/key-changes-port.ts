/** The contract of the store for keys that parties send themselves: each change waits until it is decided. */
import type { RecordedEntry } from "../domain/recorded-entry.ts";

/** States of a change of keys. */
export const KEY_CHANGE_STATES = ["pending", "confirmed", "refused"] as const;

/** State of a change of keys. */
export type KeyChangeState = (typeof KEY_CHANGE_STATES)[number];

/** A public key of a change: a JWK of checked members only. */
export interface ChangedKey {
  readonly kid: string;
  readonly use: "sig" | "enc";
  readonly alg: string;
  /** Public JWK. */
  readonly jwk: object;
}

/** A change of a party's keys that the party sent. Times in ms. */
export interface KeyChange {
  /** Thumbprint of the new signing key; names the change. */
  readonly kid: string;
  readonly party: string;
  /** Thumbprint of the present signing key that signed the change. */
  readonly replaces: string;
  /** The new signing key, and perhaps one to encrypt for. */
  readonly keys: readonly ChangedKey[];
  /** What the party sent, verbatim. */
  readonly statement: string;
  readonly sentAt: number;
  readonly state: KeyChangeState;
  readonly decidedBy: string | null;
  readonly decidedAt: number | null;
}

/** Keys of a change that was confirmed. */
export type ConfirmedKeys = Pick<KeyChange, "party" | "keys">;

/** What became of a change that was offered: `new`; `same` as before; or what hinders it. */
export type OfferOutcome = "new" | "same" | "known" | "waiting" | "too-many";

/** Keeps changes of keys. Every call is one transaction with its entries. */
export interface KeyChangeRows {
  /**
   * Takes a pending change. `known`: one of its keys was in a change before, or signed under another registration;
   * `waiting`: another change of the party is not decided; `too-many`: the party sent `most` since `since`.
   */
  offer(
    change: Omit<KeyChange, "state" | "decidedBy" | "decidedAt">,
    limit: { readonly most: number; readonly since: number },
    entries: readonly RecordedEntry[],
  ): Promise<OfferOutcome>;
  keyChange(kid: string): Promise<KeyChange | undefined>;
  /** Reads the changes that wait, oldest first. */
  pendingKeyChanges(limit: number): Promise<KeyChange[]>;
  /** Decides a pending change; false when it was not pending, and then nothing is recorded. */
  decide(
    kid: string,
    decision: { readonly state: "confirmed" | "refused"; readonly by: string; readonly at: number },
    entries: readonly RecordedEntry[],
  ): Promise<boolean>;
  /** Reads the keys of all confirmed changes, in the order of their confirmation. */
  confirmedKeys(): Promise<ConfirmedKeys[]>;
}
