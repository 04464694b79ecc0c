/**
 * Stages of an audit entry, in their order (API, receipts, console, evidence):
 *
 * - `pending`: committed with what it records, not in the tree yet.
 * - `sequenced`: it has its index in the tree, for ever; the checkpoint over it is signed and stored.
 * - `published`: that checkpoint, or a later one, is served to everyone.
 * - `witnessed`: a quorum of the configured witnesses has cosigned such a checkpoint.
 *
 * Each includes the ones before it.
 */
export const LOG_STAGES = ["pending", "sequenced", "published", "witnessed"] as const;

/** Stage that an audit entry has reached. */
export type LogStage = (typeof LOG_STAGES)[number];

/** Place of an entry in the log, as answers show it. */
export interface LogPosition {
  /** Name of the log in its checkpoints. */
  readonly origin: string;
  /** RFC 6962 leaf hash, base64url without padding, as in the receipts. */
  readonly leafHash: string;
  readonly stage: LogStage;
  /** Index in the tree, from `sequenced` on. */
  readonly index?: number;
}
