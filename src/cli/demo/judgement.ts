import type { OpenStore } from "../../store/open.ts";
import { type MessageView, type Sender, type Submission, UntrustedError } from "../../sdk/index.ts";
import { type AuditFindings, checkEntries } from "./audit-check.ts";
import { CAST } from "./cast.ts";
import type { Played, Referral, Seen } from "./performance.ts";
import { type Disclosures, disclosuresOf } from "./tables.ts";

/** Result of the demo. */
export interface Judgement {
  readonly messages: readonly MessageView[];
  readonly disclosures: Disclosures;
  readonly audit: AuditFindings;
  /** Packets whose receipt verifies with the recipient's own keys. */
  readonly verified: ReadonlySet<string>;
  /** Faults: what is missing or wrong, each as a short text with ids. Empty when all is well. */
  readonly faults: readonly string[];
}

/**
 * Judges the demo from three independent sides: the recipients' signed receipts, verified with their own keys; what the
 * departments found in their packets; and the audit entries as stored.
 */
export async function judge(played: Played, store: Pick<OpenStore, "entriesOfMessage">): Promise<Judgement> {
  const { sender, referrals, submissions, messages, seen } = played;
  const audited = await Promise.all(
    messages.map(async (view) => ({
      view,
      receipt: submissionOf(view, submissions).receipt,
      entries: await store.entriesOfMessage(view.id),
    })),
  );
  const audit = checkEntries(audited);
  const verified = await verifiedReceipts(sender, messages);
  const faults = [...missing(messages, submissions, verified, seen), ...groupFaults(referrals, seen), ...audit.faults];
  return { messages, disclosures: disclosuresOf(referrals.map(({ check }) => check)), audit, verified, faults };
}

function submissionOf(view: MessageView, submissions: readonly Submission[]): Submission {
  const found = submissions.find(({ answer }) => answer.id === view.id);
  if (found === undefined) throw new TypeError("a message that nobody submitted");
  return found;
}

/** Lists packets without a verified acceptance, and departments that got nothing at all. */
function missing(
  messages: readonly MessageView[],
  submissions: readonly Submission[],
  verified: ReadonlySet<string>,
  seen: ReadonlyMap<string, Seen>,
): string[] {
  const accepted = new Set<string>();
  for (const { packets } of messages) for (const { id, state } of packets) if (state === "accepted") accepted.add(id);
  const promised = submissions.flatMap(({ answer }) => answer.packets);
  const parties = new Set([...seen.values()].map(({ party }) => party));
  return [
    ...promised.filter(({ id }) => !accepted.has(id)).map(({ id, recipient }) => `not accepted ${recipient} ${id}`),
    ...[...accepted].filter((id) => !verified.has(id)).map((id) => `receipt does not verify ${id}`),
    ...CAST.filter(({ party }) => !parties.has(party)).map(({ party }) => `nothing for ${party}`),
  ];
}

async function verifiedReceipts(sender: Sender, messages: readonly MessageView[]): Promise<ReadonlySet<string>> {
  const verified = new Set<string>();
  for (const packet of messages.flatMap((message) => message.packets)) {
    try {
      if ((await sender.verifyReceipt(packet)) !== undefined) verified.add(packet.id);
    } catch (error) {
      if (!(error instanceof UntrustedError)) throw error;
    }
  }
  return verified;
}

/** Lists packets that hold other groups than they declare, or than the sender was told beforehand. */
function groupFaults(referrals: readonly Referral[], seen: ReadonlyMap<string, Seen>): string[] {
  const faults: string[] = [];
  for (const { check, submission } of referrals) {
    for (const { id, recipient } of submission.answer.packets) {
      const told = check.disclosures.find((one) => one.recipient === recipient)?.groups ?? {};
      const sight = seen.get(id);
      if (sight === undefined) faults.push(`never opened ${id}`);
      else if (!same(sight.disclosed, Object.keys(told))) faults.push(`disclosed as announced ${id}`);
      else if (!sight.groups.every((group) => sight.disclosed.includes(group))) {
        faults.push(`more than disclosed ${id}`);
      }
    }
  }
  return faults;
}

function same(one: readonly string[], other: readonly string[]): boolean {
  return one.toSorted().join() === other.toSorted().join();
}
