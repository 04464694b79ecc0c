/**
 * Finds which trusted witnesses and authorities saw the checkpoint, and when. The checks and the head of the answer use
 * it.
 */
import type { Bilingual } from "../../domain/bilingual.ts";
import { openCheckpoint, type SignedCheckpoint } from "../../tlog/checkpoint.ts";
import { type Note, parseNote } from "../../tlog/note.ts";
import { ProofError } from "../../tlog/proof-error.ts";
import { TimestampError } from "../../tlog/rfc3161/timestamp-error.ts";
import { type Cosignature, cosignatures } from "./cosigned.ts";
import { unsupported } from "./step.ts";
import { UnsupportedHere } from "../../wire/signatures.ts";
import { timestampVerifier } from "./timestamp-verifier.ts";
import type { Trust } from "./trust.ts";
import { stampFacts } from "../../tlog/rfc3161/facts.ts";

/** Value that was verified, or why it was not. */
export type ValueOrFault<T> = { readonly value: T } | { readonly fault: Bilingual };

/** Time stamp of a trusted authority. */
export interface Stamp {
  /** Time by the authority's clock, ms. */
  readonly at: number;
  /** Names in the authority's certificate; empty without any. */
  readonly authority: string;
}

/** Trusted signatures of a checkpoint. */
export interface Attested {
  /** The checkpoint, when a trusted key of the log signed it. */
  readonly signed: ValueOrFault<SignedCheckpoint> | Unchecked;
  /** Trusted witnesses that cosigned it, the earliest first; a fault when the note cannot be read. */
  readonly cosigned: ValueOrFault<readonly Cosignature[]>;
  /** Undefined when no authority is trusted. */
  readonly stamp: ValueOrFault<Stamp> | Unchecked | undefined;
}

/** Why nothing was checked. */
export interface Unchecked {
  readonly unchecked: Bilingual;
}

/**
 * Verifies every signature of a checkpoint's text, and its time stamp. Never throws for faulty input, nor when the
 * verifier of time stamps cannot be loaded.
 * @param successor why the checkpoint is not checked: its log succeeds a trusted one, and its own key is not trusted
 */
export async function attested(
  text: string,
  timestamp: Uint8Array | undefined,
  trust: Trust,
  successor?: Bilingual,
): Promise<Attested> {
  const note = noteOf(text);
  return {
    signed: successor === undefined ? await signedBy(text, trust) : { unchecked: successor },
    cosigned: note === undefined ? { fault: UNREADABLE } : { value: await cosignatures(note, trust) },
    stamp: trust.authorities === undefined ? undefined : await stamped(note, timestamp, trust.authorities),
  };
}

const UNREADABLE: Bilingual = { en: "the checkpoint cannot be read", zh: "检查点无法读取" };

function noteOf(text: string): Note | undefined {
  try {
    return parseNote(text);
  } catch (error) {
    if (error instanceof ProofError) return undefined;
    throw error;
  }
}

async function signedBy(text: string, trust: Trust): Promise<ValueOrFault<SignedCheckpoint>> {
  try {
    return { value: await openCheckpoint(text, trust.log) };
  } catch (error) {
    if (!(error instanceof ProofError)) throw error;
    const zh = { "wrong-origin": "检查点不属于受信任的日志", malformed: "检查点格式错误" }[error.code as string];
    return { fault: { en: error.message, zh: zh ?? "日志对检查点的签名无效" } };
  }
}

const NOT_LOADED: Bilingual = {
  en: "the code that reads time stamps could not be loaded: load it while on line, or serve its packages, and verify again",
  zh: "无法加载时间戳核验程序：请联网时预先加载，或确认其依赖包可用后，重新核验",
};

/** Verifies the time stamp. The code for it is loaded only when there is a stamp and a trusted authority. */
async function stamped(
  note: Note | undefined,
  token: Uint8Array | undefined,
  authorities: string,
): Promise<ValueOrFault<Stamp> | Unchecked> {
  if (token === undefined) return { fault: { en: "there is no time stamp", zh: "文件中没有时间戳" } };
  if (note === undefined) return { fault: UNREADABLE };
  // A browser off line does not have it, unless it was loaded before. That is not a fault of the evidence: the step is
  // not checked.
  const verifier = await timestampVerifier().catch(() => undefined);
  if (verifier === undefined) return { unchecked: NOT_LOADED };
  const { readRoots, verifyTimestamp } = verifier;
  try {
    const { genTime } = await verifyTimestamp({ token, text: note.text, roots: readRoots(authorities) });
    return { value: { at: genTime.getTime(), authority: stampFacts(token)?.authority ?? "" } };
  } catch (error) {
    if (error instanceof UnsupportedHere) return { unchecked: unsupported(error) };
    if (!(error instanceof TimestampError)) throw error;
    return { fault: { en: error.message, zh: "时间戳不成立" } };
  }
}

/** Time at which a quorum of trusted witnesses had cosigned, ms; undefined when none is required, or there is none. */
export function quorumAt({ cosigned }: Attested, { quorum }: Trust): number | undefined {
  // The time of the last cosignature that the quorum needs, so one slow clock among them makes no difference.
  return quorum === 0 || "fault" in cosigned ? undefined : cosigned.value[quorum - 1]?.at;
}
