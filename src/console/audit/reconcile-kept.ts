/** Three-way reconciliation in the page: what both sides keep, from files that were chosen, and the log. */
import { sha256 } from "@noble/hashes/sha2.js";
import type { PlacedEntry } from "../../evidence/packet-story.ts";
import type { Difference } from "../../evidence/reconcile/difference.ts";
import { keptByRecipient } from "../../evidence/reconcile/kept-by-recipient.ts";
import { keptBySender } from "../../evidence/reconcile/kept-by-sender.ts";
import { type FileFault, keptVerifier, type RecordReader, recordIn } from "../../evidence/reconcile/kept-record.ts";
import { LoggedExchange } from "../../evidence/reconcile/logged.ts";
import { reconcile } from "../../evidence/reconcile/reconcile.ts";
import { readKeySet } from "../../evidence/verify/signed-token.ts";
import { treeHasher } from "../../tlog/merkle.ts";
import { encodeBase64url } from "../../wire/base64.ts";
import { TOKEN_TYPES } from "../../wire/token.ts";
import type { Desk } from "../desk/desk.tsx";
import { readWholeLog } from "./whole-log.ts";

/** Files that a party keeps. */
export interface KeptFiles {
  readonly party: string;
  readonly files: readonly File[];
}

/** A difference between two sides, or a file that cannot be believed. */
export type Found = Difference | FileFault;

/** Largest file that is read, bytes. */
const MOST_BYTES = 64 * 1024 * 1024;

const hasher = treeHasher(sha256);

/**
 * Compares what a sender keeps, what a recipient keeps, and the log. Files stay on this machine; of opened packets only their digests
 * are looked at.
 *
 * @param told called with how many entries of the log were read, and how many there are
 * @throws ProofError when the log does not verify; ProblemError, UnreachableError
 */
export async function reconcileKept(
  desk: Desk,
  { sender, recipient }: { readonly sender?: KeptFiles | undefined; readonly recipient?: KeptFiles | undefined },
  told: (read: number, size: number) => void,
): Promise<readonly Found[]> {
  const { client } = desk.department;
  const logged = new LoggedExchange();
  const registered: PlacedEntry[] = [];
  const { origin } = await readWholeLog(
    desk,
    (index, entry, bytes) => {
      logged.add(index, entry, () => encodeBase64url(hasher.leaf(bytes)));
      if (entry.type === "key") registered.push({ index, entry });
    },
    { told },
  );
  // The gateway is the actor of every entry `key`, so the first one names it.
  const gateway = registered[0]?.entry.actor ?? "";
  const keysOf = async (party: string) => {
    const published = party === gateway ? client.gatewayKeys : client.partyKeys(party);
    const set = new TextEncoder().encode(JSON.stringify(await published.trusted()));
    return (await readKeySet(party, set)) ?? [];
  };
  const signers = { registered, gateway, keysOf };
  const sent =
    sender &&
    (await keptBySender(
      ...readerOf(sender),
      sender.party,
      gateway,
      keptVerifier(signers, gateway, TOKEN_TYPES.submissionReceipt),
    ));
  const got =
    recipient &&
    (await keptByRecipient(
      ...readerOf(recipient),
      recipient.party,
      keptVerifier(signers, recipient.party, TOKEN_TYPES.receipt),
    ));
  const kept = { ...(sent && { sender: sent.kept }), ...(got && { recipient: got.kept }) };
  return [...reconcile(logged, origin, kept), ...(sent?.faults ?? []), ...(got?.faults ?? [])];
}

function readerOf({ files }: KeptFiles): [read: RecordReader, names: string[]] {
  const byName = new Map(files.map((file) => [file.name, file]));
  return [
    async (name) => {
      const file = byName.get(name);
      return file === undefined || file.size > MOST_BYTES ? undefined : recordIn(await file.text());
    },
    [...byName.keys()].toSorted(),
  ];
}
