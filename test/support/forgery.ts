import { makeEvidence } from "../../src/audit/evidence/make.ts";
import type { Trust } from "../../src/audit/verify/trust.ts";
import { EvidenceThread } from "./evidence-thread.ts";
import type { Chance } from "./mutation.ts";
import { sha256 } from "./sha256.ts";

/** A forgery: the file that is handed out, and what its reader trusts. */
export interface Forgery {
  readonly file: Uint8Array | ReadonlyMap<string, Uint8Array>;
  readonly trust: Trust;
}

/** Makes forgeries of one kind. */
export type Family = (chance: Chance) => Promise<Forgery> | Forgery;

/** Evidence of a thread that a gateway tells in its own way, with its keys and in its log. */
export async function told(tell: (thread: EvidenceThread) => Promise<void>): Promise<Forgery> {
  const thread = new EvidenceThread();
  thread.register();
  await tell(thread);
  await thread.log.publish();
  const { bytes } = await makeEvidence(thread.source(), sha256, thread.thread);
  return { file: bytes, trust: thread.trust() };
}
