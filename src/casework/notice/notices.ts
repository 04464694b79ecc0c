/**
 * Tells departments of deadlines that are near (临期) or over (逾期): one notice a department and day, and of clocks in hours at once.
 * What is told follows from facts, rules and the database's time; what was told is a row that commits with the notice, so
 * that several processes tell nothing twice and a crash loses nothing.
 */
import { randomUUID } from "node:crypto";
import type { Calendar } from "../../domain/deadline.ts";
import type { NoticeRows, ToldStageRow } from "../../exchange/notices-port.ts";
import type { Directory, Party } from "../../exchange/ports.ts";
import type { NewMessage } from "../../exchange/store-port.ts";
import type { CandidateItem, CaseRows, Range } from "../ports.ts";
import { type ReadingDeps, withClocks } from "../reading.ts";
import { rangesOf } from "../worklist/ranges.ts";
import { type ItemTelling, noticeDocument } from "./notice.ts";
import { isInHours, stagesToTell } from "./stages.ts";

/** Parts from outside that notices need. */
export interface NoticeDeps extends ReadingDeps {
  readonly rows: NoticeRows;
  readonly cases: Pick<CaseRows, "candidates">;
  readonly directory: () => Directory;
  readonly calendar: () => Calendar;
  /** Local time of day from which the notice of the day is made, ms since midnight. */
  readonly from: number;
  /** Builds the commit of a notice (src/exchange/own-message.ts). `items` is the number of deadlines told. */
  readonly build: (notice: {
    readonly to: Party;
    readonly body: Record<string, unknown>;
    readonly jti: string;
    readonly day: string;
    readonly items: number;
  }) => Promise<NewMessage>;
  /** Is told of each notice that was sent. */
  readonly sent: (recipient: string, items: number) => void;
}

/** Notices of deadlines. */
export interface Notices {
  /** Looks once and sends what is to be told. Resolves to the number of notices. */
  look(): Promise<number>;
}

/** Most deadlines in one notice. What is more is told with the next notice. */
const MOST = 1_000;
/** Items read at once. */
const STEP = 500;

/** Makes the notices. */
export function createNotices(deps: NoticeDeps): Notices {
  const { rows, directory } = deps;

  /** Lists who gets notices, each with the departments whose items it answers for: its own, and those that it took over. */
  function recipients(): { readonly to: Party; readonly departments: readonly Party[] }[] {
    const present = directory();
    const all = [...present.parties()];
    const departments = Map.groupBy(
      all.filter(({ kind }) => kind === "department"),
      ({ id, succeededBy }) => succeededBy ?? id,
    );
    return [...departments].flatMap(([id, of]) => {
      const to = present.party(id);
      return to?.active === true && to.encryptionKey !== undefined ? [{ to, departments: of }] : [];
    });
  }

  async function* candidates(departments: readonly Party[], ranges: readonly Range[]): AsyncGenerator<CandidateItem[]> {
    for (const { id } of departments) {
      let after: { readonly day: number; readonly id: string } | undefined;
      for (;;) {
        const read = await deps.cases.candidates(id, {
          ranges,
          limit: STEP,
          ...(after === undefined ? {} : { after }),
        });
        yield read.filter(({ item }) => item.department === id);
        const last = read.at(-1);
        if (last === undefined || read.length < STEP) break;
        after = { day: last.day, id: last.item.id };
      }
    }
  }

  /** Finds what is to be told of items, at most `MOST`. @param hours only clocks in hours */
  async function find(departments: readonly Party[], ranges: readonly Range[], at: number, hours: boolean) {
    const calendar = deps.calendar();
    const isWorkingDay = calendar.isWorkingDay(calendar.dateAt(at));
    const found = new Map<string, ItemTelling>();
    for await (const read of candidates(departments, ranges)) {
      const told = new Set((await rows.told(read.map(({ item }) => item.id))).map(nameOf));
      for (const { read: of, clocks } of await withClocks(deps, read, at)) {
        const { item } = of;
        const asked = hours ? clocks.clocks.filter(isInHours) : clocks.clocks;
        const wasTold = (rule: string, stage: ToldStageRow["stage"]) =>
          told.has(nameOf({ item: item.id, rule, stage }));
        for (const telling of stagesToTell(asked, wasTold, isWorkingDay)) {
          const stage = { item: item.id, rule: telling.clock.rule, stage: telling.stage };
          found.set(nameOf(stage), { ...telling, item });
          if (found.size === MOST) return [...found.values()];
        }
      }
    }
    return [...found.values()];
  }

  /** Sends a notice; false when another process was first, which has told it or will. */
  async function send(to: Party, tellings: readonly ItemTelling[], at: number, day?: number): Promise<boolean> {
    const calendar = deps.calendar();
    const date = calendar.dateAt(at);
    const transferId = randomUUID();
    const body = noticeDocument(tellings, { transferId, at, calendar, offices: to.offices ?? [] });
    const jti = day === undefined ? `notice/${transferId}` : `notice/${to.id}/${date}`;
    const message = await deps.build({ to, body, jti, day: date, items: tellings.length });
    const stages = tellings.map(({ item, clock, stage }) => ({ item: item.id, rule: clock.rule, stage }));
    const done = await rows.accept(message, stages, day);
    if (done) deps.sent(to.id, tellings.length);
    return done;
  }

  return {
    async look() {
      const at = deps.now();
      const calendar = deps.calendar();
      const day = calendar.dayAt(at);
      const inUse = await deps.versions.inUse();
      const isTime = at >= calendar.startOf(day) + deps.from;
      const days = isTime ? await rows.daysOf() : undefined;
      let sent = 0;
      for (const { to, departments } of recipients()) {
        const divisions = departments.map(({ division }) => division);
        const isDue = days !== undefined && (days.get(to.id) ?? -1) < day;
        const ranges = rangesOf("due-soon", inUse, divisions, at, { past: true, hours: !isDue });
        if (ranges.length === 0) continue;
        const tellings = await find(departments, ranges, at, !isDue);
        if (tellings.length === 0) {
          if (isDue) await rows.nothingOn(to.id, day);
          continue;
        }
        if (await send(to, tellings, at, isDue ? day : undefined)) sent++;
      }
      return sent;
    },
  };
}

function nameOf({ item, rule, stage }: ToldStageRow): string {
  return `${item} ${rule} ${stage}`;
}
