import { createHash } from "node:crypto";
import type { CalendarDocument } from "../domain/deadline.ts";
import { canonicalize } from "../wire/jcs.ts";
import type { SharingPolicyDocument } from "./policy-document.ts";
import type { RoutingDocument } from "./routing-document.ts";

/** Record of the rules in force, from which the next start can tell the changes. */
export interface PolicySnapshot {
  /** SHA-256 of `document`, hex. */
  readonly version: string;
  /** Canonical JSON of sharing policy, routing table, calendar and retention. */
  readonly document: string;
}

/** Files of a snapshot. */
export type PolicyPart = (typeof PARTS)[number];

const PARTS = ["sharing-policy", "routing", "calendar", "retention"] as const;

/** Change of one file's content. `from` and `to` are `{id}@{version}`; `from` is absent on the first start. */
export interface PolicyChange {
  readonly part: PolicyPart;
  readonly from?: string;
  readonly to: string;
  /** True when the content changed without a new version: packets would name a policy with another content. */
  readonly unversioned: boolean;
}

/** Takes the snapshot of the rules in force. */
export function policySnapshot(
  sharing: SharingPolicyDocument,
  routing: RoutingDocument,
  calendar: CalendarDocument,
  retention: { readonly id: string; readonly version: string },
): PolicySnapshot {
  const document = canonicalize({ "sharing-policy": sharing, routing, calendar, retention });
  return { version: createHash("sha256").update(document).digest("hex"), document };
}

/** Compares two recorded snapshots and lists the changed files. @param before undefined on the first start */
export function policyChanges(before: string | undefined, after: string): PolicyChange[] {
  const older = before === undefined ? {} : (JSON.parse(before) as Partial<Recorded>);
  const newer = JSON.parse(after) as Recorded;
  const changes: PolicyChange[] = [];
  for (const part of PARTS) {
    const was = older[part];
    const to = name(newer[part]);
    if (was === undefined) changes.push({ part, to, unversioned: false });
    // Both texts are canonical, so equal values have equal texts.
    else if (JSON.stringify(was) !== JSON.stringify(newer[part])) {
      changes.push({ part, from: name(was), to, unversioned: name(was) === to });
    }
  }
  return changes;
}

type Recorded = Readonly<Record<PolicyPart, { readonly id: string; readonly version: string }>>;

function name({ id, version }: { readonly id: string; readonly version: string }): string {
  return `${id}@${version}`;
}
