/** Rules that protect the person: age, guardians, consent, special protection. */
import { ageOn } from "../../domain/codes/calendar-date.ts";
import { nameKey } from "../../domain/codes/name-key.ts";
import type { Findings } from "../findings.ts";
import { entriesOf, type Group, groupOf, textOf } from "../reading.ts";
import { birthOf } from "./identity.ts";
import type { Rule } from "./rule.ts";

/** Ages of majority (Civil Code, article 17) and of consent without a guardian (PIPL, article 31), in years. */
const FULL_AGE = 18;
const CONSENT_AGE = 14;

/** Returns the lowest age in years that a subject can have today; undefined when the date of birth is unknown. */
function ageOf(subject: Group, found: Findings): number | undefined {
  const birth = birthOf(groupOf(subject, "identity"));
  return birth === undefined ? undefined : ageOn(birth, found.today);
}

/** Requires a guardian for a person under 18. */
export const guardianRequired: Rule = (subject, at, found) => {
  if (groupOf(subject, "identity") === undefined) return;
  const age = ageOf(subject, found);
  if (age === undefined) found.warn(`${at}/identity/birth`, "age-unknown");
  else if (age < FULL_AGE && subject["guardianship"] === undefined) {
    found.error(`${at}/guardianship`, "guardian-required");
  }
};

/**
 * Refuses a guardian in conflict of interest (监护人即加害人) as contact, and the consent of a guardian when all
 * guardians are in conflict.
 */
export const guardians: Rule = (subject, at, found) => {
  const all = entriesOf(groupOf(subject, "guardianship"), "guardians").map(([, guardian]) => guardian);
  const conflicted = all.filter((guardian) => guardian["conflict"] === true);
  if (conflicted.length === 0) return;
  const names = new Set(conflicted.flatMap((guardian) => keyOf(guardian) ?? []));
  const phones = new Set(conflicted.flatMap((guardian) => textOf(guardian, "phone") ?? []));
  for (const [index, contact] of entriesOf(groupOf(subject, "contact"), "persons")) {
    const hit = names.has(keyOf(contact) ?? "") || phones.has(textOf(contact, "phone") ?? "");
    if (hit) found.error(`${at}/contact/persons/${index}`, "guardian-conflict");
  }
  if (conflicted.length < all.length) return;
  for (const [index, record] of entriesOf(groupOf(subject, "consent"), "records")) {
    if (record["signer"] === "guardian") found.error(`${at}/consent/records/${index}/signer`, "guardian-conflict");
  }
};

/** Returns the key of a person's name, which is equal for all spellings of it. */
function keyOf(person: Group): string | undefined {
  return nameKey(textOf(person, "name") ?? "");
}

/** Requires special protection after sexual assault and for a victim who is a minor. */
export const protection: Rule = (subject, at, found) => {
  const cause = groupOf(subject, "cause");
  if (cause === undefined || cause["protected"] !== false) return;
  const age = ageOf(subject, found);
  const minorVictim = cause["relationToVictim"] === "01" && age !== undefined && age < FULL_AGE;
  if (cause["harmCause"] === "05" || cause["harmCause"] === "99" || minorVictim) {
    found.error(`${at}/cause/protected`, "protection-required");
  }
};

/** Requires the consent of a guardian for a person under 14. */
export const consentSigner: Rule = (subject, at, found) => {
  const age = ageOf(subject, found);
  if (age === undefined || age >= CONSENT_AGE) return;
  for (const [index, record] of entriesOf(groupOf(subject, "consent"), "records")) {
    if (record["signer"] === "self") found.error(`${at}/consent/records/${index}/signer`, "consent-guardian");
  }
};

/** Refuses consents and notices with a future date, and a group that records neither; warns of withdrawn consents and expired authorisations. */
export const consent: Rule = (consent, at, found) => {
  for (const [index, record] of entriesOf(consent, "records")) {
    const date = textOf(record, "date");
    if (date !== undefined && date > found.today) found.error(`${at}/records/${index}/date`, "date-future");
    if (record["withdrawnAt"] !== undefined) found.warn(`${at}/records/${index}/withdrawnAt`, "consent-withdrawn");
  }
  for (const [index, notice] of entriesOf(consent, "notices")) {
    const date = textOf(notice, "date");
    if (date !== undefined && date > found.today) found.error(`${at}/notices/${index}/date`, "date-future");
  }
  if (!["records", "notices", "noticeExemption"].some((name) => consent[name] !== undefined)) {
    found.error(`${at}/records`, "notice-or-consent-required");
  }
  for (const [index, authorisation] of entriesOf(consent, "checkAuthorisations")) {
    const until = textOf(authorisation, "validUntil");
    if (until !== undefined && until < found.today) {
      found.warn(`${at}/checkAuthorisations/${index}/validUntil`, "authorisation-expired");
    }
  }
};

/** Asks about statements on a person that do not fit together: documents, nationality, death, aid, groups, needs. */
export const standing: Rule = (subject, at, found) => {
  const identity = groupOf(subject, "identity");
  const demographics = groupOf(subject, "demographics");
  const idType = textOf(identity, "idType") ?? "";
  const nationality = textOf(demographics, "nationality");
  if (nationality !== undefined && identity !== undefined) {
    const citizenDocument = idType === "01" || idType === "02" || idType === "03" || idType === "10";
    const foreignDocument = idType === "07";
    const mismatch = nationality === "CHN" ? foreignDocument : citizenDocument;
    if (mismatch) found.warn(`${at}/demographics/nationality`, "nationality-document");
    if (nationality !== "CHN") found.warn(`${at}/demographics/nationality`, "foreign-subject");
  }
  const lifeStatus = textOf(demographics, "lifeStatus");
  if (lifeStatus === "2" || lifeStatus === "3") found.warn(`${at}/demographics/lifeStatus`, "subject-dead");
  const status = textOf(groupOf(subject, "judicialAid"), "status") ?? "80";
  if (groupOf(subject, "cause")?.["harmCause"] === "98" && status >= "20" && status <= "60") {
    found.warn(`${at}/judicialAid/status`, "unrelated-hardship");
  }
  priorityGroups(subject, ageOf(subject, found), at, found);
  childWithoutDocument(subject, idType, ageOf(subject, found), at, found);
};

function priorityGroups(subject: Group, age: number | undefined, at: string, found: Findings): void {
  const groups = groupOf(subject, "difficulty")?.["specialGroups"];
  if (!Array.isArray(groups)) return;
  const contradicted = age !== undefined && groups.includes("01") !== age < FULL_AGE;
  const cardless = groups.includes("02") && subject["disability"] === undefined;
  if (contradicted || cardless) found.warn(`${at}/difficulty/specialGroups`, "special-group");
}

function childWithoutDocument(
  subject: Group,
  idType: string,
  age: number | undefined,
  at: string,
  found: Findings,
): void {
  if (age === undefined || age >= FULL_AGE || (idType !== "00" && idType !== "09")) return;
  const codes = new Set(entriesOf(groupOf(subject, "needs"), "items").map(([, need]) => need["code"]));
  if (!codes.has("N10") && !codes.has("N17")) found.warn(`${at}/needs/items`, "suggest-need");
}
