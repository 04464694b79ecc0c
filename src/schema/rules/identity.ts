/** Rules of a person's documents, dates and standing (GB 11643-1999 and others). */
import { precisionOf } from "../../domain/codes/calendar-date.ts";
import { widenCitizenNumber } from "../../domain/codes/citizen-number.ts";
import { holderFacts, idDocumentFault } from "../../domain/codes/id-document.ts";
import { type Group, groupOf, textOf } from "../reading.ts";
import type { Rule } from "./rule.ts";

/** Checks the number of an identity document by its type, and the 15-digit number that it was widened from. */
export const idDocument: Rule = (holder, at, found) => {
  const number = textOf(holder, "idNumber");
  const idType = textOf(holder, "idType");
  if (number === undefined || idType === undefined) return;
  if (idType === "00") {
    found.error(`${at}/idNumber`, "id-number-unexpected");
    return;
  }
  const fault = idDocumentFault(idType, number, found.today);
  if (fault !== undefined) found.error(`${at}/idNumber`, fault);
  const original = textOf(holder, "originalIdNumber");
  if (original !== undefined && widenCitizenNumber(original) !== number) {
    found.error(`${at}/originalIdNumber`, "citizen-id-derived");
  }
};

/** Requires a number or the reason why there is none; compares date of birth and sex with the number. */
export const identity: Rule = (identity, at, found) => {
  const idType = textOf(identity, "idType");
  const number = textOf(identity, "idNumber");
  if (idType === "00" && identity["noIdReason"] === undefined) found.error(`${at}/noIdReason`, "no-id-reason-required");
  if (idType !== undefined && idType !== "00" && identity["idNumber"] === undefined) {
    found.error(`${at}/idNumber`, "id-number-required");
  }
  if (idType === undefined || number === undefined) return;
  if (idDocumentFault(idType, number, found.today) !== undefined) return;
  const facts = holderFacts(idType, number);
  if (facts === undefined) return;
  const birth = textOf(groupOf(identity, "birth"), "date");
  if (birth !== undefined && !facts.birth.startsWith(birth)) found.error(`${at}/birth/date`, "citizen-id-birth");
  const sex = textOf(identity, "sex");
  if (facts.sex !== undefined && (sex === "1" || sex === "2") && sex !== facts.sex) {
    found.error(`${at}/sex`, "citizen-id-sex");
  }
};

/** Checks that a partial date exists, has the stated precision and is not in the future. */
export const partialDate: Rule = (partial, at, found) => {
  const date = textOf(partial, "date");
  const precision = textOf(partial, "precision");
  if (partial["date"] === undefined) {
    if (precision !== undefined && precision !== "U") found.error(`${at}/date`, "required");
    return;
  }
  if (date === undefined || precision === undefined) return;
  const shown = precisionOf(date);
  if (shown === undefined) found.error(`${at}/date`, "date");
  else if (shown !== precision) found.error(`${at}/precision`, "date-precision");
  // Compares texts: ISO 8601 dates, also partial ones, sort by time.
  else if (date > found.today) found.error(`${at}/date`, "date-future");
};

/** Requires the date of death of a dead person, and refuses that of a living one or one in the future. */
export const demographics: Rule = (demographics, at, found) => {
  const lifeStatus = textOf(demographics, "lifeStatus");
  const diedOn = textOf(demographics, "diedOn");
  const dead = lifeStatus === "2" || lifeStatus === "3";
  if (dead && demographics["diedOn"] === undefined) found.error(`${at}/diedOn`, "death-date-required");
  if (lifeStatus === "1" && demographics["diedOn"] !== undefined) found.error(`${at}/diedOn`, "death-date-unexpected");
  if (diedOn !== undefined && diedOn > found.today) found.error(`${at}/diedOn`, "date-future");
};

/** Reads a person's full or partial date of birth: the stated one, else that in the number; undefined when unknown. */
export function birthOf(person: Group | undefined): string | undefined {
  const stated = textOf(groupOf(person, "birth"), "date");
  if (stated !== undefined) return precisionOf(stated) === undefined ? undefined : stated;
  return holderFacts(textOf(person, "idType") ?? "", textOf(person, "idNumber") ?? "")?.birth;
}
