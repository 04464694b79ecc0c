import { createHash, hash } from "node:crypto";
import type { RecordedEntry } from "../../domain/recorded-entry.ts";
import { formatDigest } from "../../wire/digest.ts";
import { canonicalize } from "../../wire/jcs.ts";
import type { MessageView, PacketView, SubmissionReceipt } from "../../sdk/index.ts";
import { decodeUtf8 } from "../../wire/utf8.ts";

/** Message with all that the audit log and the parties have about it. */
export interface AuditedMessage {
  readonly view: MessageView;
  readonly receipt: SubmissionReceipt;
  readonly entries: readonly RecordedEntry[];
}

/** Result of the check of the audit entries. */
export interface AuditFindings {
  readonly entries: number;
  readonly byType: Readonly<Record<string, number>>;
  /** Faults, each as a short text with ids. Empty when everything agrees. */
  readonly faults: readonly string[];
}

/**
 * Checks the audit entries of messages against what the parties hold. Every entry's leaf hash must be that of its
 * bytes, and its bytes canonical. Each packet's entries must tell one story in this order: sealed once, delivered,
 * every attempt recorded, signed for by its recipient. It must be the story that the sender sees and that the gateway
 * signed.
 */
export function checkEntries(messages: readonly AuditedMessage[]): AuditFindings {
  const faults: string[] = [];
  const byType: Record<string, number> = {};
  for (const message of messages) {
    for (const recorded of message.entries) {
      byType[recorded.entry.type] = (byType[recorded.entry.type] ?? 0) + 1;
      if (!isGenuine(recorded)) faults.push(`leaf ${recorded.leafHash.toString("base64url")}`);
    }
    faults.push(...storyFaults(message));
  }
  return { entries: Object.values(byType).reduce((sum, count) => sum + count, 0), byType, faults };
}

/**
 * Tells whether an entry's leaf hash (RFC 6962 section 2.1) is that of its stored bytes, and these are canonical (RFC
 * 8785).
 */
export function isGenuine({ bytes, leafHash, entry }: RecordedEntry): boolean {
  const hash = createHash("sha256")
    .update(Buffer.from([0]))
    .update(bytes)
    .digest();
  const text = decodeUtf8(bytes);
  const parsed = JSON.parse(text) as { type: unknown };
  return hash.equals(leafHash) && canonicalize(parsed) === text && parsed.type === entry.type;
}

function storyFaults({ view, receipt, entries }: AuditedMessage): string[] {
  const faults: string[] = [];
  const rule = (holds: boolean, fault: string) => {
    if (!holds) faults.push(fault);
  };
  const accepted = entries.filter(({ entry }) => entry.type === "accepted");
  const [word] = accepted;
  rule(accepted.length === 1 && word?.entry.actor === view.from, `accepted ${view.id}`);
  rule(receipt.log.leafHash === word?.leafHash.toString("base64url"), `submission receipt ${view.id}`);
  rule(receipt.packets.length === view.packets.length, `packets of ${view.id}`);
  for (const packet of view.packets) {
    const own = entries.filter(({ entry }) => entry.packet === packet.id).map(({ entry }) => entry);
    const of = (...types: string[]) => own.filter(({ type }) => types.includes(type));
    const [sealed] = of("sealed");
    const [arrived] = of("delivered", "fetched");
    const [signed] = of("receipt");
    rule(of("sealed").length === 1 && sealed?.["recipient"] === packet.recipient, `sealed ${packet.id}`);
    rule(
      own.every(({ digest }) => digest === packet.digest),
      `digest ${packet.id}`,
    );
    rule(of("attempt").length === packet.attempts, `attempts ${packet.id}`);
    rule(of("receipt").length === 1 && signed?.actor === packet.recipient, `receipt ${packet.id}`);
    rule(signed?.["receipt"] === receiptDigest(packet), `receipt bytes ${packet.id}`);
    rule(inOrder(sealed?.time, arrived?.time, signed?.time), `order ${packet.id}`);
    const promised = receipt.packets.find(({ id }) => id === packet.id);
    rule(promised?.digest === packet.digest && promised.recipient === packet.recipient, `promise ${packet.id}`);
  }
  return faults;
}

/** Digest of the signed receipt that the sender was shown. */
function receiptDigest({ receipt }: PacketView): string {
  return formatDigest(hash("sha256", receipt?.jws ?? "", "buffer"));
}

/** Tells whether times are in order. RFC 3339 times of one form compare as texts. */
function inOrder(...times: readonly (string | undefined)[]): boolean {
  return times.every((time, at) => time !== undefined && (at === 0 || (times[at - 1] ?? "") <= time));
}
