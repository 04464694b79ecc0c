import { Link } from "@tanstack/react-router";
import { DAY_MS, dateOf, dayOf, monthEndAfter, monthsAfter } from "../../domain/day.ts";
import { platform } from "../../sdk/environment.ts";
import { useSpeech } from "../app/language.tsx";
import { useUtcOffset } from "../app/queries.ts";
import type { Days } from "../desk/archive-search.ts";
import type { WordId } from "../words/words.ts";

/** A period in days, both included. */
export interface WholeDays {
  readonly from: string;
  readonly to: string;
}

/** Gives the days that are asked for; without any the last 31. */
export function useDays({ from, to }: Days): WholeDays {
  const today = useToday();
  const last = to ?? dateOf(today);
  return { from: from ?? dateOf(dayOf(last) - 30), to: last };
}

function useToday(): number {
  return Math.floor((platform.now() + useUtcOffset() * 60_000) / DAY_MS);
}

/** Bar with the usual periods, and fields for any other. */
export function PeriodBar({ days, change }: { readonly days: WholeDays; readonly change: (days: Days) => void }) {
  const { say } = useSpeech();
  const today = useToday();
  const first = dayOf(`${dateOf(today).slice(0, 7)}-01`);
  const usual: readonly (readonly [word: WordId, from: number, to: number])[] = [
    ["audit.today", today, today],
    ["audit.days31", today - 30, today],
    ["audit.thisMonth", first, today],
    ["audit.lastMonth", monthsAfter(first, -1), monthEndAfter(monthsAfter(first, -1), 0)],
    ["audit.months12", monthsAfter(first, -11), today],
  ];
  return (
    <section aria-label={say("audit.period")} className="no-print">
      <ul className="views">
        {usual.map(([word, from, to]) => (
          <li key={word}>
            <Link
              to="/audit"
              search={{ from: dateOf(from), to: dateOf(to) }}
              {...(days.from === dateOf(from) && days.to === dateOf(to) ? { "aria-current": "true" as const } : {})}
            >
              {say(word)}
            </Link>
          </li>
        ))}
      </ul>
      <div className="line">
        <label>
          {say("audit.from")}
          <input
            type="date"
            value={days.from}
            max={days.to}
            onChange={({ target }) => change({ ...days, from: target.value })}
          />
        </label>
        <label>
          {say("audit.to")}
          <input
            type="date"
            value={days.to}
            min={days.from}
            onChange={({ target }) => change({ ...days, to: target.value })}
          />
        </label>
      </div>
    </section>
  );
}
