/** Samples of the documents that no command makes: supplement, correction, withdrawal and reverse lead. */
import { daysBefore, timeInChina } from "../../src/sample/dates.ts";
import { SAMPLE_DAY, sampleList } from "../../src/sample/list.ts";
import { Random } from "../../src/sample/random.ts";
import { type AnsweredList, headOf, type SampleReplyOptions } from "../../src/sample/reply.ts";
import type { AidSubjectList } from "../../src/schema/generated/aid-subject-list.ts";
import type { Correction } from "../../src/schema/generated/correction.ts";
import type { ReverseLead } from "../../src/schema/generated/reverse-lead.ts";
import type { Supplement } from "../../src/schema/generated/supplement.ts";
import type { Withdrawal } from "../../src/schema/generated/withdrawal.ts";

/** Picks the members of a list that its recipient needs for an answer. */
export function answeredList(list: AidSubjectList): AnsweredList {
  return {
    transferId: list.header.transferId,
    subjects: list.subjects.map(({ personId, needs }) => ({ personId, needs: needs.items.map(({ code }) => code) })),
  };
}

/** Makes a supplement to a list: another attachment and a changed state of health for its first subject. */
export function sampleSupplement(options: SampleReplyOptions & { readonly list: AidSubjectList }): Supplement {
  const { seed, list, today = SAMPLE_DAY } = options;
  const random = new Random(seed);
  const subject = list.subjects[0];
  if (subject === undefined) throw new RangeError("a list has subjects");
  return {
    header: {
      ...list.header,
      transferId: `01980002-${random.hex(4)}-7${random.hex(3)}-a${random.hex(3)}-${random.hex(12)}`,
      messageType: "SUPPLEMENT",
      supplements: list.header.transferId,
      issuedAt: timeInChina(today, "11:00:00"),
    },
    subjects: [
      {
        personId: subject.personId,
        needs: subject.needs,
        health: { status: "30", selfCare: "2" },
        attachments: {
          items: [
            {
              type: "4",
              title: "诊断证明",
              mediaType: "application/pdf",
              bytes: random.integer(20_000, 900_000),
              digestAlgorithm: "SM3",
              digest: random.hex(64),
              pages: random.integer(1, 6),
              secrecy: "0",
              redacted: true,
            },
          ],
        },
      },
    ],
  };
}

/**
 * Makes a correction of a list: the whole list again, with another amount.
 * @param options `digest` is the SHA-256 of the old message, hexadecimal
 */
export function sampleCorrection(
  options: SampleReplyOptions & { readonly list: AidSubjectList; readonly digest: string },
): Correction {
  const { seed, list, digest, today = SAMPLE_DAY } = options;
  const random = new Random(seed);
  const { header } = list;
  const [first, ...rest] = list.subjects;
  const contact = first?.contact?.persons[0];
  if (first === undefined || contact === undefined) {
    throw new RangeError("a list has subjects, and a subject a contact");
  }
  return {
    ...list,
    header: {
      ...header,
      transferId: `01980003-${random.hex(4)}-7${random.hex(3)}-b${random.hex(3)}-${random.hex(12)}`,
      messageType: "CORRECT",
      supersedes: { transferId: header.transferId, digestAlgorithm: "SHA-256", digest, reason: "联系电话录入有误" },
      issuedAt: timeInChina(today, "14:00:00"),
    },
    subjects: [{ ...first, contact: { persons: [{ ...contact, phone: `1390000${random.digits(4)}` }] } }, ...rest],
  };
}

/** Makes a withdrawal. */
export function sampleWithdrawal(options: SampleReplyOptions): Withdrawal {
  const { seed, today = SAMPLE_DAY } = options;
  const reason = new Random(seed).pick(["W01", "W02", "W03", "W99"] as const);
  return {
    reason,
    ...(reason === "W99" ? { note: "移送范围调整" } : {}),
    issuedAt: timeInChina(today, "16:40:00"),
    deletionRequired: reason === "W01",
  };
}

/** Makes a department's lead about a person who may need judicial aid. */
export function sampleReverseLead(options: SampleReplyOptions & { readonly department: string }): ReverseLead {
  const { seed, department, today = SAMPLE_DAY } = options;
  const random = new Random(seed);
  const [subject] = sampleList({ seed, subjects: 1, today }).subjects;
  if (subject === undefined) throw new RangeError("a list has subjects");
  const { identity, demographics, contact, address, difficulty, existingAid, guardianship, consent } = subject;
  return {
    header: {
      ...headOf(random, department, today),
      messageType: "REVERSE_LEAD",
      urgency: "3",
      legalBasis: "statutory-duty",
    },
    subjects: [
      {
        personId: `L-${today.slice(0, 4)}-${random.digits(4)}`,
        lead: {
          kind: "1",
          foundOn: daysBefore(today, 4),
          source: "3",
          description: "入户走访时发现该家庭因案陷入困难，尚未申请司法救助",
        },
        identity,
        demographics,
        contact,
        address,
        difficulty,
        existingAid,
        consent,
        ...(guardianship === undefined ? {} : { guardianship }),
      },
    ],
  };
}
