import { Refusal } from "../../domain/refusal.ts";

/**
 * Makes the refusal of a body that is too large.
 * @param limit most bytes that are taken
 * @param announced Content-Length of the request
 */
export function tooLarge(limit: number | undefined, announced: string | undefined): Refusal {
  if (limit === undefined) return new Refusal("too-large");
  const size = Number(announced ?? Number.NaN);
  const known = Number.isSafeInteger(size) && size > limit;
  const detail = {
    en: `At most ${limit} bytes are taken here${known ? `; these are ${size}` : ""}`,
    zh: `此处至多接收 ${limit} 字节${known ? `，本次为 ${size} 字节` : ""}`,
  };
  return new Refusal("too-large", { detail, members: { limit, ...(known ? { size } : {}) } });
}
