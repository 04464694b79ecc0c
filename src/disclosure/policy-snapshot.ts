import { createHash } from "node:crypto";
import { canonicalize } from "../wire/jcs.ts";
import type { SharingPolicyDocument } from "./policy-document.ts";
import type { RoutingDocument } from "./routing-document.ts";

/** Record of the rules in force, from which the next start can tell the changes. */
export interface PolicySnapshot {
  /** SHA-256 of `document`, hex. */
  readonly version: string;
  /** Canonical JSON of the documents, by the names of their files. */
  readonly document: string;
}

/** Files whose rules the log registers; calendar and deadlines in a document of their own, because they may change while a gateway runs. */
export const POLICY_PARTS = ["sharing-policy", "routing", "retention"] as const;
export const CLOCK_PARTS = ["calendar", "deadlines"] as const;

/**
 * Change of one file's content. `from` and `to` are `{id}@{version}`; `from` is absent on the first start, `to` where the file is
 * gone.
 */
export interface PolicyChange {
  /** Name of the file in `config/`, without its ending. */
  readonly part: string;
  readonly from?: string;
  readonly to?: string;
  /** True when the content changed without a new version: packets would name a policy with another content. */
  readonly unversioned: boolean;
}

interface Versioned {
  readonly id: string;
  readonly version: string;
}

/** Takes the snapshot of sharing policy, routing table and retention. */
export function policySnapshot(
  sharing: SharingPolicyDocument,
  routing: RoutingDocument,
  retention: Versioned,
): PolicySnapshot {
  return documentSnapshot(canonicalize({ "sharing-policy": sharing, routing, retention }));
}

/** Makes the snapshot of a canonical document. */
export function documentSnapshot(document: string): PolicySnapshot {
  return { version: createHash("sha256").update(document).digest("hex"), document };
}

/** Compares two recorded snapshots and lists the changed files among `parts`. @param before undefined on the first start */
export function policyChanges(
  before: string | undefined,
  after: string,
  parts: readonly string[] = POLICY_PARTS,
): PolicyChange[] {
  const older = before === undefined ? {} : (JSON.parse(before) as Partial<Recorded>);
  const newer = JSON.parse(after) as Partial<Recorded>;
  const changes: PolicyChange[] = [];
  for (const part of parts) {
    const was = older[part];
    const is = newer[part];
    if (is === undefined) {
      if (was !== undefined) changes.push({ part, from: name(was), unversioned: false });
      continue;
    }
    const to = name(is);
    if (was === undefined) changes.push({ part, to, unversioned: false });
    // Both texts are canonical, so equal values have equal texts.
    else if (JSON.stringify(was) !== JSON.stringify(is)) {
      changes.push({ part, from: name(was), to, unversioned: name(was) === to });
    }
  }
  return changes;
}

type Recorded = Readonly<Record<string, Versioned>>;

function name({ id, version }: Versioned): string {
  return `${id}@${version}`;
}
