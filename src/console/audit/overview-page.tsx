import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import type { ComponentType } from "react";
import { dayOf } from "../../domain/day.ts";
import type { SummaryLine } from "../../domain/generated/answers.ts";
import { PACKET_STATES } from "../../domain/packet.ts";
import { wordOf } from "../../domain/words/words.ts";
import { useSpeech } from "../app/language.tsx";
import { atAuditDesk } from "../desk/at-desk.tsx";
import { periodOf } from "../desk/archive-search.ts";
import type { Desk } from "../desk/desk.tsx";
import { usePartyNames } from "../desk/parties.ts";
import { RecordTable } from "../parts/record-table.tsx";
import { AuditFrame } from "./audit-frame.tsx";
import { changed, SEARCHES } from "./audit-search.ts";
import { ASKED_ONCE, auditorOf } from "./auditor.ts";
import { DeliveryTable } from "./delivery-table.tsx";
import { HeatMap } from "./heat-map.tsx";
import { PeriodBar, useDays, type WholeDays } from "./period-bar.tsx";
import { Histogram, TimesByRecipient } from "./times.tsx";

/** Most days that have a column each; more are shown by month. */
const MOST_DAYS = 93;
/** Overdue packets that are listed. */
const LISTED = 20;

/** What came, what became of it, and how long it took, of a period. */
export const OverviewPage: ComponentType = atAuditDesk(function OverviewPage({ desk }: { readonly desk: Desk }) {
  const { say } = useSpeech();
  const navigate = useNavigate();
  const nameOf = usePartyNames(desk);
  const search = SEARCHES.overview(useSearch({ strict: false }));
  const days = useDays(search);
  const period = periodOf(days);
  const columns = dayOf(days.to) - dayOf(days.from) < MOST_DAYS ? "day" : "month";
  const auditor = auditorOf(desk);
  const summary = useQuery({
    queryKey: ["audit", desk.party, "summary", period],
    queryFn: ({ signal }) => auditor.summary({ by: "recipient", ...period }, { signal }),
    ...ASKED_ONCE,
  });
  const matrix = useQuery({
    queryKey: ["audit", desk.party, "matrix", columns, period],
    queryFn: ({ signal }) => auditor.matrix({ rows: "recipient", columns, ...period }, { signal }),
    ...ASKED_ONCE,
  });
  const overdue = useQuery({
    queryKey: ["audit", desk.party, "overdue", period],
    queryFn: ({ signal }) => auditor.deliveriesPage({ overdue: true, ...period }, { limit: LISTED, signal }),
    ...ASKED_ONCE,
  });
  const total = summary.data?.total;
  return (
    <AuditFrame
      heading="audit.title"
      what="audit.what"
      asked={[summary, matrix, overdue]}
      found={total && say("audit.found", { count: total.packets, late: total.overdue })}
      filters={
        <PeriodBar days={days} change={(next) => void navigate({ to: "/audit", search: changed({}, { ...next }) })} />
      }
    >
      {total && <States total={total} days={days} />}
      {matrix.data && matrix.data.lines.length > 0 && (
        <section>
          <h2>{say("audit.heat")}</h2>
          <HeatMap matrix={matrix.data} days={days} nameOf={nameOf} />
        </section>
      )}
      {total && total.packets > 0 && (
        <section>
          <h2>{say("audit.times")}</h2>
          <p className="quiet">{say("audit.timesWhat")}</p>
          <TimesByRecipient lines={summary.data?.lines ?? []} nameOf={nameOf} />
          <div className="beside">
            <div>
              <h3>{say("audit.toDelivery")}</h3>
              <Histogram times={total.secondsToDelivery} />
            </div>
            <div>
              <h3>{say("audit.toReceipt")}</h3>
              <Histogram times={total.secondsToReceipt} />
            </div>
          </div>
        </section>
      )}
      {overdue.data && overdue.data.items.length > 0 && (
        <section>
          <h2>{say("audit.overdue")}</h2>
          <DeliveryTable items={overdue.data.items} nameOf={nameOf} caption={say("audit.overdue")} />
          {overdue.data.next !== undefined && (
            <Link to="/audit/deliveries" search={{ overdue: true, ...days }}>
              {say("audit.overdueAll")}
            </Link>
          )}
        </section>
      )}
      {total && <Reasons total={total} days={days} />}
    </AuditFrame>
  );
});

/** How many packets are in each state, each with the list of them. */
function States({ total, days }: { readonly total: SummaryLine; readonly days: WholeDays }) {
  const { say, pick } = useSpeech();
  return (
    <ul className="figures">
      {PACKET_STATES.map((state) => (
        <li key={state}>
          <Link to="/audit/deliveries" search={{ state, ...days }}>
            <strong>{total.states[state]}</strong> {pick(wordOf("state", state))}
          </Link>
        </li>
      ))}
      <li>
        <Link to="/audit/deliveries" search={{ overdue: true, ...days }}>
          <strong>{total.overdue}</strong> {say("audit.overdue")}
        </Link>
      </li>
    </ul>
  );
}

/** Why packets were refused. */
function Reasons({ total, days }: { readonly total: SummaryLine; readonly days: WholeDays }) {
  const { say, pick } = useSpeech();
  const reasons = Object.entries(total.reasons).toSorted(([, one], [, other]) => other - one);
  if (reasons.length === 0) return null;
  return (
    <section>
      <h2>{say("audit.refused")}</h2>
      <RecordTable
        caption={say("audit.refused")}
        idOf={([reason]) => reason}
        rows={reasons}
        columns={[
          {
            id: "reason",
            title: say("audit.reason"),
            names: true,
            cell: ([reason]) => (
              <Link to="/audit/deliveries" search={{ reason, ...days }}>
                {pick(wordOf("reason", reason))}
              </Link>
            ),
          },
          { id: "count", title: say("audit.packets"), cell: ([, count]) => count },
        ]}
      />
      <Link to="/audit/deliveries" search={{ state: "rejected", ...days }}>
        {say("audit.refusedAll")}
      </Link>
    </section>
  );
}
