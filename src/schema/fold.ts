import { precisionOf } from "../domain/codes/calendar-date.ts";
import { widenedNumber, withoutReissue } from "../domain/codes/id-document.ts";
import type { Issue } from "../domain/refusal.ts";
import { unfoldedLength } from "./bounds.ts";
import { type FaultCode, issue } from "./faults.ts";
import { MOST_ISSUES } from "./findings.ts";
import type { FoldPlan, TextFold } from "./fold-plan.ts";
import {
  foldCode,
  foldCodeCharacters,
  foldDate,
  foldDocumentNumber,
  foldName,
  foldPhone,
  foldWritten,
  isoDateOf,
  type Note,
} from "./fold-text.ts";
import { type Group, isGroup, textOf } from "./reading.ts";

/** Document after input folding, with the list of its changes. */
export interface Folded {
  readonly body: unknown;
  readonly changes: readonly Issue[];
}

/**
 * Folds the input of a document (full-width digits, hidden characters, the dots of names, brackets of
 * document numbers, 15-digit citizen numbers …). Returns undefined when nothing changes, else a copy that
 * shares all unchanged parts. Lists each change with its pointer: at most 100, and one entry for the rest.
 */
export function foldDocument(plan: FoldPlan, body: unknown): Folded | undefined {
  const changes: Issue[] = [];
  const folded = foldValue(plan, body, "/body", (pointer, code) => {
    if (changes.length < MOST_ISSUES) changes.push(issue(pointer, code));
    else if (changes.length === MOST_ISSUES) changes.push(issue("/body", "more-folded"));
  });
  return changes.length === 0 ? undefined : { body: folded, changes };
}

type Report = (pointer: string, code: FaultCode) => void;

function foldValue(plan: FoldPlan, value: unknown, pointer: string, report: Report): unknown {
  if (typeof value === "string") {
    return plan.text === undefined ? value : foldText(plan.text, value, (code) => report(pointer, code));
  }
  if (Array.isArray(value)) {
    return plan.items === undefined ? value : foldItems(plan.items, plan.maxItems ?? 0, value, pointer, report);
  }
  if (!isGroup(value)) return value;
  const folded = foldMembers(plan, value, pointer, report);
  if (plan.group === "id-holder") return foldIdHolder(folded, pointer, report);
  return plan.group === "partial-date" ? foldPartialDate(folded, pointer, report) : folded;
}

function foldItems(
  plan: FoldPlan,
  most: number,
  items: readonly unknown[],
  pointer: string,
  report: Report,
): readonly unknown[] {
  if (items.length > most) return items;
  let copy: unknown[] | undefined;
  for (const [index, item] of items.entries()) {
    const folded = foldValue(plan, item, `${pointer}/${index}`, report);
    if (folded === item) continue;
    copy ??= [...items];
    copy[index] = folded;
  }
  return copy ?? items;
}

function foldMembers(plan: FoldPlan, group: Group, pointer: string, report: Report): Group {
  let copy: Record<string, unknown> | undefined;
  for (const [name, member] of plan.members ?? []) {
    const value = group[name];
    if (value === undefined) continue;
    const folded = foldValue(member, value, `${pointer}/${name}`, report);
    if (folded === value) continue;
    copy ??= { ...group };
    copy[name] = folded;
  }
  return copy ?? group;
}

function foldText(fold: TextFold, text: string, note: Note): string {
  switch (fold) {
    case "code":
      return foldCode(text, note);
    case "text":
      return foldWritten(text, note);
    case "name":
      return foldName(text, note);
    case "phone":
      return foldPhone(text, note);
    case "document-number":
      return foldDocumentNumber(text, note);
    case "date":
      return foldDate(text, note);
    default:
      return foldListed(fold, text, note);
  }
}

/** Folds a text into a code of a list; a text that does not become one is returned unchanged. */
function foldListed({ codes, longest }: Exclude<TextFold, string>, text: string, note: Note): string {
  if (codes.has(text) || text.length > unfoldedLength(longest)) return text;
  const noted: FaultCode[] = [];
  const keep: Note = (code) => noted.push(code);
  const characters = foldCodeCharacters(text, keep);
  const folded = codes.has(characters) ? characters : foldCode(characters, keep);
  if (!codes.has(folded)) return text;
  noted.forEach(note);
  return folded;
}

/** Widens a 15-digit citizen number and keeps the old one beside it; removes the re-issue digits of a permit. */
function foldIdHolder(holder: Group, pointer: string, report: Report): Group {
  const idType = textOf(holder, "idType");
  const number = textOf(holder, "idNumber");
  if (idType === undefined || number === undefined) return holder;
  const bare = withoutReissue(idType, number);
  if (bare !== undefined) {
    report(`${pointer}/idNumber`, "folded-permit");
    return { ...holder, idNumber: bare };
  }
  const widened = widenedNumber(idType, number);
  if (widened === undefined) return holder;
  report(`${pointer}/idNumber`, "folded-citizen-id");
  return { ...holder, idNumber: widened, originalIdNumber: number };
}

/** Writes `1980-00-00`, `1980.5` or `1980年5月3日` as ISO 8601, and sets the precision that the date shows. */
function foldPartialDate(partial: Group, pointer: string, report: Report): Group {
  const date = textOf(partial, "date");
  const iso = date === undefined ? undefined : isoDateOf(date);
  const precision = iso === undefined ? undefined : precisionOf(iso);
  if (iso === undefined || precision === undefined) return partial;
  // An unchanged date keeps its stated precision: when the two differ, only the sender knows which is right.
  if (iso === date && partial["precision"] !== undefined) return partial;
  report(`${pointer}/date`, "folded-date");
  return { ...partial, date: iso, precision };
}
