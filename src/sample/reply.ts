/** Samples of what follows a list: feedback, supplement, correction, withdrawal; and a department's lead. */
import type { AidSubjectList, NeedCode, Organisation } from "../schema/generated/aid-subject-list.ts";
import type { Correction } from "../schema/generated/correction.ts";
import type { Feedback } from "../schema/generated/feedback.ts";
import type { ReverseLead } from "../schema/generated/reverse-lead.ts";
import type { Supplement } from "../schema/generated/supplement.ts";
import type { Withdrawal } from "../schema/generated/withdrawal.ts";
import { daysBefore, timeInChina } from "./dates.ts";
import { SAMPLE_DAY, sampleList } from "./list.ts";
import { sampleName } from "./names.ts";
import { Random } from "./random.ts";

/** What a sample of a reply is to be like. */
export interface SampleReplyOptions {
  /** Any integer; the same options give the same document. */
  readonly seed: number;
  /** Day on which it is written, `YYYY-MM-DD`. */
  readonly today?: string;
}

/** A list as its recipient knows it: enough of it to answer. */
export interface AnsweredList {
  readonly transferId: string;
  readonly subjects: readonly { readonly personId: string; readonly needs: readonly NeedCode[] }[];
}

/** Enough of a list to answer it. */
export function answeredList(list: AidSubjectList): AnsweredList {
  return {
    transferId: list.header.transferId,
    subjects: list.subjects.map(({ personId, needs }) => ({ personId, needs: needs.items.map(({ code }) => code) })),
  };
}

/** The sample office of a department; synthetic credit code. */
function officeOf(department: string): Organisation {
  return { creditCode: "11990100000000027A", department, division: "320723", name: `示例县${department}` };
}

/** The head that feedback and leads share. */
function headOf(random: Random, department: string, today: string) {
  return {
    transferId: `01980001-${random.hex(4)}-7${random.hex(3)}-9${random.hex(3)}-${random.hex(12)}`,
    from: officeOf(department),
    secrecy: "0" as const,
    issuedAt: timeInChina(today, "15:00:00"),
    currencyUnit: "元" as const,
    officer: { name: sampleName(random, "2", "01"), office: "社会救助科", phone: `0518-8800${random.digits(4)}` },
  };
}

/** A department's feedback on every subject of a list: granted, under check, missing documents, refused. */
export function sampleFeedback(
  options: SampleReplyOptions & { readonly department: string; readonly list: AnsweredList },
): Feedback {
  const { seed, department, list, today = SAMPLE_DAY } = options;
  const random = new Random(seed);
  return {
    header: { ...headOf(random, department, today), messageType: "FEEDBACK", answers: list.transferId },
    results: list.subjects.map((subject) => result(random, subject, today)),
  };
}

function result(random: Random, subject: AnsweredList["subjects"][number], today: string): Feedback["results"][number] {
  const needs = subject.needs.length === 0 ? {} : { needs: [...new Set(subject.needs)] };
  const head = { personId: subject.personId, ...needs };
  const registration = {
    number: `SL${today.slice(0, 4)}${random.digits(5)}`,
    officer: sampleName(random, "1", "01"),
    at: timeInChina(daysBefore(today, 3), "10:20:00"),
  };
  switch (random.pick(["10", "11", "20", "32", "40", "40"])) {
    case "11":
      return { ...head, registration, reply: "11", reason: "R02", missingDocuments: ["2", "7"] };
    case "20":
      return { ...head, registration, reply: "20" };
    case "32":
      return { ...head, registration, reply: "32", reason: "R05", decidedOn: daysBefore(today, 1) };
    case "40":
      return {
        ...head,
        registration,
        reply: "40",
        decidedOn: daysBefore(today, 2),
        aidGranted: [
          {
            category: "25",
            item: "临时救助",
            form: "1",
            amount: random.integer(5, 40) * 100,
            frequency: "1",
            firstPaidOn: daysBefore(today, 1),
            for: "person",
          },
        ],
        visits: [
          {
            date: today,
            way: random.pick(["1", "2", "3"] as const),
            visitor: sampleName(random, "2", "01"),
            scores: [{ type: "01", score: random.integer(0, 6) }],
            satisfaction: random.integer(3, 5),
          },
        ],
      };
    default:
      return { ...head, registration, reply: "10" };
  }
}

/** A supplement to a list: another attachment and a changed state of health for its first subject. */
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

/** A correction of a list: the whole list again, with another amount. `digest` is the SHA-256 of the old message, hexadecimal. */
export function sampleCorrection(
  options: SampleReplyOptions & { readonly list: AidSubjectList; readonly digest: string },
): Correction {
  const { seed, list, digest, today = SAMPLE_DAY } = options;
  const random = new Random(seed);
  const { header } = list;
  const [first, ...rest] = list.subjects;
  const contact = first?.contact.persons[0];
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

/** A withdrawal. */
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

/** A department's lead about somebody whom judicial aid may concern. */
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
