/** The chain of logs that a log shows beside its tree, compared with the tree that it signed. No entry is read. */
import { type ChainEntry, CHAIN_FILE, readChain } from "../../tlog/chain-file.ts";
import type { Checkpoint } from "../../tlog/checkpoint.ts";
import type { TreeHasher } from "../../tlog/merkle.ts";
import type { VerifierKey } from "../../tlog/note.ts";
import { equalBytes } from "../../wire/bytes.ts";
import { type BegunEntries, begunEntries, checkChain } from "./chain.ts";
import { at, Findings } from "./finding.ts";
import type { LogFileReader } from "./rebuild-log.ts";
import type { SignedTiles } from "./signed-tiles.ts";
import type { CheckOutcome } from "./step.ts";

/** Chain that a log shows. Nothing of it is verified. */
export interface ShownChain extends BegunEntries {
  readonly entries: readonly ChainEntry[];
}

/** Reads the chain that a log shows; a log without the file succeeds no other. @throws {ProofError} `malformed` */
export async function readShownChain(read: LogFileReader): Promise<ShownChain> {
  const entries = readChain(await read(CHAIN_FILE));
  return { entries, ...begunEntries(entries) };
}

/** Leaves out what a chain has beyond a tree: the log may have gone on since its checkpoint was read. */
export function chainWithin({ entries }: ShownChain, size: number): ShownChain {
  const within = entries.filter(({ index }) => index < size);
  return { entries: within, ...begunEntries(within) };
}

/**
 * Checks that a signed tree has the entries of a chain at their places, and that the chain holds. Not checked when it is empty.
 *
 * @throws {ProofError} `missing`, `bad-proof` for tiles of the tree
 */
export async function checkShownChain(
  chain: ShownChain,
  {
    checkpoint,
    tiles,
    hasher,
  }: { readonly checkpoint: Checkpoint; readonly tiles: SignedTiles; readonly hasher: TreeHasher },
  logKeys: readonly VerifierKey[],
): Promise<CheckOutcome> {
  const findings = new Findings();
  const roots = new Map<number, Uint8Array>();
  for (const { index, bytes } of chain.entries) {
    findings.expect(
      index < checkpoint.size && equalBytes(await tiles.leafAt(index), hasher.leaf(bytes)),
      `${at(index).en} of the chain is not in the log at its place`,
      `日志链所列${at(index).zh}不在日志的该位置`,
    );
    if (index <= checkpoint.size) roots.set(index, await tiles.rootAt(index));
  }
  const links = await checkChain(chain, checkpoint.origin, (size) => roots.get(size), logKeys);
  if ("skipped" in links || findings.list.length === 0) return links;
  return { checked: findings.checked + links.checked, findings: [...findings.list, ...links.findings] };
}
