import type { RefusalCode } from "../../domain/refusal.ts";
import { REFUSALS, Refusal } from "../../domain/refusal.ts";

/** Error codes of RFC 6749 section 5.2 by refusal; from section 4.1.2.1 where 5.2 has none. */
const ERRORS: Partial<Record<RefusalCode, string>> = {
  "invalid-client": "invalid_client",
  "rate-limited": "temporarily_unavailable",
  unavailable: "temporarily_unavailable",
  internal: "server_error",
};

/**
 * Adds the members `error` and `error_description` (RFC 6749 section 5.2) to a refusal, for OAuth clients that do not know
 * problem documents. The description is in English, because its alphabet is ASCII.
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
