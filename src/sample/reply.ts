/** Sample feedback of a department on a list. */
import type { NeedCode, Organisation } from "../schema/generated/aid-subject-list.ts";
import type { Feedback } from "../schema/generated/feedback.ts";
import { daysBefore, timeInChina } from "./dates.ts";
import { SAMPLE_DAY } from "./list.ts";
import { sampleName } from "./names.ts";
import { Random } from "./random.ts";

/** Options of a sample that a department writes. */
export interface SampleReplyOptions {
  /** Seed, any integer; equal options give equal documents. */
  readonly seed: number;
  /** Day on which the document is written, `YYYY-MM-DD`. */
  readonly today?: string;
}

/** Members of a list that its recipient needs for an answer. */
export interface AnsweredList {
  readonly transferId: string;
  readonly subjects: readonly { readonly personId: string; readonly needs: readonly NeedCode[] }[];
}

/** Makes the sample office of a department, with a synthetic credit code. */
function officeOf(department: string): Organisation {
  return { creditCode: "11990100000000027A", department, division: "320723", name: `示例县${department}` };
}

/** Makes the header members that a department's documents share: feedback and reverse lead. */
export function headOf(random: Random, department: string, today: string) {
  return {
    transferId: `01980001-${random.hex(4)}-7${random.hex(3)}-9${random.hex(3)}-${random.hex(12)}`,
    from: officeOf(department),
    secrecy: "0" as const,
    issuedAt: timeInChina(today, "15:00:00"),
    currencyUnit: "元" as const,
    officer: { name: sampleName(random, "2", "01"), office: "社会救助科", phone: `0518-8800${random.digits(4)}` },
  };
}

/** Makes a department's feedback on every subject of a list: granted, under check, missing documents, refused. */
export function sampleFeedback(
  options: SampleReplyOptions & { readonly department: string; readonly list: AnsweredList },
): Feedback {
  const { seed, department, list, today = SAMPLE_DAY } = options;
  const random = new Random(seed);
  return {
    header: { ...headOf(random, department, today), messageType: "FEEDBACK", answers: list.transferId },
    results: list.subjects.map((subject) => resultFor(random, subject, today)),
  };
}

function resultFor(
  random: Random,
  subject: AnsweredList["subjects"][number],
  today: string,
): Feedback["results"][number] {
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
        decisionNumber: `示民救〔${today.slice(0, 4)}〕${random.integer(1, 999)}号`,
        decidedOn: daysBefore(today, 2),
        aidGranted: [
          {
            category: "25",
            item: "临时救助",
            form: "1",
            amount: random.integer(5, 40) * 100,
            frequency: "1",
            firstPaidOn: daysBefore(today, 1),
            for: "household",
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
