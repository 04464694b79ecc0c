/** Work lists: the items of a party that want somebody's attention. */
import { dayInChina } from "../../domain/codes/calendar-date.ts";
import type { CaseItems } from "../../domain/generated/answers.ts";
import { type ItemState, isOpen, storedState, type Worklist } from "../../domain/item.ts";
import type { ClockStage } from "../../domain/words/clock-words.ts";
import type { Caller } from "../../exchange/service.ts";
import type { CaseGap } from "../gap/case-gaps.ts";
import { gapOfItem } from "../gap/shown-gap.ts";
import type { GuidelineDocument } from "../guideline/guideline-document.ts";
import { unansweredLetters } from "../letter/letters.ts";
import { openSecret } from "../open-secret.ts";
import type { CandidateItem, CaseKeys, CaseRows, ReadItem, StoredFact } from "../ports.ts";
import { type ClockedItem, type ReadingDeps, withClocks } from "../reading.ts";
import { shownItem, stateNow } from "../shown-item.ts";
import { present } from "../../wire/present.ts";
import { firstIdInHorizon, gapsByItem } from "./gap-list.ts";
import { type Place, placeText, readPlace } from "./place-token.ts";
import { rangesOf, type Threshold } from "./ranges.ts";

/** Which items of a party are listed. */
export interface ItemFilter {
  readonly state?: ItemState;
  readonly need?: string;
  readonly stage?: ClockStage;
  /** Only items of this department. */
  readonly department?: string;
  /** Token of the page before. */
  readonly after?: string;
  readonly limit: number;
}

/** Parts from outside that work lists need. */
export interface WorklistDeps extends ReadingDeps {
  readonly rows: Pick<CaseRows, "itemsOf" | "candidates" | "marked" | "threads">;
  readonly keys: Pick<CaseKeys, "open">;
  readonly guidelines: () => readonly GuidelineDocument[];
  /** Lists the divisions of all departments. */
  readonly divisions: () => readonly string[];
}

/** Reads of items by what their clocks say. */
export interface Worklists {
  /** @throws Refusal `malformed-request` for a token of another list */
  items(caller: Caller, filter: ItemFilter): Promise<CaseItems>;
  /** @param at the moment for which stages are told, ms; absent: now */
  worklist(caller: Caller, name: Worklist, filter: ItemFilter, at?: number): Promise<CaseItems>;
}

/** Items looked at in one step, and most that a page looks at: a page may be short, and `next` goes on. */
const STEP = 100;
const MOST = 500;

/** The same for gaps, for which the facts of each thread are opened. */
const GAP_STEP = 50;
const GAP_MOST = 100;

type Keep = (item: ClockedItem) => boolean;

/** Stages that a list shows, and the stage from which its items are looked for. */
const STAGES = {
  due: { stages: ["due-soon"], from: "due-soon" },
  overdue: { stages: ["overdue", "supervise", "meeting"], from: "overdue" },
  supervise: { stages: ["supervise", "meeting"], from: "supervise" },
} as const satisfies Partial<Record<Worklist, { readonly stages: readonly ClockStage[]; readonly from: Threshold }>>;

/** Stages that items are looked for by their days; the others have too many items to narrow. */
const FROM: Readonly<Partial<Record<ClockStage, Threshold>>> = {
  "due-soon": "due-soon",
  overdue: "overdue",
  supervise: "supervise",
  meeting: "supervise",
};

/** Makes the lists. */
export function createWorklists(deps: WorklistDeps): Worklists {
  const { rows } = deps;

  /** Reads pages of a source until enough items are kept, or enough were looked at. */
  async function walk<Read extends ReadItem>(
    party: string,
    { limit }: ItemFilter,
    source: {
      readonly step: number;
      /** Most items that a page looks at; absent: `MOST`. */
      readonly most?: number;
      read(after: Place | undefined, size: number): Promise<Read[]>;
      placeOf(read: Read): Place;
      /** Looks at what was read before its items are kept or not. */
      lookAt?(read: readonly Read[]): Promise<void>;
    },
    first: Place | undefined,
    keep: Keep,
    at: number,
    gaps?: ReadonlyMap<string, CaseGap>,
  ): Promise<CaseItems> {
    const kept: ClockedItem[] = [];
    const page = (shown: readonly ClockedItem[], next: Place | undefined) => pageOf(shown, party, next, at, gaps);
    let after = first;
    for (let looked = 0; looked < (source.most ?? MOST); looked += source.step) {
      const read = await source.read(after, source.step);
      await source.lookAt?.(read);
      for (const item of await withClocks(deps, read, at)) {
        if (kept.length === limit) return page(kept, after);
        after = source.placeOf(item.read);
        if (keep(item)) kept.push(item);
      }
      if (read.length < source.step) return page(kept, undefined);
    }
    return page(kept, after);
  }

  /** Lists the items that may be in a stage, by their days. */
  async function byStage(
    party: string,
    from: Threshold,
    filter: ItemFilter,
    keep: Keep,
    at: number,
  ): Promise<CaseItems> {
    const { state, need, department } = filter;
    const stored = state && storedState(state);
    const ranges = rangesOf(from, await deps.versions.inUse(), deps.divisions(), at).filter(
      (range) => (stored ?? range.state) === range.state && (need ?? range.need) === range.need,
    );
    const query = { ranges, ...(department === undefined ? {} : { department }) };
    const source = {
      step: STEP,
      read: (after: Place | undefined, limit: number) =>
        rows.candidates(party, {
          ...query,
          ...(after?.day === undefined ? {} : { after: { ...after, day: after.day } }),
          limit,
        }),
      placeOf: ({ item, day }: CandidateItem) => ({ day, id: item.id }),
    };
    return walk(party, filter, source, readPlace(filter.after, true), keep, at);
  }

  /** Lists items in the order of their ids. */
  function byId(
    party: string,
    filter: ItemFilter,
    read: (query: Omit<ItemFilter, "stage">) => Promise<ReadItem[]>,
    keep: Keep,
    at: number,
  ): Promise<CaseItems> {
    const { stage, after: token, ...query } = filter;
    const source = {
      step: stage === undefined ? filter.limit + 1 : STEP,
      read: (after: Place | undefined, limit: number) =>
        read({ ...query, ...(after === undefined ? {} : { after: after.id }), limit }),
      placeOf: ({ item }: ReadItem) => ({ id: item.id }),
    };
    return walk(party, filter, source, readPlace(token, false), keep, at);
  }

  /** Lists the households of a sender that have an aid gap, each under one item. Gaps are computed for the page alone. */
  async function byGap(party: string, filter: ItemFilter, keep: Keep, at: number): Promise<CaseItems> {
    const clocks = (await deps.versions.of([]))(undefined);
    const today = clocks.calendar.dateAt(at);
    const gaps = new Map<string, CaseGap>();
    const setting = {
      today,
      clocks,
      guidelines: deps.guidelines(),
      secretOf: (thread: string, fact: StoredFact) => openSecret(deps.keys, thread, fact),
    };
    const { stage: _stage, after: token, ...query } = filter;
    const first = readPlace(token, false) ?? { id: firstIdInHorizon(today) };
    const source = {
      step: GAP_STEP,
      most: GAP_MOST,
      read: (after: Place | undefined, limit: number) =>
        rows.marked(party, { ...query, mark: "gap", ...(after === undefined ? {} : { after: after.id }), limit }),
      placeOf: ({ item }: ReadItem) => ({ id: item.id }),
      async lookAt(read: readonly ReadItem[]) {
        const threads = [...new Set(read.map(({ item }) => item.thread))];
        for (const [id, gap] of gapsByItem(await rows.threads(threads), setting)) gaps.set(id, gap);
      },
    };
    return walk(party, filter, source, first, (item) => gaps.has(item.read.item.id) && keep(item), at, gaps);
  }

  const fits =
    ({ state, stage }: ItemFilter, more: Keep): Keep =>
    (item) =>
      (state === undefined || stateNow(item.read) === state) &&
      (stage === undefined || item.clocks.stage === stage) &&
      more(item);

  return {
    items({ party }, filter) {
      const at = deps.now();
      const keep = fits(filter, () => true);
      const from = filter.stage === undefined ? undefined : FROM[filter.stage];
      if (from !== undefined) return byStage(party, from, filter, keep, at);
      return byId(party, filter, (query) => rows.itemsOf(party, query), keep, at);
    },
    worklist({ party }, name, filter, at = deps.now()) {
      switch (name) {
        case "due":
        case "overdue":
        case "supervise": {
          const { stages, from } = STAGES[name];
          const keep = fits(
            filter,
            ({ clocks: { stage } }) => stage !== undefined && stages.some((one) => one === stage),
          );
          return byStage(party, from, filter, keep, at);
        }
        case "blocked": {
          const keep = fits(filter, ({ clocks }) => clocks.blocked);
          return byId(party, filter, (query) => rows.marked(party, { ...query, mark: name }), keep, at);
        }
        case "letters": {
          const today = dayInChina(new Date(at));
          const keep = fits(filter, ({ read: { item } }) => unansweredLetters(item, today).length > 0);
          return byId(party, filter, (query) => rows.marked(party, { ...query, mark: name }), keep, at);
        }
        case "gap":
          return byGap(
            party,
            filter,
            fits(filter, () => true),
            at,
          );
        case "reroute":
        case "conflict": {
          const keep = fits(
            filter,
            ({ read: { item } }) => name === "conflict" || item.flags.includes("reroute") || isOpen(item.state),
          );
          return byId(party, filter, (query) => rows.marked(party, { ...query, mark: name }), keep, at);
        }
      }
    },
  };

  function pageOf(
    kept: readonly ClockedItem[],
    party: string,
    next: Place | undefined,
    at: number,
    gaps: ReadonlyMap<string, CaseGap> = new Map(),
  ): CaseItems {
    return {
      items: kept.map(({ read, clocks }) => ({
        ...shownItem(read, clocks, party, at),
        ...present({ gap: gapOfItem(gaps.get(read.item.id)) }),
      })),
      ...(next === undefined ? {} : { next: placeText(next) }),
    };
  }
}
