/** A letter about late items, from what the gateway drafts and the sender's own list: the document to send, and the words with names. */
import type { Bilingual } from "../domain/bilingual.ts";
import type { LetterDraft } from "../domain/generated/answers.ts";
import { NEED_WORDS } from "../domain/words/need-words.ts";
import { wordOf } from "../domain/words/words.ts";
import { chineseDay, type LetterText, letterText } from "./letter-text.ts";

/** What a person decides of a letter, and when it is written. */
export interface LetterHand {
  /** Id of the document. */
  readonly transferId: string;
  /** Number of the letter (文号), and who approved it when. */
  readonly number?: string;
  readonly approver?: string;
  readonly approvedAt?: string;
  /** The present moment, RFC 3339 with the offset of China. */
  readonly now: string;
}

/** What a letter takes over from the list that it is about. */
interface AnsweredList {
  readonly header: {
    readonly transferId: string;
    readonly listNumber: string;
    readonly issuedAt: string;
    readonly from: { readonly name: string };
    readonly officer: { readonly name: string; readonly phone: string };
  };
}

/** What a letter is made of. */
export interface LetterSource {
  readonly draft: LetterDraft;
  readonly list: AnsweredList;
  /** Numbers of persons in the list, by reference of the case. */
  readonly persons: ReadonlyMap<string, string>;
  /** Gives the name of a person by reference. */
  readonly nameOf: (ref: string) => string;
  /** Names of the rules about deadlines. */
  readonly rules: ReadonlyMap<string, Bilingual>;
}

/** Makes the document of type `reminder`. It names persons by their numbers in the list, which the department has. */
export function letterDocument(
  { draft, list: { header }, persons }: LetterSource,
  { transferId, now, number, approver, approvedAt }: LetterHand,
) {
  const { kind, items, earlier, replyBy, office, checklist, department } = draft;
  return {
    header: {
      transferId,
      ...(number === undefined ? {} : { documentNumber: number }),
      messageType: "REMINDER",
      answers: header.transferId,
      from: header.from,
      secrecy: "0",
      issuedAt: now,
      officer: header.officer,
      ...(approver === undefined ? {} : { approval: { approver, approvedAt: approvedAt ?? now } }),
    },
    kind,
    ...(office === undefined ? {} : { office: office.name.zh }),
    items: items.map(({ item: _item, subject, ...rest }) => ({
      personId: persons.get(subject),
      ...rest,
      ...(kind === "4" ? { party: department } : {}),
    })),
    ...(replyBy === undefined ? {} : { replyBy: replyBy.slice(0, 10) }),
    ...(earlier.length === 0 ? {} : { earlier: earlier.map((one) => ({ kind: one.kind, sentOn: one.sentOn })) }),
    ...(checklist === undefined
      ? {}
      : {
          checklist: {
            law: checklist.law.join("；").slice(0, 500),
            evidence: checklist.evidence.join("；").slice(0, 1000),
            publicInterest: false,
          },
        }),
  };
}

/** Writes the words of the letter, with the names of the list. */
export function letterWords(
  { draft, list, nameOf, rules }: LetterSource,
  { number, approver }: LetterHand,
): LetterText {
  const { kind, name, office, items, earlier, replyBy = "", agenda, checklist } = draft;
  const { officer, from, listNumber } = list.header;
  const addressee = kind === "4" ? wordOf("role", "convener").zh : name.zh;
  return letterText({
    kind,
    from: from.name,
    documentNumber: number,
    to: office === undefined ? addressee : `${addressee}（${office.name.zh}）`,
    department: name.zh,
    list: `《救助对象信息移送清单》（${listNumber}）`,
    lines: items.map(({ subject, need, ruleId, due, overdueWd }) => ({
      name: nameOf(subject),
      need: `${need} ${NEED_WORDS[need]?.zh ?? ""}`.trim(),
      rule: `${ruleId} ${rules.get(ruleId)?.zh ?? ""}`.trim(),
      due: due.slice(0, 10),
      overdueWd,
    })),
    earlier: earlier.map((one) => `${chineseDay(one.sentOn)}${wordOf("letterKind", one.kind).zh}`),
    replyBy: replyBy.slice(0, 10),
    agenda: agenda?.zh,
    checklist,
    officer: `${officer.name} ${officer.phone}`,
    approver,
  });
}
