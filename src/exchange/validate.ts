import type { MessageClaims } from "../domain/message.ts";
import { type Issue, Refusal } from "../domain/refusal.ts";
import type { Flow } from "./flow.ts";

/**
 * Validates the document against its schema and the code rules, and reports what input folding changed.
 * @throws Refusal `invalid-document` with all faults
 */
export function validateBody(
  flow: Flow,
  claims: MessageClaims,
  now: number,
): { body: Record<string, unknown>; folded: readonly Issue[]; warnings: readonly Issue[] } {
  const validation = flow.schemas.validate(claims.type, claims.version, claims.body, new Date(now));
  if (validation.ok) return validation;
  const { errors, total, persons } = validation;
  throw new Refusal("invalid-document", { errors, members: { total, persons }, step: "schema" });
}
