import { Refusal } from "../../../src/domain/refusal.ts";
import { rejection } from "../refusal.ts";

/** Code of the refusal with which work ends, then the codes of its errors, with blanks between; `none` when it is not refused. */
export async function refusalOf(work: Promise<unknown>): Promise<string> {
  const refusal = await rejection(Refusal, () => work);
  if (refusal === undefined) return "none";
  return [refusal.code, ...(refusal.options.errors ?? []).map(({ code }) => code)].join(" ");
}
