/** Drafts of letters about late items, from facts: for a person at the procuratorate to complete, approve and send. Nothing is stored. */
import type { Calendar } from "../../domain/deadline.ts";
import type { LetterDraft, LetterDrafts } from "../../domain/generated/answers.ts";
import { type LetterKind, letterState } from "../../domain/letter.ts";
import { type Office, officeFor } from "../../domain/party.ts";
import { wordOf } from "../../domain/words/words.ts";
import type { Directory, Party } from "../../exchange/ports.ts";
import type { Caller } from "../../exchange/service.ts";
import { present } from "../../wire/present.ts";
import type { Clock } from "../clock/clocks-of.ts";
import type { Clocks } from "../clock/clocks-in-force.ts";
import { computeDue } from "../clock/compute.ts";
import type { ClockRule } from "../clock/deadlines-document.ts";
import { overdueDays } from "../notice/stages.ts";
import type { CandidateItem, CaseRows, Item, ReadItem } from "../ports.ts";
import { type ClockedItem, type ReadingDeps, withClocks } from "../reading.ts";
import { rangesOf } from "../worklist/ranges.ts";

/** Parts from outside that drafts need. */
export interface DraftDeps extends ReadingDeps {
  readonly rows: Pick<CaseRows, "itemsOfThread" | "candidates">;
  readonly directory: () => Directory;
  readonly divisions: () => readonly string[];
  /** Rules and calendar in force. */
  readonly clocks: () => Clocks;
}

/** Which drafts are wanted. */
export interface DraftQuery {
  /** Absent: of each department and list the one that its worst stage calls for. */
  readonly kind?: LetterKind;
  readonly thread?: string;
  readonly department?: string;
  /** Most drafts. */
  readonly limit: number;
}

/** Makes drafts for the sender of lists. */
export type Drafts = (caller: Caller, query: DraftQuery) => Promise<LetterDrafts>;

/** Items read at once, and most that are looked at for one answer. */
const STEP = 500;
const MOST = 10_000;

/** Stages from which on an item is in a letter of a kind. */
const STAGES: Readonly<Record<LetterKind, readonly string[]>> = {
  "2": ["overdue", "supervise", "meeting"],
  "3": ["supervise", "meeting"],
  "4": ["meeting"],
  "5": ["supervise", "meeting"],
};

interface Late {
  readonly item: Item;
  readonly read: ReadItem;
  readonly clock: Clock;
}

/** Makes the drafts: one for each list and department, with all that is late there. */
export function createDrafts(deps: DraftDeps): Drafts {
  /** Reads the late items of lists that a party sent; `more`: there are further ones. */
  async function read(party: string, { thread, department }: DraftQuery, at: number) {
    if (thread !== undefined) {
      const all = await deps.rows.itemsOfThread(thread, party);
      const own = all.filter(({ item }) => department === undefined || item.department === department);
      return { items: own as readonly ReadItem[], more: false };
    }
    const ranges = rangesOf("overdue", await deps.versions.inUse(), deps.divisions(), at);
    const items: CandidateItem[] = [];
    for (let after: { readonly day: number; readonly id: string } | undefined; items.length < MOST; ) {
      const query = { ranges, limit: STEP, ...present({ department, after }) };
      const page = await deps.rows.candidates(party, query);
      items.push(...page);
      const last = page.at(-1);
      if (last === undefined || page.length < STEP) return { items, more: false };
      after = { day: last.day, id: last.item.id };
    }
    return { items, more: true };
  }

  return async ({ party }, query) => {
    const at = deps.now();
    const { items, more } = await read(party, query, at);
    const own = items.filter(({ item }) => item.sender === party);
    const clocked = await withClocks(deps, own, at);
    const groups = Map.groupBy(clocked.flatMap(lateIn), ({ item }) => `${item.thread} ${item.department}`);
    const found = [...groups.values()].flatMap((late) => {
      const kind = query.kind ?? kindFor(late);
      const asked = late.filter(({ clock }) => STAGES[query.kind ?? "2"].includes(clock.stage ?? ""));
      return asked.length === 0 ? [] : [draftOf(deps, party, kind, asked, at)];
    });
    const worst = (draft: LetterDraft) => Math.max(...draft.items.map(({ overdueWd }) => overdueWd));
    const sorted = found.toSorted((a, b) => worst(b) - worst(a));
    return { drafts: sorted.slice(0, query.limit), more: more || sorted.length > query.limit };
  };
}

/** Lists the clocks of an item for which its department is late. */
function lateIn({ read, clocks }: ClockedItem): Late[] {
  const late = clocks.clocks.filter(
    ({ stage, state, duty, hint }) =>
      state === "running" && duty === "department" && hint === undefined && STAGES["2"].includes(stage ?? ""),
  );
  return late.map((clock) => ({ item: read.item, read, clock }));
}

function kindFor(late: readonly Late[]): LetterKind {
  const stages = new Set(late.map(({ clock }) => clock.stage));
  return stages.has("meeting") ? "4" : stages.has("supervise") ? "3" : "2";
}

function draftOf(deps: DraftDeps, party: string, kind: LetterKind, late: readonly Late[], at: number): LetterDraft {
  const { calendar, rules } = deps.clocks();
  const today = calendar.dateAt(at);
  const [first] = late as [Late];
  const { thread, department } = first.item;
  const directory = deps.directory();
  const of = directory.party(department);
  const to =
    kind === "4" ? convenerFor(directory, directory.party(party)) : directory.party(of?.succeededBy ?? department);
  const office = officeFor(to?.offices ?? [], kind === "4" ? undefined : first.item.need, today);
  const circumstance = kind === "5" ? "suggestion" : undefined;
  const [answer] = computeDue(
    { rule: "D31", start: today, type: "reminder", ...present({ circumstance }) },
    deps.clocks(),
    at,
  );
  const earlier = lettersOf(late, calendar, today);
  const items = late
    .map(({ item, clock }) => ({
      item: item.id,
      subject: item.subject,
      need: item.need,
      ruleId: clock.rule,
      due: clock.due,
      stage: clock.stage as "overdue" | "supervise" | "meeting",
      overdueWd: overdueDays(clock, calendar.dayAt(at), calendar),
      ...(clock.provisional ? { provisional: true as const } : {}),
    }))
    .toSorted((a, b) => b.overdueWd - a.overdueWd || (a.ruleId < b.ruleId ? -1 : 1));
  const cited = rules.document.rules;
  return {
    kind,
    thread,
    list: first.item.message,
    department,
    name: of?.name ?? { zh: department, en: department },
    items,
    earlier,
    ...present({
      to: to?.id,
      office: office && shownOffice(office),
      replyBy: answer?.clock.due,
      agenda: kind === "4" ? agendaLine(of?.name.zh ?? department, items, cited) : undefined,
      checklist: kind === "5" ? checklistOf(late, items, earlier.length, cited, calendar) : undefined,
    }),
  };
}

/** Finds the convener of the joint meeting: that of the procuratorate's own division, else the only one. */
function convenerFor(directory: Directory, sender: Party | undefined): Party | undefined {
  const all = [...directory.parties()].filter(({ kind, active }) => kind === "convener" && active);
  return all.find(({ division }) => division === sender?.division) ?? (all.length === 1 ? all[0] : undefined);
}

function shownOffice({ name, contact, deputy, dutyContact }: Office) {
  return { name, ...present({ phone: contact?.phone, deputy: deputy?.phone, duty: dutyContact?.phone }) };
}

/** Lists the letters about some items, each once, in the order in which they were sent. */
function lettersOf(late: readonly Late[], calendar: Calendar, today: string): LetterDraft["earlier"] {
  const all = late.flatMap(({ item: { letters = [] } }) => letters.map((letter) => ({ letter, letters })));
  const once = new Map(all.map((one) => [one.letter.message, one]));
  return [...once.values()]
    .toSorted((a, b) => a.letter.sentAt - b.letter.sentAt)
    .map(({ letter, letters }) => ({
      kind: letter.kind,
      message: letter.message,
      sentOn: calendar.dateAt(letter.sentAt),
      replyBy: letter.replyBy,
      state: letterState(letter, letters, today),
    }));
}

type DraftItem = LetterDraft["items"][number];

/** Writes the line of the meeting's agenda: department, what is late and for how long. */
function agendaLine(name: string, items: readonly DraftItem[], rules: readonly ClockRule[]) {
  const worst = items[0]?.overdueWd ?? 0;
  const kinds = [...new Set(items.map(({ ruleId }) => ruleId))];
  const words = kinds.map((id) => `${id} ${rules.find((rule) => rule.id === id)?.zh ?? ""}`.trim()).join("、");
  const persons = new Set(items.map(({ subject }) => subject)).size;
  return {
    zh: `${name}：${persons} 人 ${items.length} 项期限逾期，最长逾期 ${worst} 个工作日（${words}）`,
    en: `${name}: ${items.length} deadlines of ${persons} persons are over, by up to ${worst} working days (${kinds.join(", ")})`,
  };
}

/** Collects what a person has to check before a procuratorial suggestion: the rules, the facts, the letters before. */
function checklistOf(
  late: readonly Late[],
  items: readonly DraftItem[],
  letters: number,
  rules: readonly ClockRule[],
  calendar: Calendar,
) {
  const law = [...new Set(items.map(({ ruleId }) => ruleId))].flatMap((id) => {
    const rule = rules.find((one) => one.id === id);
    if (rule === undefined) return [];
    const { document, article, status } = rule.source;
    const where = article === undefined ? document : `${document}第${article}条`;
    return [`${id} ${rule.zh}：${where}（${wordOf("sourceStatus", status).zh}）`];
  });
  const evidence = late.map(({ item, read, clock }) => {
    const receipt = read.receiptAt === null ? "未签收" : `${calendar.dateAt(read.receiptAt)} 签收`;
    return `${item.need} ${calendar.dateAt(item.sealedAt)} 移送，${receipt}，${clock.rule} 应于 ${clock.due.slice(0, 10)} 前完成`;
  });
  return { law, evidence: [...new Set(evidence)], letters };
}
