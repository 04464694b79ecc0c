import type { AidSubjectList, Organisation, Subject } from "../schema/generated/aid-subject-list.ts";
import { daysBefore, timeInChina } from "./dates.ts";
import { EDGE_CASES } from "./edge-cases.ts";
import { sampleName } from "./names.ts";
import { PLACES, type Place } from "./places.ts";
import { Random } from "./random.ts";
import { SITUATIONS } from "./situations.ts";
import { sampleSubject } from "./subject.ts";
import type { WholeList, WholeSubject } from "./whole-subject.ts";

/** Options of a sample list. */
export interface SampleListOptions {
  /** Seed, any integer; equal options give equal lists. */
  readonly seed: number;
  /** Number of subjects, 1 to 500. */
  readonly subjects: number;
  /** Adds edge cases of real data: old numbers, odd characters, foreigners, children without documents … */
  readonly edgeCases?: boolean;
  /** Day on which the list is written, `YYYY-MM-DD`; no date in the list is later. */
  readonly today?: string;
}

/** Default day of a sample. It is past in every time zone, so that no date of a sample is in the future. */
export const SAMPLE_DAY = "2025-06-30";

/**
 * Makes a realistic aid-subject list of people who do not exist (citizen numbers with the sequence 000,
 * which is never issued). The list is valid; with edge cases it is valid after input folding. Sixteen
 * subjects in a row ask for all needs from N01 to N17.
 * @throws {RangeError} when the number of subjects is not 1 to 500
 */
export function sampleList(options: SampleListOptions): WholeList {
  const { seed, subjects: count, edgeCases = false, today = SAMPLE_DAY } = options;
  if (!Number.isInteger(count) || count < 1 || count > 500) throw new RangeError("subjects must be 1 to 500");
  const random = new Random(seed);
  const place = random.pick(PLACES);
  const first = random.integer(0, SITUATIONS.length - 1);
  const year = today.slice(0, 4);
  const subjects: WholeSubject[] = [];
  const numbers = new Set<string>();
  for (let index = 0; subjects.length < count; index++) {
    const number = String(subjects.length + 1).padStart(4, "0");
    const situation = SITUATIONS[(first + subjects.length) % SITUATIONS.length] ?? random.pick(SITUATIONS);
    const plain = sampleSubject({
      random,
      place,
      today,
      situation,
      personId: `P-${year}-${number}`,
      householdId: `H-${number}`,
    });
    const edgeCase = edgeCases && index % 2 === 0 ? EDGE_CASES[(seed + (index >> 1)) % EDGE_CASES.length] : undefined;
    const subject = edgeCase?.apply(plain, { random, place, today }) ?? plain;
    // People of one county with one birthday would get one number, as the sequence is always 000: make another.
    const key = plain.identity.idNumber ?? plain.personId;
    if (numbers.has(key)) continue;
    numbers.add(key);
    subjects.push(subject);
  }
  // Lists of different seeds are different letters: a sender uses a document number once.
  const letter = (((seed % 999_999) + 999_999) % 999_999) + 1;
  return { header: headerOf(random, place, today, subjects, letter), case: caseOf(random, place, today), subjects };
}

/** Makes the procuratorate of a place, with a synthetic credit code. */
export function procuratorateOf(place: Place): Organisation {
  return {
    creditCode: "11990100000000019F",
    department: "procuratorate",
    division: place.code,
    name: `${place.name}人民检察院`,
  };
}

function headerOf(
  random: Random,
  place: Place,
  today: string,
  subjects: readonly Subject[],
  letter: number,
): AidSubjectList["header"] {
  const urgent = subjects.some(({ needs }) => needs.items.some(({ urgency }) => urgency === "1"));
  return {
    transferId: `01980000-${random.hex(4)}-7${random.hex(3)}-8${random.hex(3)}-${random.hex(12)}`,
    listNumber: `${place.word}检救移〔${today.slice(0, 4)}〕${letter}号`,
    schemaVersion: "1.0.0",
    messageType: "NEW",
    from: procuratorateOf(place),
    secrecy: "0",
    urgency: urgent ? "1" : "9",
    issuedAt: timeInChina(today, "09:30:00"),
    legalBasis: random.pick(["consent", "statutory-duty"] as const),
    agreementId: `XY-${today.slice(0, 4)}-01`,
    currencyUnit: "元",
    officer: {
      name: sampleName(random, "2", "01"),
      office: random.pick(["第六检察部", "控告申诉检察部", "第一检察部"]),
      phone: `${place.areaCode}-8800${random.digits(4)}`,
      deputy: sampleName(random, "1", "01"),
    },
    approval: { approver: sampleName(random, "1", "01"), approvedAt: timeInChina(daysBefore(today, 1), "16:00:00") },
  };
}

function caseOf(random: Random, place: Place, today: string): AidSubjectList["case"] {
  const due = random.integer(0, 300) * 1_000;
  return {
    caseNumber: `${place.code}${today.slice(0, 4)}${random.digits(7)}`,
    stage: random.pick(["2", "3", "5", "6"] as const),
    category: random.pick(["1", "1", "1", "2", "5"] as const),
    compensation: due === 0 ? { known: false } : { known: true, due, received: random.chance(0.7) ? 0 : due / 4 },
  };
}
