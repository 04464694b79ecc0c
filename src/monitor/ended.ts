/** End of the log that is watched: a server that shows a successor in its place says where that log ended. */
import { begunEntries } from "../evidence/verify/chain.ts";
import { chainWithin, checkShownChain, readShownChain, type ShownChain } from "../evidence/verify/shown-chain.ts";
import { openSignedTiles } from "../evidence/verify/signed-tiles.ts";
import { originIn, type SignedCheckpoint } from "../tlog/checkpoint.ts";
import type { VerifierKey } from "../tlog/note.ts";
import { ProofError } from "../tlog/proof-error.ts";
import type { Alarm, DeclaredSuccessor } from "./alarm.ts";
import { alarmOfSmaller, forkOf } from "./compare.ts";
import type { RecountOptions } from "./recount.ts";
import type { Watched } from "./watched.ts";
import { openIfSigned } from "./witnessed.ts";

/** How the log and its successor are read, and the keys that are trusted. */
interface Reading extends Pick<RecountOptions, "read" | "hasher"> {
  readonly trust: { readonly log: readonly VerifierKey[] };
}

/** Alarm about a log that is shown in place of the watched one, and the state to go on from with it. */
export interface AfterEnd {
  readonly alarm: Alarm;
  /** State to go on from with the successor; undefined when it is not followed. */
  readonly watched?: Watched;
}

/**
 * Looks at a checkpoint that the watched log has not signed. A successor whose key is trusted is followed when it took over all
 * that was verified: its signed tree has the entry that begins it, and the tree before that is the one that was verified. An
 * end before what was verified is a rollback, or a fork, under the signatures of the log that ended. All else is a stranger.
 *
 * @throws what the reader throws
 */
export async function afterEnd(before: Watched, shown: Uint8Array, options: Reading, now: number): Promise<AfterEnd> {
  const { read, hasher, trust } = options;
  const verified = before.checkpoint;
  const chain = await ifReadable(() => readShownChain(read));
  const end = chain && (await declaredEnd(verified.origin, shown, chain, trust.log));
  if (chain === undefined || end === undefined) return { alarm: { code: "bad-signature" } };
  const { last, successor } = end;
  if (last.size < verified.size) {
    return { alarm: { ...(await alarmOfSmaller(verified, last, options)), successor } };
  }
  const next = await openIfSigned(shown, trust.log);
  // Without its key, or before its own first entry is published, nothing of it can be verified.
  const verifiable = next !== undefined && next.size > successor.size ? next : undefined;
  if (verifiable !== undefined && (await isInTree(chain, verifiable, verified, options))) {
    const { counted, cosignedAt } = before;
    const checkpoints = [verified.text, verifiable.text] as const;
    return {
      alarm: { code: "succeeded", size: verifiable.size, checkpoints, successor },
      // Cosignatures of the log that ended say nothing about its successor.
      watched: { checkpoint: verifiable, counted, grewAt: now, cosignedAt },
    };
  }
  try {
    const fork = await forkOf(verified, last, () => openSignedTiles(read, hasher, last));
    if (fork !== undefined) return { alarm: { ...fork, successor } };
  } catch (error) {
    if (!(error instanceof ProofError)) throw error;
    // The successor's tree does not begin with the end that it declares: it is a stranger.
    return { alarm: { code: "bad-signature" } };
  }
  if (verifiable === undefined) return { alarm: { code: "bad-signature", successor } };
  const checkpoints = [verified.text, verifiable.text] as const;
  return { alarm: { code: "entries", size: verifiable.size, checkpoints, successor } };
}

/** Tells whether a successor's signed tree has its chain, and begins with the tree that was verified before. */
async function isInTree(
  shown: ShownChain,
  next: SignedCheckpoint,
  verified: SignedCheckpoint,
  { read, hasher, trust }: Reading,
): Promise<boolean> {
  const found = await ifReadable(async () => {
    const tiles = await openSignedTiles(read, hasher, next);
    const chain = chainWithin(shown, next.size);
    const outcome = await checkShownChain(chain, { checkpoint: next, tiles, hasher }, trust.log);
    return "findings" in outcome && outcome.findings.length === 0 && !(await forkOf(verified, next, async () => tiles));
  });
  return found === true;
}

/** End of a log. */
interface DeclaredEnd {
  /** Last checkpoint of the log that ended, signed by its own key. */
  readonly last: SignedCheckpoint;
  readonly successor: DeclaredSuccessor;
}

/** Reads where the log ended. Undefined when no successor is declared, or when the log itself has not signed that end. */
async function declaredEnd(
  origin: string,
  shown: Uint8Array,
  { entries }: ShownChain,
  logKeys: readonly VerifierKey[],
): Promise<DeclaredEnd | undefined> {
  const present = originIn(shown);
  if (present === undefined || present === origin) return undefined;
  const { links } = begunEntries(entries);
  const link = links.find(({ predecessor }) => predecessor === origin);
  if (link?.checkpoint === undefined || links.at(-1)?.origin !== present) return undefined;
  const last = await openIfSigned(new TextEncoder().encode(link.checkpoint), logKeys, origin);
  return last && { last, successor: { origin: present, size: link.index } };
}

async function ifReadable<T>(read: () => Promise<T>): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof ProofError) return undefined;
    throw error;
  }
}
