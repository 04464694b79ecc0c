import { TokenRefused, type TokenRefusedReason } from "./token-refused.ts";

/** Reasons that another directory or other keys may do away with. What is malformed stays so, and costs no look at files. */
const MAY_CHANGE: ReadonlySet<TokenRefusedReason> = new Set([
  "signature",
  "unknown-party",
  "suspended",
  "unknown-key",
  "retired-key",
]);

/**
 * Verifies once more what was refused for a party or key that another gateway of the database may have put in force meanwhile.
 * @throws TokenRefused
 */
export async function withKnownKeys<T>(
  verify: () => Promise<T>,
  { lookAgain }: { readonly lookAgain: () => Promise<boolean> },
): Promise<T> {
  try {
    return await verify();
  } catch (error) {
    if (!(error instanceof TokenRefused) || !MAY_CHANGE.has(error.reason) || !(await lookAgain())) throw error;
    return verify();
  }
}
