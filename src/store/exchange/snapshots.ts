import type { RecordedGuidelines, RecordedRules } from "../../casework/ports.ts";
import type { RecordedEntry } from "../../domain/recorded-entry.ts";
import type { Snapshot, SnapshotKind } from "../../exchange/snapshots-port.ts";
import { recordEntries } from "../log/audit-entries.ts";
import { rememberParties } from "../audit/known-rows.ts";
import { textArray } from "../columns.ts";
import type { Database, Runner, Statement } from "../database.ts";

/** $1 kind. Rows: the last version of it, or none. */
const LAST: Statement = {
  name: "last-snapshot",
  text: "select version, document from snapshots where kind = $1 order by id desc limit 1",
};

/** $1 kind. Rows: none. Other gateways that save the same kind wait until this transaction ends. */
const LOCK: Statement = {
  name: "lock-snapshots",
  text: "select pg_advisory_xact_lock(hashtext('aidx snapshots'), hashtext($1))",
};

/** $1 kind, $2 version, $3 document. Rows: none. */
const INSERT: Statement = {
  name: "insert-snapshot",
  text: "insert into snapshots (kind, version, document) values ($1, $2, $3)",
};

/** Reads the document of a kind that was recorded last. */
export async function lastSnapshot(db: Runner, kind: SnapshotKind): Promise<Snapshot | undefined> {
  const [row] = await db.run<Snapshot>(LAST, [kind]);
  return row;
}

/** Records a new version with the entries that tell what changed; nothing when it is the last one already. */
export async function saveSnapshot(
  db: Database,
  kind: SnapshotKind,
  version: string,
  document: string,
  entries: readonly RecordedEntry[],
): Promise<void> {
  await db.transaction(async (runner) => {
    await runner.run(LOCK, [kind]);
    if ((await lastSnapshot(runner, kind))?.version === version) return;
    await runner.run(INSERT, [kind, version, document]);
    if (kind === "directory" || kind === "gateway-keys") await rememberParties(runner, document);
    if (entries.length > 0) await recordEntries(runner, entries);
  });
}

/** $1 kinds. Rows: the version of each that was recorded last, in the order of the kinds; empty where there is none. */
const VERSIONS: Statement = {
  name: "snapshot-versions",
  text: `
  select coalesce((select version from snapshots where snapshots.kind = asked.kind order by id desc limit 1), '') as version
  from unnest($1::text[]) with ordinality as asked (kind, n) order by n`,
};

/** Reads the versions of kinds that were recorded last, without the documents. */
export async function snapshotVersions(db: Runner, kinds: readonly SnapshotKind[]): Promise<string[]> {
  const rows = await db.run<{ version: string }>(VERSIONS, [textArray(kinds)]);
  return rows.map(({ version }) => version);
}

/** $1 kind. Rows: its versions. */
const ALL: Statement = { name: "snapshots-of", text: "select distinct version from snapshots where kind = $1" };

/** $1 kind, $2 version. Rows: its document, or none. */
const OF_VERSION: Statement = {
  name: "snapshot-document",
  text: "select document from snapshots where kind = $1 and version = $2 order by id desc limit 1",
};

/** Makes the reads of the rules about deadlines that were ever in force. */
export function recordedRules(db: Runner): RecordedRules {
  const kind: SnapshotKind = "clock-rules";
  return {
    versions: async () => (await db.run<{ version: string }>(ALL, [kind])).map(({ version }) => version),
    document: async (version) => (await db.run<{ document: string }>(OF_VERSION, [kind, version]))[0]?.document,
  };
}

/** Rows: each version of a guideline that was ever in force, with the ids of its rules. */
const GUIDELINE_RULES: Statement = {
  name: "guideline-rules",
  text: `
  select distinct g.value->>'id' as id, g.value->>'version' as version,
         coalesce((select json_agg(r->>'id') from jsonb_array_elements(g.value->'rules') as r), '[]')::text as rules
  from snapshots s, jsonb_each(s.document::jsonb) as g
  where s.kind = 'guideline'`,
};

/** Makes the reads of the guidelines that were ever in force. */
export function recordedGuidelines(db: Runner): RecordedGuidelines {
  return {
    async rules() {
      const rows = await db.run<{ id: string; version: string; rules: string }>(GUIDELINE_RULES, []);
      return new Map(rows.map(({ id, version, rules }) => [`${id}@${version}`, JSON.parse(rules) as string[]]));
    },
  };
}
