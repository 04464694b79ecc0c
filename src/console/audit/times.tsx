import type { SummaryLine } from "../../domain/generated/answers.ts";
import { type Speech, useSpeech } from "../app/language.tsx";
import { RecordTable } from "../parts/record-table.tsx";

/** Times of a summary's line. */
type Times = SummaryLine["secondsToReceipt"];

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Writes a time in its largest unit: seconds, minutes, hours, days. */
export function durationIn(say: Speech["say"], seconds: number): string {
  const shown = (value: number) => (value < 10 ? Math.round(value * 10) / 10 : Math.round(value));
  if (seconds < MINUTE) return say("audit.seconds", { n: shown(seconds) });
  if (seconds < HOUR) return say("audit.minutes", { n: shown(seconds / MINUTE) });
  if (seconds < DAY) return say("audit.hours", { n: shown(seconds / HOUR) });
  return say("audit.days", { n: shown(seconds / DAY) });
}

/** Half, 95 and 99 of a hundred of the times of each recipient, as bars beside their words. */
export function TimesByRecipient({
  lines,
  nameOf,
}: {
  readonly lines: readonly SummaryLine[];
  readonly nameOf: (party: string) => string;
}) {
  const { say } = useSpeech();
  const longest = (of: (line: SummaryLine) => Times) => Math.max(1, ...lines.map((line) => of(line).p99 ?? 0));
  const delivery = longest(({ secondsToDelivery }) => secondsToDelivery);
  const receipt = longest(({ secondsToReceipt }) => secondsToReceipt);
  return (
    <RecordTable
      caption={say("audit.times")}
      idOf={({ key = "" }) => key}
      rows={lines}
      columns={[
        { id: "recipient", title: say("audit.recipient"), names: true, cell: ({ key = "" }) => nameOf(key) },
        {
          id: "delivery",
          title: say("audit.toDelivery"),
          cell: ({ secondsToDelivery }) => <Percentiles times={secondsToDelivery} longest={delivery} />,
        },
        {
          id: "receipt",
          title: say("audit.toReceipt"),
          cell: ({ secondsToReceipt }) => <Percentiles times={secondsToReceipt} longest={receipt} />,
        },
      ]}
    />
  );
}

function Percentiles({ times, longest }: { readonly times: Times; readonly longest: number }) {
  const { say } = useSpeech();
  if (times.p50 === null) return say("audit.noTimes");
  return (
    <ul className="bars">
      {(["p50", "p95", "p99"] as const).map((share) => (
        <li key={share}>
          <span>{say(`audit.${share}`)}</span>
          <Bar share={Math.log1p(times[share] ?? 0) / Math.log1p(longest)} />
          <span>{durationIn(say, times[share] ?? 0)}</span>
        </li>
      ))}
    </ul>
  );
}

/** How many packets took how long. */
export function Histogram({ times: { histogram } }: { readonly times: Times }) {
  const { say } = useSpeech();
  const most = Math.max(1, ...histogram.map(({ packets }) => packets));
  const from = (n: number) => histogram[n - 1]?.upTo ?? 0;
  return (
    <ul className="bars">
      {histogram.map(({ upTo, packets }, n) => (
        <li key={upTo ?? "more"}>
          <span>
            {upTo === null
              ? say("audit.longer", { time: durationIn(say, from(n)) })
              : say("audit.upTo", { time: durationIn(say, upTo) })}
          </span>
          <Bar share={packets / most} />
          <span>{packets}</span>
        </li>
      ))}
    </ul>
  );
}

/** A bar, for the eye alone: what it says stands beside it. @param props.share of the longest one, 0 to 1 */
function Bar({ share }: { readonly share: number }) {
  return (
    <span className="bar-space" aria-hidden="true">
      <span className="bar-fill" style={{ inlineSize: `${Math.round(share * 100)}%` }} />
    </span>
  );
}
