/**
 * The code that reads time stamps (RFC 3161), which needs packages that nothing else of the verifier needs: it is loaded
 * when there is a stamp to look at, or before, by whoever will be without a network then.
 */
import type { stampFacts } from "../../tlog/rfc3161/facts.ts";
import type { readRoots, verifyTimestamp } from "../../tlog/rfc3161/verify.ts";

/** What a step needs of it. */
export interface TimestampVerifier {
  readonly readRoots: typeof readRoots;
  readonly verifyTimestamp: typeof verifyTimestamp;
  readonly stampFacts: typeof stampFacts;
}

/** Loads it, once. Rejects with what the platform throws for a module that it cannot load. */
export async function timestampVerifier(): Promise<TimestampVerifier> {
  const [verify, facts] = await Promise.all([
    import("../../tlog/rfc3161/verify.ts"),
    import("../../tlog/rfc3161/facts.ts"),
  ]);
  return { readRoots: verify.readRoots, verifyTimestamp: verify.verifyTimestamp, stampFacts: facts.stampFacts };
}
