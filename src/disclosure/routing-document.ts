import type { Period } from "../domain/deadline.ts";
import type { MessageType } from "../domain/message.ts";

/** Periods in which a recipient has to sign for a packet and to answer it. */
export interface TimeLimits {
  readonly receipt?: Period;
  readonly feedback?: Period;
}

/** Row of the routing table. */
export interface NeedRule {
  readonly zh: string;
  readonly en: string;
  /** Roles that get the list because of this need; empty when the sender meets the need itself. */
  readonly lead: readonly string[];
  /** Roles that take part when the sender names them. */
  readonly with: readonly string[];
  /** Address that decides among several parties of one role. */
  readonly jurisdiction: "registered" | "residence";
  /** Shorter limits because of this need. */
  readonly limits?: TimeLimits;
  /** First measure or document, and organisations outside the directory. */
  readonly note?: string;
}

/** `config/routing.json`. Documented in schemas/config/routing.schema.json. */
export interface RoutingDocument {
  readonly id: string;
  readonly version: string;
  readonly needs: Readonly<Record<string, NeedRule>>;
  /** Limits by type of message. */
  readonly limits: Readonly<Partial<Record<MessageType, TimeLimits>>>;
  /** Shorter limits by the code of urgency (field 8), of the document or of a need. */
  readonly urgency: Readonly<Record<string, TimeLimits>>;
}
