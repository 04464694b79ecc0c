/** What a verifier brings itself: the keys that it trusts. Nothing in evidence can add to it. */
import { parseStrict } from "../../domain/json.ts";
import { isObject } from "../evidence-format.ts";
import type { Sha256 } from "../merkle.ts";
import { parseVerifierKey, SIGNATURE_TYPES, type VerifierKey } from "../note.ts";
import { ProofError } from "../proof-error.ts";

/** Trusted keys. Parties' keys need none of their own: the log registered them, and the log is trusted. */
export interface Trust {
  /** Keys of the log, present and former (C2SP signed-note vkey, type 1). */
  readonly log: readonly VerifierKey[];
  /** Keys of witnesses (type 4). */
  readonly witnesses: readonly VerifierKey[];
  /** How many of them must have cosigned; 0: none need have. */
  readonly quorum: number;
  /** Thumbprints (RFC 7638) of keys known by another way, by party: then no other key of that party counts. */
  readonly parties: Readonly<Record<string, readonly string[]>>;
  /** Certificates of time-stamping authorities, PEM: then a time stamp (RFC 3161) of one of them is required. */
  readonly authorities?: string;
}

const MEMBERS: ReadonlySet<string> = new Set(["log", "witnesses", "quorum", "parties", "authorities"]);

/**
 * Trust as a JSON document writes it: `{"log": [vkey, …], "witnesses": [vkey, …], "quorum": n, "parties":
 * {id: [thumbprint, …]}, "authorities": PEM}`, all but `log` optional.
 * @throws {ProofError} `malformed`
 */
export function readTrust(document: string | Uint8Array, sha256: Sha256): Trust {
  let value: unknown;
  try {
    value = parseStrict(document, { maxDepth: 4 });
  } catch (cause) {
    throw new ProofError("malformed", "the trusted keys are no JSON document", { cause });
  }
  if (!isObject(value) || !Object.keys(value).every((name) => MEMBERS.has(name)))
    throw new ProofError("malformed", "the trusted keys are no such document");
  const { log, witnesses = [], quorum = 0, parties = {}, authorities } = value;
  if (!isTexts(log) || !isTexts(witnesses) || !isObject(parties) || !Object.values(parties).every(isTexts))
    throw new ProofError("malformed", "the trusted keys are no such document");
  if (authorities !== undefined && typeof authorities !== "string")
    throw new ProofError("malformed", "the certificates of authorities are no text");
  if (!Number.isSafeInteger(quorum)) throw new ProofError("malformed", "the quorum of witnesses is no number");
  const certificates = authorities === undefined ? {} : { authorities };
  const texts = { log, witnesses, quorum: Number(quorum), parties: parties as Trust["parties"], ...certificates };
  return trustOf(texts, sha256);
}

/**
 * Trust from the keys' texts.
 * @throws {ProofError} `malformed` for a key that is none, a log without any, a quorum beyond the witnesses
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
  const { quorum = 0, parties = {} } = texts;
  const of = (keys: readonly string[], type: number) => {
    const parsed = keys.map((key) => parseVerifierKey(key, sha256));
    if (parsed.some((key) => key.type !== type)) throw new ProofError("malformed", "a verifier key of another kind");
    return parsed;
  };
  const log = of(texts.log, SIGNATURE_TYPES.ed25519);
  const witnesses = of(texts.witnesses ?? [], SIGNATURE_TYPES.cosignature);
  // One witness under two names would count twice.
  const distinct = new Set(witnesses.map(({ publicKey }) => publicKey.join()));
  if (log.length === 0) throw new ProofError("malformed", "no key of a log is trusted");
  if (quorum < 0 || quorum > witnesses.length || distinct.size !== witnesses.length)
    throw new ProofError("malformed", "the quorum does not fit the witnesses");
  return {
    log,
    witnesses,
    quorum,
    parties,
    ...(texts.authorities === undefined ? {} : { authorities: texts.authorities }),
  };
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === "string");
}
