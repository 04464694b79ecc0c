/** Rules of difficulties, needs, judicial aid, existing aid and disability cards. */
import { readDisabilityCard } from "../../domain/codes/disability-card.ts";
import { isCourtAidNumber, isDocumentNumber, isProcuratorateNumber } from "../../domain/codes/document-number.ts";
import { entriesOf, fenOf, groupOf, textOf } from "../reading.ts";
import type { Rule } from "./rule.ts";

/** Requires a reason for long-term care. */
export const difficulty: Rule = (difficulty, at, found) => {
  const longTerm = groupOf(difficulty, "longTerm");
  if (longTerm?.["needed"] === true && longTerm["reason"] === undefined) {
    found.error(`${at}/longTerm/reason`, "reason-required");
  }
};

/** Statuses of judicial aid with a decision (决定救助, 不予救助, 已拨付, 已发放), and those that grant. */
const DECIDED = new Set(["40", "41", "50", "60"]);
const GRANTED = new Set(["40", "50", "60"]);
/** Statuses before any decision, and 不适用. */
const UNDECIDED = new Set(["00", "10", "20", "30", "80"]);
const DECISION_MEMBERS = [
  "decisionNumber",
  "decidedOn",
  "amount",
  "earmarked",
  "expectedOn",
  "paidOn",
  "payMethod",
  "refusalReason",
];

/** Limits in fen (100 yuan and a million): an amount of judicial aid outside them is asked about. */
const LEAST_AID = 10_000;
const MOST_AID = 100_000_000;

/** Tells whether an amount of judicial aid in fen looks like 万元 written as 元, or the other way round. */
function isImplausibleAid(fen: number): boolean {
  return fen < LEAST_AID || fen > MOST_AID;
}

/** Requires the members of a decision when the status has one, refuses them when it has none, and checks the dates. */
export const judicialAid: Rule = (aid, at, found) => {
  const status = textOf(aid, "status");
  if (status === undefined) return;
  const lacks = (member: string): boolean => aid[member] === undefined;
  if (UNDECIDED.has(status)) {
    for (const member of DECISION_MEMBERS) {
      if (!lacks(member)) found.error(`${at}/${member}`, "aid-decision-unexpected");
    }
  }
  if (DECIDED.has(status)) {
    for (const member of ["decisionNumber", "decidedOn"]) {
      if (lacks(member)) found.error(`${at}/${member}`, "aid-decision-required");
    }
  }
  if (GRANTED.has(status) && lacks("amount")) found.error(`${at}/amount`, "aid-amount-required");
  if (status === "41" && lacks("refusalReason")) found.error(`${at}/refusalReason`, "reason-required");
  if (status === "60") {
    for (const member of ["paidOn", "payMethod"]) {
      if (lacks(member)) found.error(`${at}/${member}`, "aid-payment-required");
    }
  }
  const amount = fenOf(aid, "amount");
  if (amount !== undefined && isImplausibleAid(amount)) found.warn(`${at}/amount`, "amount-implausible");
  const earmarked = fenOf(aid, "earmarked");
  if (amount !== undefined && earmarked !== undefined && earmarked > Math.max(0, amount)) {
    found.error(`${at}/earmarked`, "aid-earmarked");
  }
  const decidedOn = textOf(aid, "decidedOn");
  const paidOn = textOf(aid, "paidOn");
  const number = textOf(aid, "decisionNumber");
  if (number !== undefined && isDocumentNumber(number) && !isProcuratorateNumber(number) && !isCourtAidNumber(number)) {
    found.warn(`${at}/decisionNumber`, "procuratorate-number");
  }
  if (decidedOn !== undefined && decidedOn > found.today) found.error(`${at}/decidedOn`, "date-future");
  if (paidOn === undefined) return;
  if (paidOn > found.today) found.error(`${at}/paidOn`, "date-future");
  // A warning, not a fault: urgent medical aid is paid first and decided on paper later.
  else if (decidedOn !== undefined && paidOn < decidedOn) found.warn(`${at}/paidOn`, "date-order");
};

/** Refuses a need that is listed twice, and an application that was made but has no number. */
export const needs: Rule = (needs, at, found) => {
  const seen = new Set<string>();
  for (const [index, need] of entriesOf(needs, "items")) {
    const code = textOf(need, "code");
    if (code === undefined) continue;
    if (seen.has(code)) found.error(`${at}/items/${index}/code`, "duplicate-need");
    seen.add(code);
  }
  if (needs["willApply"] === "3" && needs["applicationNumber"] === undefined) {
    found.error(`${at}/applicationNumber`, "application-number-required");
  }
};

/** Requires either a list of current aid or the confirmation that there is none. */
export const existingAid: Rule = (aid, at, found) => {
  const listed = entriesOf(aid, "current").length > 0;
  if (aid["noneConfirmed"] === true && listed) found.error(`${at}/noneConfirmed`, "existing-aid-contradiction");
  if (aid["noneConfirmed"] === false && !listed) found.error(`${at}/current`, "existing-aid-required");
};

/** Compares class and grade of a disability card with those in its number. */
export const disabilityCard: Rule = (card, at, found) => {
  const number = readDisabilityCard(textOf(card, "number") ?? "");
  if (number === undefined) return;
  if (number.class !== card["class"] || number.grade !== card["grade"]) {
    found.error(`${at}/number`, "disability-card-class");
  }
};

/** Compares the citizen number in the number of a disability card with that of the subject. */
export const disabilityCardHolder: Rule = (subject, at, found) => {
  const holder = textOf(groupOf(subject, "identity"), "idNumber");
  if (holder?.length !== 18) return;
  for (const [index, card] of entriesOf(groupOf(subject, "disability"), "cards")) {
    const number = readDisabilityCard(textOf(card, "number") ?? "");
    if (number !== undefined && number.citizenNumber !== holder) {
      found.error(`${at}/disability/cards/${index}/number`, "disability-card-holder");
    }
  }
};
