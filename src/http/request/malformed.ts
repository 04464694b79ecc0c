import { Refusal } from "../../domain/refusal.ts";

/** Makes the refusal of a request that is not well formed. The texts say what must be, and quote nothing of the request. */
export function malformed(en: string, zh: string): Refusal {
  return new Refusal("malformed-request", { detail: { en, zh } });
}
