import { makeEvidence } from "../../src/audit/evidence/make.ts";
import type { EvidenceSource } from "../../src/audit/evidence/source.ts";
import type { Trust } from "../../src/audit/verify/trust.ts";
import { EvidenceThread, type ThreadPacket } from "./evidence-thread.ts";
import type { Chance } from "./mutation.ts";
import { sha256 } from "./sha256.ts";

/** A forgery: the file that is handed out, and what its reader trusts. */
export interface Forgery {
  readonly file: Uint8Array | ReadonlyMap<string, Uint8Array>;
  readonly trust: Trust;
}

/** Makes forgeries of one kind. */
export type Family = (chance: Chance) => Promise<Forgery> | Forgery;

/** Evidence of a thread that a gateway tells in its own way, with its keys and in its log. @param more what it is made with besides */
export async function told(
  tell: (thread: EvidenceThread) => void | Promise<void>,
  more: Partial<EvidenceSource> = {},
): Promise<Forgery> {
  const thread = new EvidenceThread();
  thread.register();
  await tell(thread);
  await thread.log.publish();
  const { bytes } = await makeEvidence({ ...thread.source(), ...more }, sha256, thread.thread);
  return { file: bytes, trust: thread.trust() };
}

/** A message with one packet, for one department. */
export async function onePacket(thread: EvidenceThread, recipient = "housing"): Promise<ThreadPacket> {
  const [packet] = await thread.accept(thread.thread, "aid-subject-list", "procuratorate", [recipient]);
  if (packet === undefined) throw new TypeError("one packet");
  return packet;
}
