import type { MeetingPack, ReportAnswer } from "../../domain/generated/answers.ts";
import { isOpen } from "../../domain/item.ts";
import { type AgendaKind, isLateDecision } from "../../domain/meeting.ts";
import type { PartyKind } from "../../domain/party.ts";
import { Refusal } from "../../domain/refusal.ts";
import type { Caller } from "../../exchange/service.ts";
import { present } from "../../wire/present.ts";
import { rfc3339 } from "../../wire/rfc3339.ts";
import { decodeUtf8 } from "../../wire/utf8.ts";
import { unansweredLetters } from "../letter/letters.ts";
import type { CaseKeys, Item } from "../ports.ts";
import type { ReportRows } from "../report/report-port.ts";
import type { ReportQuestion, Reports } from "../report/reports.ts";
import { foldDecisions } from "./decisions.ts";
import type { DecisionRows } from "./meeting-port.ts";
import { boundOf } from "./take-meeting.ts";

/** Parts from outside that packs of meetings need. */
export interface PackDeps {
  readonly reports: Pick<Reports, "report">;
  readonly rows: Pick<ReportRows, "threadsOf">;
  readonly decisions: Pick<DecisionRows, "ofMember">;
  readonly keys: Pick<CaseKeys, "open">;
  readonly kindOf: (party: string) => PartyKind | undefined;
  readonly now: () => number;
  /** Lets in as many counts at once as the gateway bears: each reads all items of a procuratorate. */
  readonly counts: { acquire(): Promise<boolean>; release(): void };
  readonly dateAt: (at: number) => string;
}

/** What a joint meeting (联席会议) talks about: the report of a period, what waits for the meeting, and last decisions. */
export interface Meetings {
  /**
   * Makes the pack of a meeting about a period.
   * @throws Refusal as `Reports.report`
   */
  pack(caller: Caller, period: string, question: ReportQuestion): Promise<MeetingPack>;
}

type Line = MeetingPack["agenda"][number];

/** Fewest persons of a line that others than its department and the procuratorate see. */
const FEWEST = 5;
/** Reasons that a meeting looks at: others without a code of their own, and waiting for a place. */
const REASONS = ["R99", "R18"];

/** Makes the packs. */
export function createMeetings({ reports, rows, decisions, keys, kindOf, now, counts, dateAt }: PackDeps): Meetings {
  /** Counts what waits for the meeting now, by department. */
  async function waiting(sender: string, at: number): Promise<Line[]> {
    const found = new Map<string, Counted>();
    const today = dateAt(at);
    for await (const portion of rows.threadsOf(sender, at)) {
      for (const { items } of portion) {
        for (const { item } of items) {
          for (const [kind, about] of asksFor(item, today)) {
            const place = `${kind} ${item.department}`;
            const counted = found.get(place) ?? new Counted(kind, item.department);
            counted.add(item, about, dateAt);
            found.set(place, counted);
          }
        }
      }
    }
    return [...found.values()].map((one) => one.line());
  }

  return {
    async pack(caller, period, question) {
      const { sender = caller.party, version } = question;
      const answer = await reports.report(caller, period, question);
      const at = now();
      if (!(await counts.acquire())) throw new Refusal("rate-limited", { step: "meeting", retryAfter: 10 });
      const counted = await waiting(sender, at).finally(() => counts.release());
      const isDepartment = kindOf(caller.party) === "department";
      const shown = (line: Line) =>
        version === "internal" || (isDepartment && line.department === caller.party) ? line : suppressed(line);
      const today = dateAt(at);
      const facts = await decisions.ofMember(caller.party);
      return {
        report: answer,
        at: rfc3339(at),
        agenda: [...linesOf(answer, "I14", ["meeting"], "overdue"), ...counted.map(shown)]
          .concat(linesOf(answer, "I09", REASONS, "reasons"))
          .toSorted(byKind),
        decisions: foldDecisions(facts).map(({ text, state, due, ...one }) => ({
          ...one,
          state,
          due,
          text: decodeUtf8(keys.open(one.message, text, boundOf(one.decision))),
          ...(isLateDecision({ state, due }, today) ? { late: true as const } : {}),
        })),
      };
    },
  };
}

const ORDER: readonly AgendaKind[] = ["overdue", "jurisdiction", "conflict", "letters", "reasons"];

function byKind(a: Line, b: Line): number {
  return ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind) || (a.department < b.department ? -1 : 1);
}

/** Takes lines out of a table of the report, which has hidden in them what is to be hidden; a department has its own line beside it. */
function linesOf({ report, own = [] }: ReportAnswer, id: string, wanted: readonly string[], kind: AgendaKind): Line[] {
  const section = report.sections.find((one) => one.id === id);
  const mine = own.filter((one) => one.id === id);
  const lines = [...(section?.rows ?? []).map((line) => ({ columns: section?.columns ?? [], line })), ...mine].filter(
    ({ line }, at, all) => all.findLastIndex((one) => one.line.department === line.department) === at,
  );
  return lines.flatMap(({ columns, line: { department, cells } }) =>
    wanted.flatMap((column) => {
      const items = cells?.[columns.indexOf(column)];
      if (department === undefined || items === undefined || items === 0 || typeof items === "string") return [];
      return [{ kind, department, items, ...(kind === "reasons" ? { reason: column } : {}) }];
    }),
  );
}

/** Tells what of the meeting an item asks for, and the letters without an answer. */
function asksFor(item: Item, today: string): [AgendaKind, readonly string[]][] {
  const { flags, state } = item;
  const unanswered = unansweredLetters(item, today);
  return [
    ...(flags.includes("disputed") && (isOpen(state) || state === "passed") ? [["jurisdiction", []] as const] : []),
    ...(flags.includes("conflict") ? [["conflict", []] as const] : []),
    ...(unanswered.length > 0 ? [["letters", unanswered.map(({ message }) => message)] as const] : []),
  ].map(([kind, about]) => [kind, about]);
}

/** Items of one department that ask for one thing. */
class Counted {
  readonly #kind: AgendaKind;
  readonly #department: string;
  readonly #subjects = new Set<string>();
  readonly #letters = new Set<string>();
  #items = 0;
  #since: string | undefined;

  constructor(kind: AgendaKind, department: string) {
    this.#kind = kind;
    this.#department = department;
  }

  add({ thread, subject, sealedAt }: Item, letters: readonly string[], dateAt: (at: number) => string): void {
    this.#items += 1;
    this.#subjects.add(`${thread} ${subject}`);
    for (const letter of letters) this.#letters.add(letter);
    const day = dateAt(sealedAt);
    if (this.#since === undefined || day < this.#since) this.#since = day;
  }

  line(): Line {
    const letters = this.#letters.size;
    return {
      kind: this.#kind,
      department: this.#department,
      items: this.#items,
      persons: this.#subjects.size,
      ...present({ since: this.#since, letters: letters === 0 ? undefined : letters }),
    };
  }
}

/** Hides the numbers of a line about few persons, all of them: each would tell the others. */
function suppressed(line: Line): Line {
  const { kind, department, persons } = line;
  return typeof persons === "number" && persons < FEWEST ? { kind, department, items: null, persons: null } : line;
}
