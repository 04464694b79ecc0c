/** The declared end of a log: a server that shows a successor in place of the log that is watched says where that log ended. */
import { begunEntries } from "../evidence/verify/chain.ts";
import type { LogFileReader } from "../evidence/verify/rebuild-log.ts";
import { CHAIN_FILE, readChain } from "../tlog/chain-file.ts";
import { originIn, type SignedCheckpoint } from "../tlog/checkpoint.ts";
import type { VerifierKey } from "../tlog/note.ts";
import { ProofError } from "../tlog/proof-error.ts";
import type { DeclaredSuccessor } from "./alarm.ts";
import { openIfSigned } from "./witnessed.ts";

/** End of a log. */
export interface DeclaredEnd {
  /** Last checkpoint of the log that ended, signed by its own key. */
  readonly last: SignedCheckpoint;
  readonly successor: DeclaredSuccessor;
}

/**
 * Reads where the log ended. Undefined when no successor is declared, or when the log itself has not signed that end.
 *
 * @param origin name of the log that is watched
 * @param shown checkpoint that the server shows in its place
 * @throws what the reader throws
 */
export async function declaredEnd(
  origin: string,
  shown: Uint8Array,
  read: LogFileReader,
  logKeys: readonly VerifierKey[],
): Promise<DeclaredEnd | undefined> {
  const present = originIn(shown);
  if (present === undefined || present === origin) return undefined;
  const { links } = begunEntries(linksIn(await read(CHAIN_FILE)));
  const link = links.find(({ predecessor }) => predecessor === origin);
  if (link?.checkpoint === undefined || links.at(-1)?.origin !== present) return undefined;
  const last = await openIfSigned(new TextEncoder().encode(link.checkpoint), logKeys, origin);
  return last && { last, successor: { origin: present, size: link.index } };
}

function linksIn(bytes: Uint8Array | undefined) {
  return orUndefined(() => readChain(bytes)) ?? [];
}

function orUndefined<T>(parse: () => T): T | undefined {
  try {
    return parse();
  } catch (error) {
    if (error instanceof ProofError) return undefined;
    throw error;
  }
}
