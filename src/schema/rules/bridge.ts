/** Rules of a bridge to temporary aid. */
import { entriesOf, groupOf, textOf } from "../reading.ts";
import type { Rule } from "./rule.ts";

/** Departments that give quick small aid: civil affairs, and a township to which it is delegated. */
const GIVERS = new Set(["civil-affairs", "township"]);

/**
 * Requires exactly the need N02 with the place of the emergency, which decides about the recipient. Refuses what quick small aid
 * does not need: authorisations to check a household's economy.
 */
export const bridgeSubject: Rule = (subject, at, found) => {
  const items = entriesOf(groupOf(subject, "needs"), "items");
  for (const [index, need] of items) {
    if (textOf(need, "code") !== "N02") found.error(`${at}/needs/items/${index}/code`, "bridge-need");
    const department = textOf(need, "department");
    if (department !== undefined && !GIVERS.has(department)) {
      found.error(`${at}/needs/items/${index}/department`, "bridge-department");
    }
    if (need["place"] === undefined) found.error(`${at}/needs/items/${index}/place`, "bridge-place");
  }
  if (groupOf(subject, "consent")?.["checkAuthorisations"] !== undefined) {
    found.error(`${at}/consent/checkAuthorisations`, "bridge-economy");
  }
};

/** Requires a note for another cause and for the same cause again; asks about a bridge where there is no gap. */
export const bridge: Rule = (bridge, at, found) => {
  const sameCause = groupOf(bridge, "lastTemporaryAid")?.["sameCause"] === true;
  if (bridge["note"] === undefined) {
    if (bridge["cause"] === "B5") found.error(`${at}/note`, "reason-required");
    else if (sameCause) found.warn(`${at}/note`, "same-cause");
  }
  if (textOf(groupOf(bridge, "gap"), "level") === "G0") found.warn(`${at}/gap/level`, "bridge-without-gap");
};

/** Most days of each level of a gap below the highest. */
const MOST_DAYS: Readonly<Record<string, number>> = { G0: 0, G1: 15, G2: 60 };
/** Fewest days of each level. A gap without an end in sight is G3 however short it is. */
const LEAST_DAYS: Readonly<Record<string, number>> = { G0: 0, G1: 1, G2: 16, G3: 1 };

/** Compares the level of a gap with its days, and its first with its last day. */
export const bridgeGap: Rule = (gap, at, found) => {
  const { level, days, from, to } = gap;
  if (typeof level === "string" && typeof days === "number") {
    if (days < (LEAST_DAYS[level] ?? 0) || days > (MOST_DAYS[level] ?? days)) found.error(`${at}/days`, "gap-level");
  }
  if (typeof from === "string" && typeof to === "string" && to < from) found.error(`${at}/to`, "date-order");
};

/** Requires the day of aid that was given, refuses it for aid that was not, and a day in the future. */
export const lastTemporaryAid: Rule = (aid, at, found) => {
  const given = aid["known"] === "given";
  const date = textOf(aid, "date");
  if (given && date === undefined) found.error(`${at}/date`, "last-aid-date");
  if (date !== undefined && date > found.today) found.error(`${at}/date`, "date-future");
  if (given) return;
  for (const member of ["date", "sameCause", "amount"]) {
    if (aid[member] !== undefined) found.error(`${at}/${member}`, "last-aid-unexpected");
  }
};

/** Requires the agreement by which a village or residents' committee keeps the money. */
export const bridgePayee: Rule = (payee, at, found) => {
  if (payee["to"] === "3" && payee["agreement"] === undefined) found.error(`${at}/agreement`, "payee-agreement");
};
