import type { Report, ReportAnswer, ReportRecount, ReportRelease } from "../../domain/generated/answers.ts";
import { dateOf, dayOf } from "../../domain/day.ts";
import type { PartyKind } from "../../domain/party.ts";
import { Refusal } from "../../domain/refusal.ts";
import { entry, sha256 } from "../../exchange/entries.ts";
import type { Caller } from "../../exchange/service.ts";
import { parseStrict } from "../../wire/json.ts";
import { formatDigest } from "../../wire/digest.ts";
import { decodeUtf8 } from "../../wire/utf8.ts";
import { canonicalize } from "../../wire/jcs.ts";
import type { KeptReport, Release, ReportRows } from "./report-port.ts";
import type { Carried } from "./counted-report.ts";
import { type CountDeps, countPeriod } from "./count.ts";
import { type Before, makeReport } from "./make-report.ts";
import { recount } from "./recount.ts";
import { exposedBy, valueAt } from "./release.ts";
import { monthAfter, monthBefore, periodAt, periodOf, type ReportPeriod } from "./period.ts";

/** Parts from outside that reports need. */
export interface ReportsDeps extends Pick<CountDeps, "keys"> {
  readonly rows: ReportRows;
  readonly now: () => number;
  /** Calendar in force, version of the rules about deadlines, and the digest under which the log has both. */
  readonly rules: () => {
    readonly calendar: CountDeps["calendar"];
    readonly version: string;
    readonly digest: string;
  };
  /** Gives calendar and clocks as they were under recorded rules; those in force for a report that names none. */
  readonly asAt: (digest: string | undefined) => Promise<Pick<CountDeps, "calendar" | "clocksFor">>;
  /** Kind of a party; undefined for a name that is not in the directory. */
  readonly kindOf: (party: string) => PartyKind | undefined;
  /** Day of the month with which a period ends; without it, the month's last. */
  readonly settlementDay?: number;
  readonly gateway: string;
  /** Lets in as many recounts at once as the gateway bears: each reads all facts of a procuratorate. */
  readonly recounts?: { acquire(): Promise<boolean>; release(): void };
}

const UNBOUNDED: NonNullable<ReportsDeps["recounts"]> = { acquire: async () => true, release() {} };

/** Version and procuratorate of the report that is asked for. */
export interface ReportQuestion {
  readonly version: "public" | "internal";
  /** Procuratorate whose report it is; the caller without it. */
  readonly sender?: string;
}

/** Reports of procuratorates about their months. Each is made once, after its cut, and never changes. */
export interface Reports {
  /**
   * Gives a report, and makes it when nobody has asked for it yet.
   * @throws Refusal `report-not-final`, `not-found`, `insufficient-scope`
   */
  report(caller: Caller, period: string, question: ReportQuestion): Promise<ReportAnswer>;
  /**
   * Counts a report again from the facts that are left, and compares it.
   * @throws Refusal as `report`
   */
  recount(caller: Caller, period: string, question: Pick<ReportQuestion, "sender">): Promise<ReportRecount>;
  /**
   * Makes a hidden value of the caller's own report known, on the word of an approver.
   * @throws Refusal as `report`, and `state-conflict` for a value that is not hidden
   */
  release(
    caller: Caller,
    period: string,
    release: Pick<Release, "cell" | "approver" | "reason">,
  ): Promise<ReportRelease>;
}

/** Time after the cut in which what was accepted before it is committed, ms. */
const SETTLING_MS = 600_000;
/** Most periods before the first one that was asked for: with them it can tell how the year went. */
const EARLIER = 12;

/** Makes the reports. */
export function createReports(deps: ReportsDeps): Reports {
  const { rows, now, rules, settlementDay, kindOf, recounts = UNBOUNDED } = deps;
  const making = new Map<string, Promise<void>>();
  const periodFor = (id: string): ReportPeriod => periodOf(id, settlementDay, rules().calendar);

  /** Makes one report, after the one before. */
  async function make(sender: string, id: string, before: KeptReport | undefined): Promise<KeptReport> {
    const { version, digest } = rules();
    const clocks = await deps.asAt(digest);
    const { calendar } = clocks;
    const last = before === undefined ? undefined : readBefore(before);
    const period = continued(periodFor(id), last?.internal.to, calendar);
    const { tally, root } = await countPeriod({ ...deps, ...clocks }, period, rows.threadsOf(sender, period.cut));
    const head = {
      sender,
      period: id,
      from: period.from,
      to: period.to,
      cut: calendar.timeAt(period.cut),
      rules: version,
      rulesDigest: digest,
    };
    const leads = await rows.leads(sender, period.start, period.cut);
    const made = makeReport(tally, head, last, leads, await releasedBefore(sender, id));
    const text = canonicalize(made.public);
    const recorded = entry("report", now(), deps.gateway, {
      sender,
      period: id,
      cut: head.cut,
      rules: version,
      facts: root.size,
      root: formatDigest(root.read()),
      // Of the public version only: whoever knows it could find the hidden numbers from a digest of the internal one.
      digest: formatDigest(sha256(text)),
      hidden: made.hidden,
    });
    const report = {
      sender,
      period: id,
      public: text,
      internal: canonicalize(made.internal),
      carried: canonicalize(made.carried),
    };
    await rows.keep(report, recorded);
    return (await rows.report(sender, id)) ?? { ...report, entry: recorded.bytes };
  }

  /** Names the values of earlier reports of the year that were made known. */
  async function releasedBefore(sender: string, id: string): Promise<ReadonlySet<string>> {
    const names = new Set<string>();
    for (let month = `${id.slice(0, 4)}-01`; month < id; month = monthAfter(month)) {
      for (const { cell } of await rows.releases(sender, month)) names.add(cell);
    }
    return names;
  }

  /** Makes the reports that are missing up to a period, the oldest first: each knows what the ones before have told. */
  async function makeUpTo(sender: string, id: string): Promise<void> {
    const firstAt = await rows.firstListAt(sender);
    const { calendar } = rules();
    if (firstAt === undefined) return;
    let last = await rows.lastReport(sender);
    const first = periodAt(firstAt, settlementDay, calendar);
    let next = last === undefined ? laterOf(first, monthsBefore(id, EARLIER)) : monthAfter(last.period);
    for (; next <= id; next = monthAfter(next)) last = await make(sender, next, last);
  }

  /** Lets one maker at a time work for a sender. */
  async function made(sender: string, id: string): Promise<KeptReport | undefined> {
    for (let found = await rows.report(sender, id); ; found = await rows.report(sender, id)) {
      if (found !== undefined) return found;
      const other = making.get(sender);
      if (other === undefined) break;
      await other.catch(() => undefined);
    }
    const own = makeUpTo(sender, id);
    making.set(sender, own);
    try {
      await own;
    } finally {
      making.delete(sender);
    }
    return rows.report(sender, id);
  }

  /** Gives a report of a procuratorate. @throws Refusal `report-not-final`, `not-found` */
  async function find(sender: string, id: string): Promise<KeptReport> {
    if (kindOf(sender) !== "procuratorate") throw new Refusal("not-found", { step: "report" });
    const left = periodFor(id).cut + SETTLING_MS - now();
    if (left > 0) throw new Refusal("report-not-final", { step: "report", retryAfter: left / 1000 });
    const kept = await made(sender, id);
    if (kept === undefined) throw new Refusal("not-found", { detail: NOTHING_YET, step: "report" });
    return kept;
  }

  return {
    async recount(caller, id, { sender = caller.party }) {
      const kept = await find(sender, id);
      const before = await rows.reportBefore(sender, id);
      const logged = JSON.parse(decodeUtf8(kept.entry)) as { readonly facts: number; readonly root: string };
      const report = parse<Report>(kept.internal);
      const clocks = await deps.asAt(report.rulesDigest);
      if (!(await recounts.acquire())) throw new Refusal("rate-limited", { step: "recount", retryAfter: 10 });
      const counting = recount({ ...deps, ...clocks }, report, logged, before && readBefore(before));
      const found = await counting.finally(() => recounts.release());
      const isOwn = caller.party === sender && caller.scopes.has("report:internal");
      // Which numbers a destroyed case was in is for its procuratorate alone.
      return isOwn || found.root === "same" ? found : { ...found, differences: [] };
    },
    async release(caller, id, { cell, approver, reason }) {
      const { party: sender } = caller;
      const kept = await find(sender, id);
      const [internal, shown] = [parse<Report>(kept.internal), parse<Report>(kept.public)];
      const value = valueAt(internal, cell);
      if (value === undefined || value === null) throw new Refusal("not-found", { step: "report-cell" });
      if ((valueAt(shown, cell) ?? null) !== null) {
        throw new Refusal("state-conflict", { detail: NOT_HIDDEN, step: "report-cell" });
      }
      const at = now();
      const about = { sender, period: id, cell };
      await rows.release({ ...about, approver, reason, at }, entry("report-released", at, sender, about));
      const released = new Set((await rows.releases(sender, id)).map((one) => one.cell));
      return { ...about, value, exposed: exposedBy(shown, cell, released) };
    },
    async report(caller, id, { version, sender = caller.party }) {
      if (kindOf(sender) !== "procuratorate") throw new Refusal("not-found", { step: "report" });
      if (version === "internal" && !(caller.scopes.has("report:internal") && caller.party === sender)) {
        throw new Refusal("insufficient-scope", { step: "report" });
      }
      const kept = await find(sender, id);
      const internal = parse<Report>(kept.internal);
      const released = await rows.releases(sender, id);
      const own = kindOf(caller.party) === "department" ? ownOf(internal, caller.party) : undefined;
      return {
        report: version === "internal" ? internal : parse<Report>(kept.public),
        entry: decodeUtf8(kept.entry),
        ...(own === undefined ? {} : { own }),
        ...(released.length === 0
          ? {}
          : { released: released.map(({ cell }) => ({ cell, value: valueAt(internal, cell) ?? null })) }),
      };
    },
  };
}

const NOTHING_YET = {
  en: "There is nothing to report: the first list was sent after this period",
  zh: "本期没有通报：此前尚未移送清单",
};
const NOT_HIDDEN = { en: "This value is not hidden", zh: "该数字本来就已显示" };

/** Begins a period where the report before ended: also when the settlement day has changed, each day is in one report. */
function continued(period: ReportPeriod, before: string | undefined, calendar: CountDeps["calendar"]): ReportPeriod {
  if (before === undefined) return period;
  const first = dayOf(before) + 1;
  return { ...period, from: dateOf(first), start: calendar.startOf(first) };
}

/** A department's own lines, in full: those are its own persons. */
function ownOf({ sections }: Report, department: string) {
  return sections.flatMap(({ id, columns, rows }) => {
    const line = rows.find((row) => row.department === department);
    return line === undefined ? [] : [{ id, columns, line }];
  });
}

function readBefore(kept: KeptReport): Before {
  return {
    public: parse<Report>(kept.public),
    internal: parse<Report>(kept.internal),
    carried: parse<Carried>(kept.carried),
  };
}

/** Depth of a report's JSON. */
const MAX_DEPTH = 8;

function parse<T>(text: string): T {
  return parseStrict(Buffer.from(text), { maxDepth: MAX_DEPTH }) as T;
}

function monthsBefore(id: string, months: number): string {
  return months === 0 ? id : monthsBefore(monthBefore(id), months - 1);
}

function laterOf(a: string, b: string): string {
  return a > b ? a : b;
}
