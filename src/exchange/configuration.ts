import { formatDigest } from "../wire/digest.ts";
import { canonicalize } from "../wire/jcs.ts";
import { present } from "../wire/present.ts";
import type { AuditEntry } from "../domain/audit-entry.ts";
import { entry, sha256 } from "./entries.ts";
import type { Flow } from "./flow.ts";
import type { Snapshot, SnapshotKind } from "./snapshots-port.ts";

/** A change of the directory, in codes and ids. */
export interface ConfigurationChange {
  readonly type: "directory" | "key";
  readonly change: string;
  readonly party: string;
  readonly [more: string]: string | readonly string[];
}

/**
 * Records the directory, or the gateway's own keys, that hold from now on, with one entry for each change since
 * the version recorded last. The same version again records nothing.
 *
 * @param changesSince lists the changes since a recorded document; `before` is undefined when there was none
 */
export async function recordDirectory(
  flow: Pick<Flow, "store" | "clock" | "settings">,
  directory: { readonly version: string; readonly document: string },
  changesSince: (before: string | undefined, after: string) => readonly ConfigurationChange[],
  kind: "directory" | "gateway-keys" = "directory",
): Promise<void> {
  await record(flow, kind, directory, (before) =>
    changesSince(before?.document, directory.document).map(({ type, ...change }) => [
      type,
      { ...change, directory: directory.version },
    ]),
  );
}

/**
 * Records a document with an entry for each change since the last one of its kind; nothing when it is the same.
 * @param changes makes type and members of the entries
 */
async function record(
  { store, clock, settings }: Pick<Flow, "store" | "clock" | "settings">,
  kind: SnapshotKind,
  { version, document }: Snapshot,
  changes: (
    before: Snapshot | undefined,
  ) => readonly (readonly ["directory" | "key" | "clock-rules" | "guideline", Partial<AuditEntry>])[],
): Promise<void> {
  const before = await store.lastSnapshot(kind);
  if (before?.version === version) return;
  const at = clock.now();
  const entries = changes(before).map(([type, about]) => entry(type, at, settings.gatewayId, about));
  await store.saveSnapshot(kind, version, document, entries);
}

/** A change of the rules in force: the file, and its versions before and after; without one after, the file is gone. */
export interface RulesChange {
  readonly part: string;
  readonly from?: string;
  readonly to?: string;
}

/**
 * Records sharing policy, routing table and retention, or deadlines and calendar, or guidelines, that hold from now on, with one entry for
 * each file that changed since the last time. The same rules again record nothing.
 *
 * @param changesSince lists the changes since a recorded document; may throw to refuse them
 */
export async function recordRules(
  flow: Pick<Flow, "store" | "clock" | "settings">,
  rules: { readonly version: string; readonly document: string },
  changesSince: (before: string | undefined, after: string) => readonly RulesChange[],
  kind: "policy" | "clock-rules" | "guideline" = "policy",
): Promise<void> {
  await record(flow, kind, rules, (before) =>
    changesSince(before?.document, rules.document).map(({ part, from, to }) => {
      const about = { part, ...present({ from, to }), rules: rules.version };
      return kind === "policy" ? ["directory", { change: "rules", ...about }] : [kind, about];
    }),
  );
}

/** Reads the texts in a recorded document of schemas. A damaged document has none: then all are registered again. */
function textsIn(recorded: Snapshot | undefined): ReadonlyMap<string, string> {
  if (recorded === undefined || sha256(recorded.document).toString("hex") !== recorded.version) return new Map();
  return new Map(Object.entries(JSON.parse(recorded.document) as Readonly<Record<string, string>>));
}

/** A published schema of a message type. */
export interface PublishedSchema {
  readonly type: string;
  readonly version: string;
  readonly text: string;
}

/**
 * Records the schemas by which messages are validated from now on, with one entry (with the digest) for each text that
 * changed since the last time. The texts are kept for later evidence. The same schemas again record nothing.
 */
export async function recordSchemas(
  flow: Pick<Flow, "store" | "clock" | "settings">,
  schemas: readonly PublishedSchema[],
): Promise<void> {
  const texts = new Map(schemas.map(({ type, version, text }) => [`${type}@${version}`, text]));
  const document = canonicalize(Object.fromEntries(texts));
  const version = sha256(document).toString("hex");
  await record(flow, "schemas", { version, document }, (before) => {
    const known = textsIn(before);
    return [...texts]
      .filter(([schema, text]) => known.get(schema) !== text)
      .map(([schema, text]) => ["directory", { change: "schema", schema, digest: formatDigest(sha256(text)) }]);
  });
}
