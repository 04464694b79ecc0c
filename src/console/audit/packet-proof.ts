/** What an auditor verifies of a packet in the page: its receipt, and that the log has its entries. */
import { sha256 } from "@noble/hashes/sha2.js";
import type { DeliveryDetail, LoggedEvent } from "../../domain/generated/answers.ts";
import type { StepStatus } from "../../evidence/verify/step.ts";
import { readKeySet, verifyToken } from "../../evidence/verify/signed-token.ts";
import { treeHasher } from "../../tlog/merkle.ts";
import { ProofError } from "../../tlog/proof-error.ts";
import { decodeBase64url, encodeBase64url } from "../../wire/base64.ts";
import { canonicalize } from "../../wire/jcs.ts";
import { UnsupportedHere } from "../../wire/signatures.ts";
import { TOKEN_TYPES } from "../../wire/token.ts";
import { askGateway } from "../app/public-api.ts";
import type { Desk } from "../desk/desk.tsx";
import { findEntry, type FoundEntry, openPublishedLog } from "../log/published-log.ts";
import type { WordId } from "../words/words.ts";

/** A check, and what it found. */
export interface Check {
  readonly title: WordId;
  readonly status: StepStatus;
}

const hasher = treeHasher(sha256);

/** Computes the leaf hash of an entry (RFC 8785, RFC 6962), base64url. */
export function leafOf({ entry }: LoggedEvent): string {
  return encodeBase64url(hasher.leaf(new TextEncoder().encode(canonicalize(entry))));
}

/** An entry whose hash was computed here, and its place in the published log. */
export interface ProvenEntry {
  readonly hash: StepStatus;
  readonly place: StepStatus;
  readonly found?: FoundEntry;
}

/**
 * Computes the hash of an entry from what it says, and verifies that the published log has it.
 * @throws ProblemError, UnreachableError
 */
export async function proveEntry(desk: Desk, event: LoggedEvent): Promise<ProvenEntry> {
  const leaf = leafOf(event);
  const hash = leaf === event.log.leafHash ? "passed" : "failed";
  const gateway = await askGateway();
  try {
    const log = await openPublishedLog(gateway, desk.trust?.log ?? gateway.log.keys);
    const found = log && (await findEntry(log, { leaf: decodeBase64url(leaf) ?? new Uint8Array() }));
    if (found === undefined) return { hash, place: event.log.stage === "published" ? "failed" : "not-checked" };
    return { hash, place: found.holds && found.index === event.log.index ? "passed" : "failed", found };
  } catch (error) {
    if (error instanceof ProofError) return { hash, place: "failed" };
    if (error instanceof UnsupportedHere) return { hash, place: "not-checked" };
    throw error;
  }
}

/** A receipt whose signature was verified here. */
export interface ReadReceipt {
  readonly checks: readonly Check[];
  /** What was signed; absent when the signature does not hold. */
  readonly claims?: Readonly<Record<string, unknown>>;
}

/**
 * Verifies a packet's receipt with the recipient's keys of the directory, and compares what it says with the record.
 * @throws ProblemError, UnreachableError
 */
export async function checkReceipt(desk: Desk, detail: DeliveryDetail): Promise<ReadReceipt> {
  const { receipt, recipient, packet, digest } = detail;
  const set = await desk.department.client.partyKeys(recipient).trusted();
  const keys = (await readKeySet(recipient, new TextEncoder().encode(JSON.stringify(set)))) ?? [];
  let token: Awaited<ReturnType<typeof verifyToken>>;
  try {
    token = await verifyToken(receipt?.jws ?? "", TOKEN_TYPES.receipt, keys);
  } catch (error) {
    if (!(error instanceof UnsupportedHere)) throw error;
    return { checks: CHECKS.map((title) => ({ title, status: "not-checked" })) };
  }
  const claims = token?.claims;
  const said = (holds: boolean): StepStatus => (claims === undefined ? "not-checked" : holds ? "passed" : "failed");
  const results: readonly StepStatus[] = [
    claims === undefined ? "failed" : "passed",
    said(claims?.["iss"] === recipient),
    said(claims?.["sub"] === packet && claims["digest"] === digest),
    said(claims?.["outcome"] === receipt?.outcome && (claims?.["reason"] ?? undefined) === receipt?.reason),
  ];
  return {
    checks: CHECKS.map((title, n) => ({ title, status: results[n] ?? "not-checked" })),
    ...(claims === undefined ? {} : { claims }),
  };
}

const CHECKS = ["audit.receiptSigned", "audit.receiptBy", "audit.receiptOf", "audit.receiptSays"] as const;
