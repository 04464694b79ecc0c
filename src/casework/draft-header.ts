import type { AidSubjectList } from "../schema/generated/aid-subject-list.ts";

type Header = AidSubjectList["header"];
/** Members that belong to the list alone: its number and approval, what it supersedes or continues, receivers, due time. */
type OfTheList = "listNumber" | "approval" | "supersedes" | "continues" | "to" | "dueRule" | "dueAt" | "messageType";

/** Makes the header of a draft that answers a list. Number of the letter and approval are added by those who give them. */
export function draftHeader(
  { header }: Pick<AidSubjectList, "header">,
  own: { readonly transferId: string; readonly issuedAt: string },
): Omit<Header, OfTheList> & { answers: string } {
  const {
    listNumber: _number,
    approval: _approval,
    supersedes: _earlier,
    continues: _first,
    to: _to,
    dueRule: _rule,
    dueAt: _due,
    messageType: _type,
    ...kept
  } = header;
  return { ...kept, answers: header.transferId, ...own };
}
