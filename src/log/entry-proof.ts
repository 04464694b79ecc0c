import { formatTlogProof } from "../tlog/tlog-proof.ts";
import type { LogReader } from "./log-reader.ts";

/**
 * Makes the proof of an entry (C2SP tlog-proof) in the checkpoint that proves most: a witnessed one, when it covers the entry.
 * Undefined while the published log does not have the entry.
 */
export async function entryProof(log: LogReader, leafHash: Buffer): Promise<string | undefined> {
  const { published, witnessed } = await log.heads();
  const index = await log.indexOf(leafHash);
  if (published === undefined || index === undefined || index >= published.size) return undefined;
  const head = witnessed !== undefined && index < witnessed.size ? witnessed : published;
  return formatTlogProof({ index, proof: await log.inclusionProof(index, head.size), checkpoint: head.text });
}
