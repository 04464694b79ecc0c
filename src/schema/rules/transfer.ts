/** Rules of a whole document: header, persons, withdrawal. */
import { isOffsetDateTime } from "../../domain/codes/calendar-date.ts";
import { isDocumentNumber, isProcuratorateNumber } from "../../domain/codes/document-number.ts";
import type { Findings } from "../findings.ts";
import { entriesOf, type Group, groupOf, textOf } from "../reading.ts";
import type { Rule } from "./rule.ts";

/** Reads a member that is a time, in ms since the epoch; undefined for any other. */
function instantOf(group: Group | undefined, name: string): number | undefined {
  const text = textOf(group, name);
  return text !== undefined && isOffsetDateTime(text) ? Date.parse(text) : undefined;
}

/**
 * Checks that approval, issue and due time are in this order, and that the issue is not in the future; warns of a
 * work secret and of a list number that is not a procuratorate's.
 */
export const header: Rule = (header, at, found) => {
  if (header["workSecret"] === true) found.warn(`${at}/workSecret`, "work-secret");
  const listNumber = textOf(header, "listNumber");
  if (listNumber !== undefined && isDocumentNumber(listNumber) && !isProcuratorateNumber(listNumber)) {
    found.warn(`${at}/listNumber`, "procuratorate-number");
  }
  const issuedAt = instantOf(header, "issuedAt");
  if (issuedAt === undefined) return;
  if (issuedAt >= found.dayEnds) found.error(`${at}/issuedAt`, "date-future");
  const approvedAt = instantOf(groupOf(header, "approval"), "approvedAt");
  if (approvedAt !== undefined && approvedAt > issuedAt) found.error(`${at}/approval/approvedAt`, "date-order");
  const dueAt = instantOf(header, "dueAt");
  if (dueAt !== undefined && dueAt < issuedAt) found.error(`${at}/dueAt`, "date-order");
};

/** Refuses a person number that two subjects have. */
export const personIds: Rule = (document, at, found) => {
  const seen = new Set<string>();
  for (const [index, subject] of entriesOf(document, "subjects")) {
    const id = textOf(subject, "personId");
    if (id !== undefined && seen.has(id)) found.error(`${at}/subjects/${index}/personId`, "duplicate-person");
    if (id !== undefined) seen.add(id);
  }
};

/**
 * Asks about citizen numbers that a spreadsheet may have damaged: it keeps 15 digits and writes 000 for the last
 * three, and one number in eleven still passes its check. One real number in a thousand ends in 000, so that only
 * two or more in one document are reported. Sequence 000 does not count: it is never issued and marks test persons.
 */
export const citizenNumbers: Rule = (document, at, found) => {
  const places: string[] = [];
  for (const [index, subject] of entriesOf(document, "subjects")) {
    const here = `${at}/subjects/${index}`;
    const persons: (readonly [Group | undefined, string])[] = [[groupOf(subject, "identity"), `${here}/identity`]];
    for (const [group, list] of [
      ["household", "members"],
      ["guardianship", "guardians"],
    ] as const) {
      for (const [n, person] of entriesOf(groupOf(subject, group), list)) {
        persons.push([person, `${here}/${group}/${list}/${n}`]);
      }
    }
    for (const [person, place] of persons) {
      const number = textOf(person, "idNumber");
      if (number !== undefined && ENDS_IN_ZEROS.test(number)) places.push(`${place}/idNumber`);
    }
  }
  if (places.length < 2) return;
  for (const place of places) found.warn(place, "citizen-id-zeros");
};

/** Pattern of a citizen number that ends in 000 and whose digits 15 to 17 are not all 0. */
const ENDS_IN_ZEROS = /^\d{14}[1-9]000$/;

/**
 * Refuses a person who is in the list twice, by person number or identity document; a household member whose
 * person number is not in the list; and, when consent is the legal basis, a subject without a valid consent.
 */
export const subjectList: Rule = (document, at, found) => {
  personIds(document, at, found);
  const subjects = entriesOf(document, "subjects");
  const ids = new Set(subjects.map(([, subject]) => textOf(subject, "personId")));
  const byConsent = groupOf(document, "header")?.["legalBasis"] === "consent";
  const documents = new Set<string>();
  for (const [index, subject] of subjects) {
    const here = `${at}/subjects/${index}`;
    const identity = groupOf(subject, "identity");
    const number = textOf(identity, "idNumber");
    if (number !== undefined) {
      // Document types 01 and 03 both hold the citizen number, so that it alone is the key.
      const key = number.length === 18 ? number : `${textOf(identity, "idType") ?? ""} ${number}`;
      if (documents.has(key)) found.error(`${here}/identity/idNumber`, "duplicate-person");
      documents.add(key);
    }
    checkMembers(subject, ids, here, found);
    if (byConsent && !holdsConsent(subject)) found.error(`${here}/consent/records`, "consent-required");
  }
};

function checkMembers(subject: Group, ids: ReadonlySet<string | undefined>, at: string, found: Findings): void {
  for (const [index, member] of entriesOf(groupOf(subject, "household"), "members")) {
    const id = textOf(member, "personId");
    if (id !== undefined && !ids.has(id)) found.error(`${at}/household/members/${index}/personId`, "unknown-person");
  }
}

function holdsConsent(subject: Group): boolean {
  return entriesOf(groupOf(subject, "consent"), "records").some(([, record]) => record["withdrawnAt"] === undefined);
}

/** Members of a withdrawal that name what is withdrawn. */
const TARGETS = ["message", "transferId", "personIds", "all"];

/**
 * Requires a note for the reason W99 (other), and at most one member that names what is withdrawn; asks when none does,
 * which withdraws everything. Refuses a future issue.
 */
export const withdrawal: Rule = (withdrawal, at, found) => {
  const [first, ...others] = TARGETS.filter((name) => withdrawal[name] !== undefined);
  if (first === undefined) found.warn(at, "withdrawal-of-all");
  for (const name of others) found.error(`${at}/${name}`, "withdrawal-target");
  if (withdrawal["reason"] === "W99" && withdrawal["note"] === undefined) found.error(`${at}/note`, "reason-required");
  const issuedAt = instantOf(withdrawal, "issuedAt");
  if (issuedAt !== undefined && issuedAt >= found.dayEnds) found.error(`${at}/issuedAt`, "date-future");
};
