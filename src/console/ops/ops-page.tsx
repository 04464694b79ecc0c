import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Button } from "antd";
import type { ComponentType } from "react";
import type { Attention, OpsOverview } from "../../domain/generated/answers.ts";
import { wordOf } from "../../domain/words/words.ts";
import { useSpeech } from "../app/language.tsx";
import { useTitle } from "../app/page-title.ts";
import type { Desk } from "../desk/desk.tsx";
import { usePartyNames } from "../desk/parties.ts";
import { ClockTime } from "../parts/clock-time.tsx";
import { FaultNotice } from "../parts/fault-notice.tsx";
import { Loading } from "../parts/loading.tsx";
import { RecordTable } from "../parts/record-table.tsx";
import { StatusTag } from "../parts/status-tag.tsx";
import { atOpsDesk } from "../desk/at-desk.tsx";
import { Operator } from "./operator.ts";
import { OpsFigures } from "./ops-figures.tsx";

const QUEUED = { state: "queued" } as const;
/** Pages on which something can be done about it. */
const PAGES: Readonly<Partial<Record<Attention["code"], "/ops/endpoints" | "/ops/packets">>> = {
  "packets-failed": "/ops/packets",
  "packets-overdue": "/ops/packets",
  "queued-long": "/ops/packets",
  "endpoint-off": "/ops/endpoints",
  "endpoint-failing": "/ops/endpoints",
  "endpoint-paused": "/ops/endpoints",
};

/** How the gateway runs: what needs somebody and what to do, then the figures. */
export const OpsPage: ComponentType = atOpsDesk(function OpsPage({ desk }: { readonly desk: Desk }) {
  const { say } = useSpeech();
  useTitle("ops.title");
  const overview = useQuery({
    queryKey: ["ops", desk.party],
    queryFn: ({ signal }) => new Operator(desk).overview(signal),
  });
  const { data } = overview;
  return (
    <>
      <h1>{say("ops.title")}</h1>
      <p>{say("ops.what")}</p>
      {overview.error !== null && <FaultNotice error={overview.error} retry={() => void overview.refetch()} />}
      {overview.isPending && <Loading />}
      {data !== undefined && (
        <>
          <p className="line">
            <span className="quiet">
              {say("state.stale", { time: "" })}
              <ClockTime at={data.at} />
            </span>
            <Button onClick={() => void overview.refetch()} loading={overview.isRefetching}>
              {say("state.refresh")}
            </Button>
          </p>
          <Attentions desk={desk} overview={data} />
          <OpsFigures overview={data} />
        </>
      )}
    </>
  );
});

function Attentions({ desk, overview: { attention } }: { readonly desk: Desk; readonly overview: OpsOverview }) {
  const { say, pick } = useSpeech();
  const nameOf = usePartyNames(desk);
  const rows = attention.map((one, n) => ({ ...one, id: `${n} ${one.code}` }));
  return (
    <section>
      <h2>{say("ops.attention")}</h2>
      {rows.length === 0 ? (
        <p role="status">
          <StatusTag tone="good">{say("ops.calm")}</StatusTag>
        </p>
      ) : (
        <>
          <RecordTable
            caption={say("ops.attention")}
            idOf={({ id }) => id}
            rows={rows}
            columns={[
              {
                id: "when",
                title: say("ops.when"),
                cell: ({ urgent }) => (
                  <StatusTag tone={urgent ? "bad" : "warn"}>{say(urgent ? "ops.now" : "ops.inTime")}</StatusTag>
                ),
              },
              {
                id: "what",
                title: say("ops.matter"),
                names: true,
                cell: ({ code }) => <Matter code={code} />,
              },
              {
                id: "about",
                title: say("ops.party"),
                cell: ({ party, count }) =>
                  party === undefined ? count !== undefined && say("ops.count", { count }) : nameOf(party),
              },
              { id: "since", title: say("ops.since"), cell: (one) => <Since one={one} /> },
              { id: "remedy", title: say("ops.remedy"), cell: ({ code }) => pick(wordOf("remedy", code)) },
            ]}
          />
          <p className="quiet">{say("ops.book")}</p>
        </>
      )}
    </section>
  );
}

function Matter({ code }: Pick<Attention, "code">) {
  const { pick } = useSpeech();
  const word = pick(wordOf("attention", code));
  const to = PAGES[code];
  if (to === undefined) return word;
  const search = code === "packets-overdue" ? { overdue: true as const } : code === "queued-long" ? QUEUED : {};
  return (
    <Link to={to} search={search}>
      {word}
    </Link>
  );
}

function Since({ one: { since, until } }: { readonly one: Attention }) {
  const at = until ?? since;
  return at === undefined ? null : <ClockTime at={at} />;
}
