import { Refusal } from "../../domain/refusal.ts";

/** The refusal of a request that is not as it must be; the texts say what must be, and quote nothing of it. */
export function malformed(en: string, zh: string): Refusal {
  return new Refusal("malformed-request", { detail: { en, zh } });
}
