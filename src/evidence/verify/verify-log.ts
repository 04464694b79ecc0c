/**
 * Verifies a whole log from its files (C2SP tlog-tiles): every entry is hashed, every tile and the root are rebuilt and
 * compared, the checkpoint's signatures are verified. Reads in the order of the tree and keeps only its right edge.
 * Runs in Node and in browsers.
 */
import type { Bilingual } from "../../domain/bilingual.ts";
import { STEP_TITLES } from "../steps.ts";
import { type Begun, isBegun } from "../../tlog/begun.ts";
import { CHAIN_FILE, readChain } from "../../tlog/chain-file.ts";
import { equalBytes } from "../../wire/bytes.ts";
import { openCheckpoint, originIn, type SignedCheckpoint } from "../../tlog/checkpoint.ts";
import { ProofError } from "../../tlog/proof-error.ts";
import { readPlainEntry } from "../../tlog/read-entry.ts";
import { checkChain, begunEntries, type BegunEntries, successorOfTrusted } from "./chain.ts";
import { Findings } from "./finding.ts";
import { type LogFileReader, type LogReading, rebuildLog } from "./rebuild-log.ts";
import { type CheckOutcome, stepOf, unsupported, type Verification, verificationOf } from "./step.ts";
import { UnsupportedHere } from "../../wire/signatures.ts";
import type { Trust } from "./trust.ts";
import type { AuditEntry } from "../../domain/audit-entry.ts";
import { besideRebuilt, witnessingOf } from "./witnessed-part.ts";

export type { LogFileReader };

/** Options of a log's verification. */
export interface LogOptions extends LogReading {
  readonly trust: Trust;
  /** Size of an earlier tree whose root is wanted too. */
  readonly earlier?: number;
}

/** Result of a log's verification. */
export interface LogVerification extends Verification {
  /** To be believed only when `ok`. */
  readonly origin?: string;
  readonly size?: number;
  /** 32 bytes. */
  readonly root?: Uint8Array;
  /** Root of the first `earlier` entries, when it was asked for and the log has as many. */
  readonly earlierRoot?: Uint8Array;
  /**
   * Number of first entries that a quorum of the trusted witnesses has cosigned; only when a quorum was required. The
   * others are verified as published: only the log says that others are shown the same.
   */
  readonly witnessed?: number;
  /** Entries that begin a successor log, oldest first: the logs that this one goes on with. Only when entries were read. */
  readonly begun?: readonly Begun[];
}

const STEPS = {
  checkpoint: { id: "checkpoint", title: STEP_TITLES.checkpoint },
  witnesses: { id: "witnesses", title: STEP_TITLES.witnesses },
  entries: { id: "entries", title: { zh: "逐条核验条目", en: "Every entry is canonical and hashes to its leaf" } },
  tiles: { id: "tiles", title: { zh: "逐块核验哈希", en: "Every tile is what the leaves make it" } },
  chain: { id: "chain", title: STEP_TITLES.chain },
  root: { id: "root", title: { zh: "树根一致", en: "The root is the one that was signed" } },
} as const;

/**
 * Verifies a log. Never throws for faulty files: the answer reports what does not hold. With a quorum
 * `checkpoint.witnessed` is read too, if it is there: a log whose newest checkpoint has no quorum yet is verified
 * whole, and the answer says how much of it is witnessed.
 */
export async function verifyLog(read: LogFileReader, options: LogOptions): Promise<LogVerification> {
  const { trust, entries: withEntries = true, earlier } = options;
  // Read before the newest checkpoint, so that the newest one covers it.
  const served = trust.quorum === 0 ? undefined : await read("checkpoint.witnessed");
  const text = await read("checkpoint");
  const checkpoint = await signedCheckpoint(text, trust, read);
  if (!("origin" in checkpoint)) return unsigned(checkpoint, trust, withEntries);
  const { origin, size, root: signed } = checkpoint;
  const witnessing = await witnessingOf(checkpoint, served, trust);
  const found = { entries: new Findings(), tiles: new Findings() };
  const wanted = [earlier, witnessing.beside?.size].filter((one) => one !== undefined);
  const begun: { readonly index: number; readonly entry: AuditEntry }[] = [];
  const onEntries: LogReading["onEntries"] = (first, entries) => {
    for (const [n, bytes] of entries.entries()) {
      const entry = mayBegin(bytes) ? readPlainEntry(bytes) : undefined;
      if (entry === undefined || !isBegun(entry)) continue;
      begun.push({ index: first + n, entry });
      wanted.push(first + n);
    }
    options.onEntries?.(first, entries);
  };
  const rebuilt = await rebuildLog(read, size, wanted, { ...options, onEntries }, found);
  const chain: BegunEntries = begunEntries(begun);
  const matches = new Findings();
  const isSigned = matches.expect(
    rebuilt.root !== undefined && equalBytes(rebuilt.root, signed),
    "the leaves do not make the root that was signed",
    "叶节点无法得出所签名的树根",
  );
  // A second tree is only reported when the leaves make the tree that was signed.
  const witnessed = besideRebuilt(witnessing, checkpoint, (at) => (isSigned ? rebuilt.earlier.get(at) : undefined));
  const required = true;
  const steps = [
    stepOf({ ...STEPS.checkpoint, required }, { checked: 1, findings: [] }),
    stepOf({ ...STEPS.witnesses, required: trust.quorum > 0 }, witnessed.outcome),
    stepOf({ ...STEPS.entries, required: withEntries }, withEntries ? found.entries.outcome : { skipped: NO_ENTRIES }),
    stepOf({ ...STEPS.tiles, required }, found.tiles.outcome),
    stepOf({ ...STEPS.root, required }, matches.outcome),
    // Most logs succeed no other.
    ...(begun.length === 0
      ? []
      : [
          stepOf(
            { ...STEPS.chain, required },
            await checkChain(
              chain,
              origin,
              (at) => (at === 0 ? options.hasher.empty : rebuilt.earlier.get(at)),
              trust.log,
            ),
          ),
        ]),
  ];
  const earlierRoot = earlier === undefined ? undefined : rebuilt.earlier.get(earlier);
  return {
    ...verificationOf(steps),
    origin,
    size,
    root: signed,
    ...(earlierRoot && { earlierRoot }),
    ...(witnessed.size !== undefined && { witnessed: witnessed.size }),
    ...(withEntries && { begun: chain.links }),
  };
}

const NO_ENTRIES = { zh: "未读取条目，只核验了哈希树", en: "the entries were not read, only the tree" };

const BEGUN = new TextEncoder().encode('"change":"begun"');

/** Tells quickly that bytes are no entry that begins a log, as nearly all are not. */
function mayBegin(bytes: Uint8Array): boolean {
  const first = BEGUN[0] ?? 0;
  for (let at = bytes.indexOf(first); at !== -1; at = bytes.indexOf(first, at + 1)) {
    if (equalBytes(bytes.subarray(at, at + BEGUN.length), BEGUN)) return true;
  }
  return false;
}

async function signedCheckpoint(
  bytes: Uint8Array | undefined,
  trust: Trust,
  read: LogFileReader,
): Promise<SignedCheckpoint | CheckOutcome> {
  const fault = (finding: Bilingual) => ({ checked: 1, findings: [finding] });
  if (bytes === undefined) return fault({ zh: "没有检查点", en: "there is no checkpoint" });
  try {
    return await openCheckpoint(bytes, trust.log);
  } catch (error) {
    const successor = await successorIn(bytes, trust, read);
    if (successor !== undefined) return { skipped: successor };
    if (error instanceof ProofError) return fault({ zh: "检查点无有效签名", en: error.message });
    if (error instanceof UnsupportedHere) return { skipped: unsupported(error) };
    throw error;
  }
}

/** Why a checkpoint that no trusted key signed is not checked: its log says that it succeeds one that is trusted. */
async function successorIn(bytes: Uint8Array, trust: Trust, read: LogFileReader): Promise<Bilingual | undefined> {
  const chain = await read(CHAIN_FILE);
  if (chain === undefined) return undefined;
  try {
    return await successorOfTrusted(begunEntries(readChain(chain)), originIn(bytes) ?? "", trust.log);
  } catch {
    return undefined;
  }
}

function unsigned(outcome: CheckOutcome, { quorum }: Trust, withEntries: boolean): LogVerification {
  const skipped = { zh: "没有可信的检查点", en: "there is no checkpoint to verify it against" };
  const { checkpoint, chain: _chain, ...others } = STEPS;
  return verificationOf([
    stepOf({ ...checkpoint, required: true }, outcome),
    ...Object.values(others).map((step) => {
      const required = step.id === "witnesses" ? quorum > 0 : step.id !== "entries" || withEntries;
      return stepOf({ ...step, required }, { skipped });
    }),
  ]);
}
