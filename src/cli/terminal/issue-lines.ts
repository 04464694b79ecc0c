import type { Bilingual } from "../../domain/bilingual.ts";
import type { Issue } from "../../domain/refusal.ts";
import type { JsonDocument } from "../../sdk/index.ts";
import type { Language } from "./language.ts";

/** A fault with the sender's own number of the person. It comes from the sender's file: the gateway repeats no value. */
export type NamedIssue = Issue & { readonly personId?: string };

/** Orders faults by person, and adds the `personId` where the document is at hand. */
export function named(issues: readonly Issue[], document: JsonDocument | undefined): NamedIssue[] {
  const sorted = issues.toSorted((one, other) => (one.ordinal ?? 0) - (other.ordinal ?? 0));
  const persons = document?.subjects ?? document?.results;
  if (!Array.isArray(persons)) return sorted;
  return sorted.map((issue) => {
    const person = issue.ordinal === undefined ? undefined : (persons as unknown[])[issue.ordinal - 1];
    const id = (person as { readonly personId?: unknown } | null | undefined)?.personId;
    return typeof id === "string" ? { ...issue, personId: id } : issue;
  });
}

/** Writes a fault as a line: person, field, what is wrong, code and pointer. */
export function issueLine(language: Language, issue: NamedIssue): string {
  const { ordinal, personId, code, pointer } = issue;
  const zh = language === "zh";
  const who = ordinal === undefined ? [] : [ordinalText(zh, ordinal, pointer)];
  if (personId !== undefined) who.push(zh ? `（${personId}）` : ` (${personId})`);
  const field = zh ? issue.fieldZh : issue.field;
  const what = zh ? issue.messageZh : issue.message;
  const colon = zh ? "：" : ": ";
  return [who.join(""), field === undefined ? what : `${field}${colon}${what}`, code, pointer || "/"]
    .filter((part) => part !== "")
    .join("  ");
}

/** Names the place in the document: of feedback the result, of which a person may have several; else the person. */
function ordinalText(zh: boolean, ordinal: number, pointer: string): string {
  if (pointer.startsWith("/body/results/")) return zh ? `第${ordinal}项结果` : `result ${ordinal}`;
  return zh ? `第${ordinal}人` : `subject ${ordinal}`;
}

/** Says how many faults there are and how many persons they concern; empty for a single one. */
export function countLine(language: Language, total: unknown, persons: unknown): string[] {
  if (typeof total !== "number" || typeof persons !== "number" || total < 2) return [];
  return [
    language === "zh" ? `共 ${total} 处错误，涉及 ${persons} 人` : `${total} faults, ${persons} persons concerned`,
  ];
}

/** Writes what was found, a line each, with what is to be done about it before it. */
export function issueLines(language: Language, title: Bilingual, issues: readonly NamedIssue[] = []): string[] {
  return issues.map((issue) => `  ${title[language]}  ${issueLine(language, issue)}`);
}
