import { sha256 } from "@noble/hashes/sha2.js";
import { timestampVerifier } from "../evidence/verify/timestamp-verifier.ts";
import { loadCurves } from "../wire/signatures.ts";
import { readTrust, type Trust, trustOf } from "../evidence/verify/trust.ts";
import { type EvidenceVerification, verifyEvidence as verify } from "../evidence/verify/verify-evidence.ts";

/** Keys that a verifier trusts, as texts. */
export interface TrustedKeys {
  /** Keys of the log (C2SP signed-note vkey), which the gateway's operator gives on another way than the evidence. */
  readonly log: readonly string[];
  /** Keys of witnesses. All of them must have cosigned, unless `quorum` says how many. */
  readonly witnesses?: readonly string[];
  readonly quorum?: number;
  /** Thumbprints (RFC 7638) of parties' keys that are known on another way. */
  readonly parties?: Readonly<Record<string, readonly string[]>>;
  /** Certificates of time-stamping authorities (PEM). With them a time stamp of one of them is required. */
  readonly authorities?: string;
}

/**
 * Loads the parts of the verifier that are loaded when they are needed: the reader of time stamps with its packages, and
 * @noble/curves for browsers without Ed25519 (Chromium before 137) and pages over plain http. A page that will be off line
 * when it verifies calls this while it is on line: otherwise the steps that need them are *not checked*.
 *
 * Rejects with the platform's error when a module cannot be loaded.
 */
export async function loadVerifierParts(): Promise<void> {
  await Promise.all([timestampVerifier(), loadCurves()]);
}

/**
 * Verifies evidence of a thread, off line, in Node or in a browser, as `aidx verify` does. The result lists each step
 * that was checked and each that could not be; `ok` is true only when every required step passed.
 *
 * One file alone cannot show whether an entry of the thread is missing. With a copy of the log it can: then the whole
 * log is read and verified up to a root that a trusted key signed, and step `complete` is required.
 *
 * @param file the bytes of the ZIP
 * @param trusted the trusted keys, or a JSON document with them
 * @param options.log reads a file of the log by its path (C2SP tlog-tiles: `checkpoint`, `tile/0/000`,
 *   `tile/entries/000` …); undefined for a file that does not exist. Its errors are passed on
 * @throws {ProofError} `malformed` for trusted keys that cannot be read; never for a fault of the file
 *
 * @example
 * ```ts
 * const { ok, steps } = await verifyEvidence(new Uint8Array(await file.arrayBuffer()), { log: [vkey] });
 * for (const { title, status, reasons } of steps) console.log(status, title.zh, reasons);
 * ```
 */
export async function verifyEvidence(
  file: Uint8Array,
  trusted: TrustedKeys | string,
  { log }: { readonly log?: (path: string) => Promise<Uint8Array | undefined> } = {},
): Promise<EvidenceVerification> {
  const trust: Trust = typeof trusted === "string" ? readTrust(trusted, sha256) : trustOf(trusted, sha256);
  return verify(file, { trust, sha256, ...(log === undefined ? {} : { log: { read: log } }) });
}
