/**
 * Loads the code that reads time stamps (RFC 3161). It needs packages that no other part of the verifier needs, so it
 * is loaded when there is a stamp to verify, or earlier by a page that will be off line then.
 */
import type { readRoots, verifyTimestamp } from "../../tlog/rfc3161/verify.ts";

/** Part of the code for time stamps that a step needs. */
export interface TimestampVerifier {
  readonly readRoots: typeof readRoots;
  readonly verifyTimestamp: typeof verifyTimestamp;
}

/** Loads it once. Rejects with the platform's error for a module that cannot be loaded. */
export async function timestampVerifier(): Promise<TimestampVerifier> {
  const { readRoots, verifyTimestamp } = await import("../../tlog/rfc3161/verify.ts");
  return { readRoots, verifyTimestamp };
}
