/** Rules of a department's reply, of the aid that it granted and of its visits. */
import { entriesOf, groupOf, textOf } from "../reading.ts";
import type { Rule } from "./rule.ts";

const REASON_NEEDED = new Set(["12", "32", "50"]);
const GRANTING = new Set(["30", "31", "40"]);
const GRANTS_NOTHING = new Set(["10", "11", "12", "13", "32", "90"]);

/** Requires what the code of a reply calls for: a reason, the next office, missing documents or granted aid. */
export const reply: Rule = (result, at, found) => {
  const code = textOf(result, "reply") ?? "";
  if (REASON_NEEDED.has(code) && result["reason"] === undefined) found.error(`${at}/reason`, "reply-reason-required");
  if (result["reason"] === "R99" && result["reasonText"] === undefined) {
    found.error(`${at}/reasonText`, "reason-required");
  }
  if (code === "11" && result["missingDocuments"] === undefined) {
    found.error(`${at}/missingDocuments`, "reply-documents-required");
  }
  if (code === "13" && result["passedTo"] === undefined) found.error(`${at}/passedTo`, "reply-passed-to-required");
  const granted = entriesOf(result, "aidGranted");
  if (GRANTING.has(code) && granted.length === 0) found.error(`${at}/aidGranted`, "reply-aid-required");
  if (GRANTS_NOTHING.has(code) && granted.length > 0) found.error(`${at}/aidGranted`, "reply-aid-unexpected");
  if (code === "40") {
    for (const [index, aid] of granted) {
      if (aid["firstPaidOn"] === undefined) {
        found.error(`${at}/aidGranted/${index}/firstPaidOn`, "reply-first-paid-required");
      }
    }
  }
  const decidedOn = textOf(result, "decidedOn");
  if (decidedOn !== undefined && decidedOn > found.today) found.error(`${at}/decidedOn`, "date-future");
};

const SERVED = new Set(["12", "32"]);
const TEMPORARY_AID = "25";
const FIRST_AID_REPLIES = new Set(["30", "31", "40"]);

/**
 * Checks what version 1.1 adds: the order of the days, pause or extension, public notice, first aid and reopening. A pause or
 * notice may end later than today.
 */
export const replyDates: Rule = (result, at, found) => {
  const code = textOf(result, "reply");
  const [acceptedOn, decidedOn] = [textOf(result, "acceptedOn"), textOf(result, "decidedOn")];
  if (acceptedOn !== undefined && acceptedOn > found.today) found.error(`${at}/acceptedOn`, "date-future");
  if (acceptedOn !== undefined && decidedOn !== undefined && decidedOn < acceptedOn) {
    found.error(`${at}/decidedOn`, "date-order");
  }
  const clock = groupOf(result, "clock");
  if (clock !== undefined) {
    const [paused, from, extended] = ["pause", "from", "extend"].map((member) => clock[member] !== undefined);
    if (paused !== from || (clock["to"] !== undefined && !paused) || (!paused && !extended)) {
      found.error(`${at}/clock`, "pause-or-extension");
    }
  }
  for (const member of ["clock", "publicNotice"]) {
    const days = groupOf(result, member);
    const [from, to] = [textOf(days, "from"), textOf(days, "to")];
    if (from !== undefined && to !== undefined && to < from) found.error(`${at}/${member}/to`, "date-order");
  }
  if (result["publicNotice"] !== undefined && code !== "21") found.error(`${at}/publicNotice`, "notice-reply");
  if (result["reopens"] === true && code !== "10") found.error(`${at}/reopens`, "reopens-reply");
  if (result["firstAid"] === true) {
    const temporary = entriesOf(result, "aidGranted").some(([, aid]) => aid["category"] === TEMPORARY_AID);
    if (!temporary || !FIRST_AID_REPLIES.has(code ?? "")) found.error(`${at}/firstAid`, "first-aid-category");
  }
};

/** Requires the notice of rights with a refusal, and with a part that was cut for a reason; none is served before the decision. */
export const rightsNotice: Rule = (result, at, found) => {
  const code = textOf(result, "reply") ?? "";
  const cut = code === "31" && result["reason"] !== undefined;
  const notice = groupOf(result, "rightsNotice");
  if ((SERVED.has(code) || cut) && notice === undefined) found.error(`${at}/rightsNotice`, "case-rights-notice");
  const [servedOn, decidedOn] = [textOf(notice, "servedOn"), textOf(result, "decidedOn")];
  if (servedOn === undefined) return;
  if (servedOn > found.today) found.error(`${at}/rightsNotice/servedOn`, "date-future");
  if (decidedOn !== undefined && servedOn < decidedOn) found.error(`${at}/rightsNotice/servedOn`, "date-order");
};

/** Requires the amount of money and the start of monthly aid; refuses an end before the start. */
export const grantedAid: Rule = (aid, at, found) => {
  if (aid["form"] === "1" && aid["amount"] === undefined) found.error(`${at}/amount`, "aid-amount-required");
  if (aid["frequency"] === "2" && aid["start"] === undefined) found.error(`${at}/start`, "aid-period-required");
  const start = textOf(aid, "start");
  const end = textOf(aid, "end");
  if (start !== undefined && end !== undefined && end < start) found.error(`${at}/end`, "date-order");
  const firstPaidOn = textOf(aid, "firstPaidOn");
  if (firstPaidOn !== undefined && firstPaidOn > found.today) found.error(`${at}/firstPaidOn`, "date-future");
};

/** Refuses a future visit, a next visit before this one, and two scores of one difficulty. */
export const visit: Rule = (visit, at, found) => {
  const date = textOf(visit, "date");
  const next = textOf(visit, "nextDate");
  if (date !== undefined && date > found.today) found.error(`${at}/date`, "date-future");
  if (date !== undefined && next !== undefined && next < date) found.error(`${at}/nextDate`, "date-order");
  const seen = new Set<string>();
  for (const [index, score] of entriesOf(visit, "scores")) {
    const type = textOf(score, "type");
    if (type === undefined) continue;
    if (seen.has(type)) found.error(`${at}/scores/${index}/type`, "duplicate-score");
    seen.add(type);
  }
};
