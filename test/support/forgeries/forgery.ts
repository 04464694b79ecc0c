import { packArchive, readArchive } from "../../../src/evidence/archive.ts";
import { EVIDENCE_PATHS } from "../../../src/evidence/format.ts";
import { makeEvidence } from "../../../src/evidence/make/make.ts";
import type { EvidenceSource } from "../../../src/evidence/make/source.ts";
import { formatTlogProof } from "../../../src/tlog/tlog-proof.ts";
import type { LogAtHand } from "../../../src/evidence/verify/thread-in-log.ts";
import type { Trust } from "../../../src/evidence/verify/trust.ts";
import { EvidenceThread, type ThreadPacket } from "../evidence/evidence-thread.ts";
import type { Chance } from "../mutation.ts";
import { sha256 } from "../sha256.ts";

/** A forgery: the file that is handed out, and what its reader trusts. */
export interface Forgery {
  readonly file: Uint8Array | ReadonlyMap<string, Uint8Array>;
  readonly trust: Trust;
  /** The log that its reader has, too. */
  readonly log?: LogAtHand;
}

/** Makes forgeries of one kind. */
export type Family = (chance: Chance) => Promise<Forgery> | Forgery;

/** Files of evidence, by path. */
export type Files = Map<string, Uint8Array>;

/**
 * A forgery that one condition of the verifier finds. The condition is named by its text in the source, so that one
 * that changes is looked at again here.
 */
export interface Caught {
  readonly forge: () => Promise<Forgery>;
  /** The step that fails. */
  readonly step: string;
  /** Its reason, in English. */
  readonly reason: RegExp;
  /** Number of times that it is told: once. */
  readonly reasons?: number;
  /** Steps that find it too: there the condition is a second lock. */
  readonly also?: readonly string[];
}

/** Forgeries that each condition catches, by the condition. */
export type Conditions = Readonly<Record<string, Caught>>;

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

/**
 * Evidence whose files a gateway that lies changes, under a new manifest of its own.
 * @param tell a short thread, unless it says otherwise
 */
export async function edited(
  edit: (files: Files, thread: EvidenceThread) => void | Promise<void>,
  tell: (thread: EvidenceThread) => void | Promise<void> = (thread) => thread.tellShortly(),
): Promise<Forgery> {
  const thread = new EvidenceThread();
  thread.register();
  await tell(thread);
  await thread.log.publish();
  const { bytes } = await makeEvidence(thread.source(), sha256, thread.thread);
  const files = new Map(readArchive(bytes));
  await edit(files, thread);
  return { file: packArchive(await thread.signed(files)), trust: thread.trust() };
}

/** Puts an entry of the log among the files, with its proof. */
export async function addEntry(files: Files, { log }: EvidenceThread, index: number): Promise<void> {
  const { published } = await log.heads();
  const one = log.all[index];
  if (published === undefined || one === undefined) throw new TypeError("a published entry");
  const proof = await log.inclusionProof(index, published.size);
  files.set(EVIDENCE_PATHS.entry(index), one.bytes);
  files.set(EVIDENCE_PATHS.proof(index), Buffer.from(formatTlogProof({ index, proof, checkpoint: published.text })));
}

/** A message with one packet, for one department. */
export async function onePacket(thread: EvidenceThread, recipient = "housing"): Promise<ThreadPacket> {
  const [packet] = await thread.accept(thread.thread, "aid-subject-list", "procuratorate", [recipient]);
  if (packet === undefined) throw new TypeError("one packet");
  return packet;
}
