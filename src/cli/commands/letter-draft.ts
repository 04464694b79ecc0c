/** Files of a letter: the document to send, and the letter with the names, as PDF and as page to print. */
import { randomUUID } from "node:crypto";
import type { Bilingual } from "../../domain/bilingual.ts";
import type { LetterDraft } from "../../domain/generated/answers.ts";
import { NEED_WORDS } from "../../domain/words/need-words.ts";
import { wordOf } from "../../domain/words/words.ts";
import type { AidSubjectList } from "../../schema/generated/aid-subject-list.ts";
import { letterPage } from "../../sheets/letter-page.ts";
import { chineseDay, type LetterText, letterText } from "../../sheets/letter-text.ts";
import { writeJsonOnce, writeNew } from "../kept/private-file.ts";

/** What a person decides of a letter, and when it is written. */
export interface LetterHand {
  /** Number of the letter (文号), and who approved it when. */
  readonly number?: string;
  readonly approver?: string;
  readonly approvedAt?: string;
  /** The present moment, RFC 3339 with the offset of China. */
  readonly now: string;
}

/** What a letter is made of. */
export interface LetterSource {
  readonly draft: LetterDraft;
  readonly list: AidSubjectList;
  /** Numbers of persons in the list, by reference of the case. */
  readonly persons: ReadonlyMap<string, string>;
  /** Gives the name of a person by reference. */
  readonly nameOf: (ref: string) => string;
  /** Names of the rules about deadlines. */
  readonly rules: ReadonlyMap<string, Bilingual>;
}

/** Paths of a letter's files. */
export interface LetterFiles {
  /** Document of type `reminder`. */
  readonly file: string;
  readonly pdf: string;
  /** Page to print. */
  readonly sheet: string;
}

/** Writes a letter's files. @param path without ending */
export async function writeLetter(path: string, source: LetterSource, hand: LetterHand): Promise<LetterFiles> {
  const files = { file: `${path}.json`, pdf: `${path}.pdf`, sheet: `${path}.html` };
  const words = wordsOf(source, hand);
  // Loaded when it is needed: the typeface is large.
  const { letterPdf } = await import("./letter-pdf.ts");
  await writeJsonOnce(files.file, letterDocument(source, hand));
  await writeNew(files.sheet, letterPage(words));
  await writeNew(files.pdf, await letterPdf(words, hand.now));
  return files;
}

/** Makes the document of type `reminder`. It names persons by their numbers in the list, which the department has. */
function letterDocument(
  { draft, list: { header }, persons }: LetterSource,
  { now, number, approver, approvedAt }: LetterHand,
) {
  const { kind, items, earlier, replyBy, office, checklist, department } = draft;
  return {
    header: {
      transferId: randomUUID(),
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
function wordsOf({ draft, list, nameOf, rules }: LetterSource, { number, approver }: LetterHand): LetterText {
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
