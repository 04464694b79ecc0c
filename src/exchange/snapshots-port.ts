/** The contract of the store for what is recorded of the configuration. */
/** Parts of the configuration that are recorded: parties, the gateway's own public keys, rules of sharing, schemas. */
export type SnapshotKind = "directory" | "gateway-keys" | "policy" | "clock-rules" | "guideline" | "schemas";

/** A recorded document of the configuration, and the version that names it. */
export interface Snapshot {
  readonly version: string;
  readonly document: string;
}
