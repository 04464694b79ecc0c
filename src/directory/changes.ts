/**
 * One difference between two directories, as an audit entry `directory` or `key` records it: without names, contacts and
 * key material.
 */
export type DirectoryChange =
  | { readonly type: "directory"; readonly change: "party-added" | "party-removed"; readonly party: string }
  | {
      readonly type: "directory";
      readonly change: "party-changed";
      readonly party: string;
      /** Names of the members that changed, sorted. */
      readonly members: readonly string[];
    }
  | {
      readonly type: "key";
      readonly change: "key-added" | "key-removed" | "key-retired" | "key-restored";
      readonly party: string;
      readonly kid: string;
      readonly use: string;
    };

interface RecordedKey {
  readonly kid: string;
  readonly use: string;
  readonly retired: boolean;
}

interface RecordedParty {
  readonly id: string;
  readonly keys: readonly RecordedKey[];
  readonly [member: string]: unknown;
}

/**
 * Lists what changed between two recorded directories (`DirectorySnapshot.document`), in the order of the newer one, removed
 * parties last.
 *
 * @param before undefined on the first start: everything was added
 */
export function directoryChanges(before: string | undefined, after: string): DirectoryChange[] {
  const older = partiesOf(before);
  const newer = partiesOf(after);
  const changes: DirectoryChange[] = [];
  for (const [id, party] of newer) {
    const earlier = older.get(id);
    if (earlier === undefined) changes.push({ type: "directory", change: "party-added", party: id });
    else {
      const members = changedMembers(earlier, party);
      if (members.length > 0) changes.push({ type: "directory", change: "party-changed", party: id, members });
    }
    changes.push(...keyChanges(id, earlier?.keys ?? [], party.keys));
  }
  for (const [id, party] of older) {
    if (newer.has(id)) continue;
    changes.push(...keyChanges(id, party.keys, []), { type: "directory", change: "party-removed", party: id });
  }
  return changes;
}

function partiesOf(document: string | undefined): ReadonlyMap<string, RecordedParty> {
  if (document === undefined) return new Map();
  const { parties } = JSON.parse(document) as { parties: readonly RecordedParty[] };
  return new Map(parties.map((party) => [party.id, party]));
}

/** Names of members that differ. Both documents are canonical, so equal values have equal texts. */
function changedMembers(before: RecordedParty, after: RecordedParty): string[] {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  names.delete("keys");
  return [...names].filter((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name])).sort();
}

function keyChanges(party: string, before: readonly RecordedKey[], after: readonly RecordedKey[]): DirectoryChange[] {
  const older = new Map(before.map((key) => [key.kid, key]));
  const newer = new Set(after.map(({ kid }) => kid));
  const changes: DirectoryChange[] = [];
  for (const { kid, use, retired } of after) {
    const earlier = older.get(kid);
    if (earlier === undefined) changes.push({ type: "key", change: "key-added", party, kid, use });
    // A key that is added as a retired one makes two changes.
    if (retired && earlier?.retired !== true) changes.push({ type: "key", change: "key-retired", party, kid, use });
    if (!retired && earlier?.retired === true) changes.push({ type: "key", change: "key-restored", party, kid, use });
  }
  for (const { kid, use } of before) {
    if (!newer.has(kid)) changes.push({ type: "key", change: "key-removed", party, kid, use });
  }
  return changes;
}
