import { Fragment, type ReactNode } from "react";
import type { OpsOverview } from "../../domain/generated/answers.ts";
import { wordOf } from "../../domain/words/words.ts";
import { useSpeech } from "../app/language.tsx";
import { ClockTime } from "../parts/clock-time.tsx";

const ENDINGS = {
  "endpoint-authority": "ops.ending.endpoint-authority",
  "endpoint-client": "ops.ending.endpoint-client",
  "timestamp-root": "ops.ending.timestamp-root",
} as const;

/** The figures of a gateway. */
export function OpsFigures({ overview }: { readonly overview: OpsOverview }) {
  const { say, pick } = useSpeech();
  const { packets, log, timestamps, database, disk, software, endings } = overview;
  const counted = (["queued", "delivered", "failed"] as const).map((state): [string, ReactNode] => [
    pick(wordOf("state", state)),
    say("ops.count", { count: packets[state] }),
  ]);
  const facts: readonly (readonly [string, ReactNode])[] = [
    ...counted,
    [say("ops.overdue"), say("ops.count", { count: packets.overdue })],
    [say("ops.oldest"), packets.oldestQueued === undefined ? "–" : <ClockTime at={packets.oldestQueued} />],
    [say("ops.log"), say("ops.logSize", { size: log.size, pending: log.pending })],
    [say("ops.logAt"), log.publishedAt === undefined ? "–" : <ClockTime at={log.publishedAt} />],
    [say("ops.witnesses"), say("ops.witnessed", { witnesses: log.witnesses, size: log.witnessed, quorum: log.quorum })],
    [say("ops.stamps"), timestamps === undefined ? say("ops.noStamps") : <Stamp at={timestamps.last} />],
    [say("ops.database"), `PostgreSQL ${database.version} · ${gigabytes(database.bytes)} GiB`],
    [say("ops.disk"), say("ops.diskFree", { free: gigabytes(disk.free), size: gigabytes(disk.size) })],
    [say("ops.software"), software],
  ];
  return (
    <section>
      <h2>{say("ops.figures")}</h2>
      <dl className="facts">
        {facts.map(([title, value]) => (
          <Fragment key={title}>
            <dt>{title}</dt>
            <dd>{value}</dd>
          </Fragment>
        ))}
        {endings.map(({ kind, until, party }) => (
          <Fragment key={`${kind} ${party} ${until}`}>
            <dt>{say(ENDINGS[kind])}</dt>
            <dd>
              {party} {say("ops.until")} <ClockTime at={until} />
            </dd>
          </Fragment>
        ))}
      </dl>
    </section>
  );
}

function Stamp({ at }: { readonly at: string | undefined }) {
  return at === undefined ? "–" : <ClockTime at={at} />;
}

function gigabytes(bytes: number): string {
  return (bytes / 2 ** 30).toFixed(1);
}
