import type { RefusalCode } from "../../domain/refusal.ts";
import { REFUSALS, Refusal } from "../../domain/refusal.ts";

/** The error codes of RFC 6749 section 5.2 (and 4.1.2.1 for what it leaves out there) by refusal. */
const ERRORS: Partial<Record<RefusalCode, string>> = {
  "invalid-client": "invalid_client",
  "rate-limited": "temporarily_unavailable",
  unavailable: "temporarily_unavailable",
  internal: "server_error",
};

/**
 * The same refusal with the members `error` and `error_description` (RFC 6749 section 5.2), so that an
 * OAuth client that knows nothing of problem documents understands it. The description is English:
 * its alphabet is ASCII.
 */
export function withOauthError(refusal: Refusal): Refusal {
  if (refusal.options.members?.["error"] !== undefined) return refusal;
  return new Refusal(refusal.code, {
    ...refusal.options,
    members: {
      ...refusal.options.members,
      error: ERRORS[refusal.code] ?? "invalid_request",
      error_description: refusal.options.detail?.en ?? REFUSALS[refusal.code].en,
    },
  });
}
