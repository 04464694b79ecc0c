/** Rules of a household and its relations (GB/T 4761-2008). */
import { ageOn, latestDay } from "../../domain/codes/calendar-date.ts";
import { generationsBelow, HEAD, SELF, sexOfRelation } from "../../domain/codes/family-relation.ts";
import { holderFacts } from "../../domain/codes/id-document.ts";
import { nameKey } from "../../domain/codes/name-key.ts";
import type { Findings } from "../findings.ts";
import { entriesOf, type Group, textOf } from "../reading.ts";
import { birthOf } from "./identity.ts";
import type { Rule } from "./rule.ts";

/** Least age difference in years between generations; a smaller one is asked about. */
const GENERATION_YEARS = 14;

/** Checks that there is one head, its name, the number of members, and their relations by sex and date of birth. */
export const household: Rule = (household, at, found) => {
  if (household["noSupporter"] === true && entriesOf(household, "supporters").length > 0) {
    found.error(`${at}/noSupporter`, "household-supporters");
  }
  const members = entriesOf(household, "members");
  if (members.length === 0) return;
  const heads = members.filter(([, member]) => member["relation"] === HEAD);
  const head = heads[0]?.[1];
  if (heads.length !== 1 || head === undefined) found.error(`${at}/members`, "household-head");
  else {
    const headName = textOf(household, "headName");
    if (headName !== undefined && nameKey(textOf(head, "name") ?? "") !== nameKey(headName)) {
      found.error(`${at}/headName`, "household-head-name");
    }
  }
  const size = household["size"];
  if (typeof size === "number" && members.length > size) found.error(`${at}/size`, "household-size");
  if (typeof size === "number" && members.length < size) found.warn(`${at}/members`, "household-members-incomplete");
  const headBirth = heads.length === 1 ? birthOf(head) : undefined;
  for (const [index, member] of members) checkRelation(member, headBirth, `${at}/members/${index}`, found);
};

function checkRelation(member: Group, headBirth: string | undefined, at: string, found: Findings): void {
  const code = textOf(member, "relation");
  if (code === undefined || code === HEAD) return;
  if (code === SELF) found.error(`${at}/relation`, "household-relation");
  const expected = sexOfRelation(code);
  const sex = holderFacts(textOf(member, "idType") ?? "", textOf(member, "idNumber") ?? "")?.sex;
  if (expected !== undefined && sex !== undefined && sex !== expected) found.error(`${at}/relation`, "relation-sex");
  const generations = generationsBelow(code);
  const birth = generations === undefined || headBirth === undefined ? undefined : birthOf(member);
  if (birth === undefined || headBirth === undefined) return;
  const [elder, younger] = generations === 1 ? [headBirth, birth] : [birth, headBirth];
  if (ageOn(elder, latestDay(younger)) < GENERATION_YEARS) found.warn(`${at}/relation`, "relation-age");
}
