/** Rules of a reminder: what a notice of the gateway has, and what a letter of a procuratorate must have. */
import { entriesOf, type Group, groupOf } from "../reading.ts";
import type { Findings } from "../findings.ts";
import type { Rule } from "./rule.ts";

const SYSTEM_NOTICE = "1";
const FOR_THE_MEETING = "4";
const SUGGESTION = "5";

/** Members of the header that each letter has and no notice: a notice has no number, no officer and no approval. */
const LETTER_HEADER = ["documentNumber", "answers", "from", "officer", "approval"];
/** Members of an item of a notice. The gateway does not know the numbers of persons. */
const NOTICE_ITEM = ["thread", "message", "subject"];

/** Requires of each kind what it needs, and refuses what belongs to another kind. */
export const reminder: Rule = (document, at, found) => {
  const { kind } = document;
  const isNotice = kind === SYSTEM_NOTICE;
  const header = groupOf(document, "header") ?? {};
  const requires = (group: Group, place: string, members: readonly string[], wanted: boolean) =>
    members.forEach((member) => requireMember(found, group, place, member, wanted));
  requires(header, `${at}/header`, LETTER_HEADER, !isNotice);
  requires(document, at, ["replyBy"], !isNotice);
  requires(document, at, ["day"], isNotice);
  requires(document, at, ["checklist"], kind === SUGGESTION);
  for (const [index, item] of entriesOf(document, "items")) {
    const place = `${at}/items/${index}`;
    requires(item, place, NOTICE_ITEM, isNotice);
    requires(item, place, ["personId"], !isNotice);
    requires(item, place, ["party"], kind === FOR_THE_MEETING);
  }
  if (isNotice && document["earlier"] !== undefined) found.error(`${at}/earlier`, "reminder-unexpected");
};

function requireMember(found: Findings, group: Group, place: string, member: string, wanted: boolean): void {
  if ((group[member] !== undefined) === wanted) return;
  found.error(`${place}/${member}`, wanted ? "reminder-required" : "reminder-unexpected");
}
