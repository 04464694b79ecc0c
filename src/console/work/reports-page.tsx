import { useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { type ComponentType, useState } from "react";
import { drawingSvg } from "../../domain/drawing.ts";
import { NEED_WORDS } from "../../domain/words/need-words.ts";
import { platform } from "../../sdk/environment.ts";
import { Reports } from "../../sdk/reports.ts";
import { reportCharts } from "../../sheets/report-charts.ts";
import { reportTables } from "../../sheets/report-tables.ts";
import { useSpeech } from "../app/language.tsx";
import { useTitle } from "../app/page-title.ts";
import { atDesk } from "../desk/at-desk.tsx";
import type { Desk } from "../desk/desk.tsx";
import { ANSWER_VERSION } from "../desk/answer-workbook.ts";
import { useDocumentField } from "../desk/packet-schema.ts";
import { usePartyNames } from "../desk/parties.ts";
import { FaultNotice } from "../parts/fault-notice.tsx";
import { Loading } from "../parts/loading.tsx";

/** The report (通报) of a month: charts first, then all tables. */
export const ReportsPage: ComponentType = atDesk(function ReportsPage({ desk }: { readonly desk: Desk }) {
  const { say, pick } = useSpeech();
  useTitle("reports.title");
  const party = usePartyNames(desk);
  const [month, setMonth] = useState(() => monthBefore(platform.now()));
  const [internal, setInternal] = useState(false);
  const version = internal ? "internal" : "public";
  const found = useQuery({
    queryKey: ["report", desk.party, month, version],
    queryFn: ({ signal }) => new Reports(desk.department.client).report(month, { version }, { signal }),
    enabled: /^\d{4}-\d{2}$/.test(month),
    staleTime: Infinity,
  });
  // Reasons have their words in the schema of the feedback that gives them.
  const feedback = useDocumentField("feedback", ANSWER_VERSION);
  const results = feedback.data?.members.find(({ name }) => name === "results")?.items?.members ?? [];
  const reasons = results.find(({ name }) => name === "reason")?.codes ?? [];
  const names = {
    party,
    code: (code: string) => NEED_WORDS[code] ?? reasons.find((one) => one.code === code) ?? { zh: code, en: code },
    say: pick,
  };
  return (
    <>
      <h1>{say("reports.title")}</h1>
      <div className="line no-print">
        <label>
          {say("reports.month")}
          <input type="month" value={month} onChange={({ target }) => setMonth(target.value)} />
        </label>
        <label>
          {say("reports.version")}
          <select value={version} onChange={({ target }) => setInternal(target.value === "internal")}>
            <option value="public">{say("reports.public")}</option>
            <option value="internal">{say("reports.internal")}</option>
          </select>
        </label>
        <Button disabled={found.data === undefined} onClick={() => window.print()}>
          {say("reports.print")}
        </Button>
      </div>
      {found.error !== null && <FaultNotice error={found.error} retry={() => void found.refetch()} />}
      {found.isLoading && <Loading />}
      {found.data !== undefined && (
        <article className="document">
          <p className="quiet">{say("reports.period", { from: found.data.report.from, to: found.data.report.to })}</p>
          {reportCharts(found.data.report, names).map((drawing) => (
            <img
              key={drawing.title}
              className="chart"
              alt={drawing.title}
              src={`data:image/svg+xml,${encodeURIComponent(drawingSvg(drawing))}`}
            />
          ))}
          {reportTables(found.data.report, names).map(({ id, title, columns, rows, remark }) => (
            <div key={id} className="wide" role="region" aria-label={pick(title)} tabIndex={0}>
              <table className="records">
                <caption>{pick(title)}</caption>
                <thead>
                  <tr>
                    {columns.map((column) => (
                      <th key={column.zh} scope="col">
                        {pick(column)}
                      </th>
                    ))}
                  </tr>
                </thead>
                <tbody>
                  {rows.map(([name = "", ...values]) => (
                    <tr key={name}>
                      <th scope="row">{name}</th>
                      {values.map((value, n) => (
                        <td key={columns[n + 1]?.zh}>{value}</td>
                      ))}
                    </tr>
                  ))}
                </tbody>
              </table>
              {remark !== undefined && <p className="quiet">{pick(remark)}</p>}
            </div>
          ))}
        </article>
      )}
    </>
  );
});

/** Month before the one of an instant (ms) in China, `2026-10`. */
function monthBefore(now: number): string {
  const there = new Date(now + 8 * 3_600_000);
  return new Date(Date.UTC(there.getUTCFullYear(), there.getUTCMonth() - 1, 1)).toISOString().slice(0, 7);
}
