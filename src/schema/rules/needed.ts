/** Rules of what is required by need (src/domain/need.ts), and of the notice where no consent is. */
import type { Bilingual } from "../../domain/bilingual.ts";
import { askingNeeds, GROUPS_BY_NEED } from "../../domain/need.ts";
import { NEED_WORDS } from "../../domain/words/need-words.ts";
import { entriesOf, type Group, groupOf } from "../reading.ts";
import type { Rule } from "./rule.ts";

/** Names needs with their words: `N01 (Basic living)`. */
function named(codes: readonly string[]): Bilingual {
  const words = codes.map((code) => ({ code, zh: NEED_WORDS[code]?.zh ?? "", en: NEED_WORDS[code]?.en ?? "" }));
  return {
    en: words.map(({ code, en }) => `${code} (${en})`).join(", "),
    zh: words.map(({ code, zh }) => `${code} ${zh}`).join("、"),
  };
}

/** Lists the needs of a subject that ask for more than an emergency does. */
function askingOf(subject: Group): string[] {
  return askingNeeds(entriesOf(groupOf(subject, "needs"), "items").map(([, need]) => need["code"]));
}

/** Requires the groups that the subject's needs ask for, and names these needs. */
export const groupsByNeed: Rule = (subject, at, found) => {
  const asking = askingOf(subject);
  if (asking.length === 0) return;
  for (const name of GROUPS_BY_NEED) {
    if (subject[name] === undefined) found.error(`${at}/${name}`, "required-by-need", named(asking));
  }
};

/**
 * Warns of a subject for whom neither a notice (PIPL 35), nor a consent (whose record tells of the notice too), nor the reason
 * why no notice was given is recorded, when the basis is not consent. A group `consent` without any of these is refused.
 */
export const notice: Rule = (document, at, found) => {
  if (groupOf(document, "header")?.["legalBasis"] === "consent") return;
  for (const [index, subject] of entriesOf(document, "subjects")) {
    if (subject["consent"] === undefined) found.warn(`${at}/subjects/${index}/consent/notices`, "notice-not-recorded");
  }
};

/** Lists the places of the telephones that a subject's contact persons lack. */
function missingPhones(subject: Group, at: string): string[] {
  const persons = entriesOf(groupOf(subject, "contact"), "persons");
  return persons.flatMap(([n, person]) => (person["phone"] === undefined ? [`${at}/contact/persons/${n}/phone`] : []));
}

/** Requires a telephone of each contact person, when the subject's needs ask for it. */
export const phoneByNeed: Rule = (subject, at, found) => {
  const asking = askingOf(subject);
  if (asking.length === 0) return;
  for (const place of missingPhones(subject, at)) found.error(place, "required-by-need", named(asking));
};

/** Requires a telephone of each contact person. */
export const phone: Rule = (subject, at, found) => {
  for (const place of missingPhones(subject, at)) found.error(place, "required");
};
