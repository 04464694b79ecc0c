import { useMutation, useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { Alert, Button } from "antd";
import { type ComponentType, useState } from "react";
import type { StatementFault } from "../../evidence/statement/statement-fault.ts";
import { STATEMENT_FAULTS } from "../../evidence/statement/statement-fault-words.ts";
import { isProvisional } from "../../evidence/statement/check-statement.ts";
import { PACKET_STATES } from "../../domain/packet.ts";
import { wordOf } from "../../domain/words/words.ts";
import { useSpeech } from "../app/language.tsx";
import { useUtcOffset } from "../app/queries.ts";
import { atAuditDesk } from "../desk/at-desk.tsx";
import type { Desk } from "../desk/desk.tsx";
import { usePartyChoices } from "../desk/parties.ts";
import { Choice } from "../parts/choice.tsx";
import { ClockTime } from "../parts/clock-time.tsx";
import { FaultNotice } from "../parts/fault-notice.tsx";
import { PacketStanding } from "../parts/packet-standing.tsx";
import { RecordTable } from "../parts/record-table.tsx";
import { saveFile } from "../parts/save-file.ts";
import { Verdict } from "../parts/verdict.tsx";
import { AuditFrame } from "./audit-frame.tsx";
import { changed, SEARCHES } from "./audit-search.ts";
import { ASKED_ONCE, useActorNames } from "./auditor.ts";
import { ReconcileSection } from "./reconcile-section.tsx";
import { statementWorkbook } from "./statement-workbook.ts";
import { type FetchedStatement, fetchStatement, recompute } from "./statement-check.ts";

/** Signed statements of a party and a month, and the same made again from the log. */
export const StatementsPage: ComponentType = atAuditDesk(function StatementsPage({ desk }: { readonly desk: Desk }) {
  const { say } = useSpeech();
  const navigate = useNavigate();
  const utcOffset = useUtcOffset();
  const parties = usePartyChoices(desk);
  const search = SEARCHES.statements(useSearch({ strict: false }));
  const { party, month } = search;
  const isAsked = party !== undefined && month !== undefined;
  const statement = useQuery({
    queryKey: ["audit", desk.party, "statement", search],
    enabled: isAsked,
    queryFn: () => fetchStatement(desk, party ?? "", month ?? "", utcOffset),
    ...ASKED_ONCE,
  });
  const turn = (change: Readonly<Record<string, unknown>>) =>
    void navigate({ to: "/audit/statements", search: changed(search, change) });
  return (
    <AuditFrame
      heading="audit.statements"
      what="audit.statementsWhat"
      asked={isAsked ? [statement] : []}
      found={statement.data && say("audit.stated", { count: statement.data.signed.statement.packets.length })}
      filters={
        <div className="line no-print">
          <Choice label={say("audit.party")} value={party} options={parties} choose={(id) => turn({ party: id })} />
          <label>
            {say("audit.month")}
            <input type="month" value={month ?? ""} onChange={({ target }) => turn({ month: target.value })} />
          </label>
        </div>
      }
    >
      {statement.data && <Statement key={statement.data.jws} desk={desk} fetched={statement.data} />}
      <ReconcileSection desk={desk} />
    </AuditFrame>
  );
});

function Statement({ desk, fetched }: { readonly desk: Desk; readonly fetched: FetchedStatement }) {
  const speech = useSpeech();
  const { say, pick } = speech;
  const nameOf = useActorNames(desk);
  const [read, setRead] = useState("");
  const again = useMutation({
    mutationFn: () => recompute(desk, fetched, (count, size) => setRead(say("audit.read", { count, size }))),
  });
  const { statement, madeAt, gateway } = fetched.signed;
  const name = `statement-${statement.party}-${fetched.month}`;
  return (
    <>
      <dl className="facts">
        <dt>{say("audit.party")}</dt>
        <dd>
          {nameOf(statement.party)} · {say("audit.from")} <ClockTime at={statement.from} /> · {say("audit.before")}{" "}
          <ClockTime at={statement.to} />
        </dd>
        <dt>{say("audit.madeBy")}</dt>
        <dd>
          {nameOf(gateway)} · <ClockTime at={madeAt} />
          {isProvisional(fetched.signed) && ` · ${say("audit.provisional")}`}
        </dd>
        <dt>{say("audit.signature")}</dt>
        <dd>
          <Verdict status="passed" />
        </dd>
        <dt>{say("audit.asAsked")}</dt>
        <dd>
          <Faults faults={fetched.faults} />
        </dd>
        <dt>{say("audit.madeAgain")}</dt>
        <dd>
          {again.data === undefined ? (
            <>
              <Verdict status="not-checked" />{" "}
              <Button size="small" onClick={() => again.mutate()} loading={again.isPending}>
                {say("audit.makeAgain")}
              </Button>{" "}
              <span role="status">{again.isPending && read}</span>
            </>
          ) : (
            <Faults faults={again.data} />
          )}
        </dd>
        {PACKET_STATES.filter((state) => statement.totals[state] > 0).map((state) => (
          <div className="fact" key={state}>
            <dt>{pick(wordOf("state", state))}</dt>
            <dd>{statement.totals[state]}</dd>
          </div>
        ))}
      </dl>
      {again.error !== null && <FaultNotice error={again.error} />}
      <p className="line no-print">
        <Button onClick={() => saveFile(`${name}.jws`, new TextEncoder().encode(fetched.jws))}>
          {say("audit.saveStatement")}
        </Button>
        <Button onClick={() => saveFile(`${name}.xlsx`, statementWorkbook(fetched.signed, nameOf, speech))}>
          {say("audit.statementXlsx")}
        </Button>
        <Button aria-keyshortcuts="p" onClick={() => window.print()}>
          {say("audit.statementPrint")}
        </Button>
      </p>
      <p className="only-print">
        {say("audit.logAt")} {statement.log.origin} · {statement.log.size} · {statement.log.root}
      </p>
      {statement.packets.length > 0 && (
        <RecordTable
          caption={say("audit.statements")}
          idOf={({ packet }) => packet}
          rows={statement.packets}
          columns={[
            { id: "packet", title: say("audit.packet"), names: true, cell: ({ packet }) => `…${packet.slice(-8)}` },
            { id: "sender", title: say("audit.sender"), cell: ({ sender = "" }) => nameOf(sender) },
            { id: "recipient", title: say("audit.recipient"), cell: ({ recipient }) => nameOf(recipient) },
            { id: "sealed", title: say("audit.sealed"), cell: ({ sealedAt }) => <ClockTime at={sealedAt} /> },
            {
              id: "state",
              title: say("audit.state"),
              cell: ({ state, reason }) => <PacketStanding state={state} reason={reason} />,
            },
          ]}
        />
      )}
    </>
  );
}

/** Faults that were found, or that there is none. */
function Faults({ faults }: { readonly faults: readonly StatementFault[] }) {
  const { pick } = useSpeech();
  if (faults.length === 0) return <Verdict status="passed" />;
  return (
    <>
      <Verdict status="failed" />
      {faults.map(({ code, packet = "" }) => (
        <Alert key={`${code} ${packet}`} type="error" title={`${pick(STATEMENT_FAULTS[code])} ${packet}`} />
      ))}
    </>
  );
}
