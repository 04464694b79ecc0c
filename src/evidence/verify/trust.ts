/** Keys that a verifier trusts and brings itself. Nothing in evidence can add to them. */
import type { Bilingual } from "../../domain/bilingual.ts";
import { isObject } from "../../wire/value.ts";
import { parseStrict } from "../../wire/json.ts";
import type { Sha256 } from "../../tlog/merkle.ts";
import { parseVerifierKey, SIGNATURE_TYPES, type VerifierKey } from "../../tlog/note.ts";
import { ProofError } from "../../tlog/proof-error.ts";

/** Trusted keys. Parties' keys need not be named: the log registered them, and the log is trusted. */
export interface Trust {
  /** Keys of the log, present and former (C2SP signed-note vkey, type 1). */
  readonly log: readonly VerifierKey[];
  /** Keys of witnesses (type 4). */
  readonly witnesses: readonly VerifierKey[];
  /** How many of them must have cosigned. With 0 witnesses are not checked. */
  readonly quorum: number;
  /** Thumbprints (RFC 7638) of keys known by another way, by party. No other key of such a party counts. */
  readonly parties: Readonly<Record<string, readonly string[]>>;
  /** Certificates of time-stamping authorities, PEM. With them a time stamp (RFC 3161) of one of them is required. */
  readonly authorities?: string;
}

/** Error for invalid trusted keys, with words for the person who gave them. */
export class TrustError extends ProofError {
  readonly text: Bilingual;

  constructor(en: string, zh: string, options?: ErrorOptions) {
    super("malformed", en, options);
    this.text = { zh, en };
  }
}

const MEMBERS: ReadonlySet<string> = new Set(["log", "witnesses", "quorum", "parties", "authorities"]);

/**
 * Reads trust from a JSON document: `{"log": [vkey, …], "witnesses": [vkey, …], "quorum": n, "parties": {id:
 * [thumbprint, …]}, "authorities": PEM}`. All members but `log` are optional.
 * @throws {TrustError}
 */
export function readTrust(document: string | Uint8Array, sha256: Sha256): Trust {
  const unlike = (options?: ErrorOptions) =>
    new TrustError("the trusted keys are no such document", "受信任公钥的文件不符合格式", options);
  let value: unknown;
  try {
    value = parseStrict(document, { maxDepth: 4 });
  } catch (cause) {
    throw unlike({ cause });
  }
  if (!isObject(value) || !Object.keys(value).every((name) => MEMBERS.has(name))) throw unlike();
  const { log, witnesses = [], quorum, parties = {}, authorities } = value;
  if (!isTexts(log) || !isTexts(witnesses) || !isObject(parties) || !Object.values(parties).every(isTexts)) {
    throw unlike();
  }
  if (authorities !== undefined && typeof authorities !== "string") throw unlike();
  if (quorum !== undefined && typeof quorum !== "number") throw unlike();
  return trustOf(
    {
      log,
      witnesses,
      parties: parties as Trust["parties"],
      ...(quorum === undefined ? {} : { quorum }),
      ...(authorities === undefined ? {} : { authorities }),
    },
    sha256,
  );
}

/**
 * Makes trust from the texts of keys.
 * @param texts.quorum all witnesses that are named, unless given: a named witness is meant to be required
 * @throws {TrustError} for an invalid key, a log without keys, a quorum beyond the witnesses
 */
export function trustOf(
  texts: {
    readonly log: readonly string[];
    readonly witnesses?: readonly string[];
    readonly quorum?: number;
    readonly parties?: Trust["parties"];
    readonly authorities?: string;
  },
  sha256: Sha256,
): Trust {
  const { parties = {}, authorities } = texts;
  const log = keysOf(texts.log, SIGNATURE_TYPES.ed25519, sha256);
  const witnesses = keysOf(texts.witnesses ?? [], SIGNATURE_TYPES.cosignature, sha256);
  const { quorum = witnesses.length } = texts;
  if (log.length === 0) throw new TrustError("no key of a log is trusted", "未提供受信任的日志公钥");
  // One witness under two names would count twice.
  const distinct = new Set(witnesses.map(({ publicKey }) => publicKey.join()));
  if (distinct.size !== witnesses.length) throw new TrustError("a witness is named twice", "同一见证方重复列出");
  if (!Number.isSafeInteger(quorum) || quorum < 0) {
    throw new TrustError("the quorum of witnesses is no whole number", "见证方法定数须为非负整数");
  }
  if (quorum > witnesses.length) {
    throw new TrustError(
      `a quorum of ${quorum} needs as many witnesses' keys; there are ${witnesses.length}`,
      `法定数为 ${quorum}，须给出同样多的见证方公钥，现有 ${witnesses.length} 个`,
    );
  }
  return { log, witnesses, quorum, parties, ...(authorities === undefined ? {} : { authorities }) };
}

function keysOf(texts: readonly string[], type: VerifierKey["type"], sha256: Sha256): VerifierKey[] {
  return texts.map((text, n) => {
    const kind = type === SIGNATURE_TYPES.cosignature ? { en: "witness", zh: "见证方" } : { en: "log", zh: "日志" };
    const unlike = (options?: ErrorOptions) =>
      new TrustError(`key ${n + 1} is not one of a ${kind.en}`, `第 ${n + 1} 个公钥不是${kind.zh}公钥`, options);
    let key: VerifierKey;
    try {
      key = parseVerifierKey(text, sha256);
    } catch (cause) {
      throw unlike({ cause });
    }
    if (key.type !== type) throw unlike();
    return key;
  });
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === "string");
}
