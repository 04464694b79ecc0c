import { sha256 } from "@noble/hashes/sha2.js";
import { timestampVerifier } from "../evidence/verify/timestamp-verifier.ts";
import { readTrust, type Trust, trustOf } from "../evidence/verify/trust.ts";
import { type EvidenceVerification, verifyEvidence as verify } from "../evidence/verify/verify-evidence.ts";

/** The keys that a verifier trusts, as texts. */
export interface TrustedKeys {
  /** The log's keys (C2SP signed-note vkey): the gateway's operator tells them, by another way than the evidence. */
  readonly log: readonly string[];
  /** Keys of witnesses, and how many of them must have cosigned: all that are named, unless a quorum says otherwise. */
  readonly witnesses?: readonly string[];
  readonly quorum?: number;
  /** Thumbprints (RFC 7638) of parties' keys that are known by another way. */
  readonly parties?: Readonly<Record<string, readonly string[]>>;
  /** Certificates of time-stamping authorities (PEM): then a time stamp of one of them is required. */
  readonly authorities?: string;
}

/**
 * Loads the part of the verifier that reads time stamps, and the packages that it alone needs. `verifyEvidence` does so
 * by itself when there is a stamp to look at; a page that will be off line then calls this while it is on line. Without
 * it there the step `timestamp` is *not checked*.
 *
 * Rejects with what the platform throws for a module that it cannot load.
 */
export async function loadTimestampVerifier(): Promise<void> {
  await timestampVerifier();
}

/**
 * Verifies evidence of a thread, off line, in Node or in a browser: `aidx verify` is this function. It names
 * each step that it checked and each that it could not; only `ok` means that every required one holds.
 *
 * One file cannot show that an entry of the thread is left out of it. With a copy of the log it can be seen: then
 * the log is read whole, verified up to a root that a trusted key signed, and step `complete` is required.
 *
 * @param file the bytes of the ZIP
 * @param trusted the trusted keys, or a JSON document of them
 * @param options.log reads a file of the log by its path (C2SP tlog-tiles: `checkpoint`, `tile/0/000`,
 *   `tile/entries/000` …); undefined where there is none. What it throws is passed on
 * @throws {ProofError} `malformed` for trusted keys that are none; never for what the file is
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
