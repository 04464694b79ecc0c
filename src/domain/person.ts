import { hasCitizenCheck, widenCitizenNumber } from "./codes/citizen-number.ts";
import { withoutReissue } from "./codes/id-document.ts";

/** Document types whose number may be the citizen number: identity card, household register, provisional card. */
const CITIZEN: ReadonlySet<string> = new Set(["01", "02", "03"]);

/**
 * Normalises a document's number, so that all ways to write it give one text for the blind index (domain 7: dedupe by
 * normalised number). A citizen number (GB 11643-1999) gives one text on an identity card, a provisional one and a
 * household register, with 15 or 18 characters; a permit loses its digits of re-issue.
 * @param idType the gateway's document type, `01` to `10`
 * @param number as documents hold it once they are folded: ASCII, upper case
 */
export function documentKey(idType: string, number: string): string {
  if (CITIZEN.has(idType)) {
    const widened = widenCitizenNumber(number) ?? number;
    if (hasCitizenCheck(widened)) return `citizen ${widened}`;
  }
  return `${idType} ${withoutReissue(idType, number) ?? number}`;
}

/**
 * Collects the identity documents of all persons in a message's body (subjects, members of their households,
 * guardians …), each once: every object with an `idType` and an `idNumber` counts.
 * @param body validated, so neither deep nor cyclic
 */
export function documentsIn(body: unknown): ReadonlySet<string> {
  const found = new Set<string>();
  collect(body, found);
  return found;
}

function collect(value: unknown, found: Set<string>): void {
  if (typeof value !== "object" || value === null) return;
  if (Array.isArray(value)) {
    for (const item of value) collect(item, found);
    return;
  }
  // No list of members is made, for speed: every message of the exchange passes here.
  const group = value as Readonly<Record<string, unknown>>;
  const { idType, idNumber } = group;
  if (typeof idType === "string" && typeof idNumber === "string") found.add(documentKey(idType, idNumber));
  for (const name in group) collect(group[name], found);
}
