import { useMutation, useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { Alert, Button } from "antd";
import { type ComponentType, useState } from "react";
import { explain } from "../../domain/explanation.ts";
import type { OperatorItem, OperatorMessage, OperatorPacket } from "../../domain/generated/answers.ts";
import { causeWord, wordOf } from "../../domain/words/words.ts";
import { useSpeech } from "../app/language.tsx";
import { useTitle } from "../app/page-title.ts";
import { useUtcOffset } from "../app/queries.ts";
import type { Desk } from "../desk/desk.tsx";
import { usePartyNames } from "../desk/parties.ts";
import { ClockTime, localTime } from "../parts/clock-time.tsx";
import { Dialog } from "../parts/dialog.tsx";
import { FaultNotice } from "../parts/fault-notice.tsx";
import { Loading } from "../parts/loading.tsx";
import { RecordTable } from "../parts/record-table.tsx";
import { ShortId } from "../parts/short-id.tsx";
import { StatusTag } from "../parts/status-tag.tsx";
import { atOpsDesk } from "../desk/at-desk.tsx";
import { Operator } from "./operator.ts";

/** A packet that needs somebody: why, who must act, the next step, what happened, and what can be done. */
export const OpsPacketPage: ComponentType = atOpsDesk(function OpsPacketPage({ desk }: { readonly desk: Desk }) {
  const { say } = useSpeech();
  useTitle("ops.packet");
  const { id } = useParams({ strict: false }) as { readonly id: string };
  const found = useQuery({
    queryKey: ["ops-packet", desk.party, id],
    queryFn: async ({ signal }) => {
      const operator = new Operator(desk);
      const [{ message, packet }, endpoints] = await Promise.all([
        operator.packet(id, signal),
        operator.endpoints(signal),
      ]);
      return { message, packet, endpoint: endpoints.find(({ party }) => party === packet.recipient) };
    },
    staleTime: 10_000,
  });
  const { data } = found;
  const offset = useUtcOffset();
  return (
    <>
      <h1>{say("ops.packet")}</h1>
      <p>
        <Link to="/ops/packets">{say("ops.back")}</Link>
      </p>
      {found.error !== null && <FaultNotice error={found.error} retry={() => void found.refetch()} />}
      {found.isPending && <Loading />}
      {data !== undefined && (
        <>
          <Facts
            desk={desk}
            packet={data.packet}
            explanation={explain({ ...data, timeline: data.message.timeline }, found.dataUpdatedAt, (time) =>
              localTime(Date.parse(time), offset),
            )}
          />
          <Actions desk={desk} packet={data.packet} done={() => void found.refetch()} />
          <Timeline desk={desk} message={data.message} packet={id} />
        </>
      )}
    </>
  );
});

interface FactsProps {
  readonly desk: Desk;
  readonly packet: OperatorPacket;
  readonly explanation: ReturnType<typeof explain>;
}

function Facts({ desk, packet, explanation: { why, actor, next } }: FactsProps) {
  const { say, pick } = useSpeech();
  const nameOf = usePartyNames(desk);
  const { id, recipient, state, attempts, nextAttempt } = packet;
  return (
    <dl className="facts">
      <dt>{say("packet.id")}</dt>
      <dd>
        <ShortId id={id} />
      </dd>
      <dt>{say("ops.recipient")}</dt>
      <dd>{nameOf(recipient)}</dd>
      <dt>{say("archive.state")}</dt>
      <dd>
        <StatusTag tone={state === "failed" ? "bad" : "busy"}>{pick(wordOf("state", state))}</StatusTag>
      </dd>
      <dt>{say("ops.why")}</dt>
      <dd>{pick(why)}</dd>
      <dt>{say("ops.actor")}</dt>
      <dd>{pick(wordOf("actor", actor))}</dd>
      <dt>{say("ops.next")}</dt>
      <dd>{pick(next)}</dd>
      <dt>{say("ops.attempts")}</dt>
      <dd>{attempts}</dd>
      {nextAttempt !== undefined && (
        <>
          <dt>{say("ops.nextAt")}</dt>
          <dd>
            <ClockTime at={nextAttempt} />
          </dd>
        </>
      )}
    </dl>
  );
}

interface ActionsProps {
  readonly desk: Desk;
  readonly packet: OperatorPacket;
  readonly done: () => void;
}

function Actions({ desk, packet: { id, state, receipt }, done }: ActionsProps) {
  const { say, pick } = useSpeech();
  const [asking, setAsking] = useState(false);
  const operator = new Operator(desk);
  const requeue = useMutation({ mutationFn: () => operator.requeue(id), onSuccess: done });
  const reseal = useMutation({ mutationFn: () => operator.reseal(id), onSuccess: done });
  const error = requeue.error ?? reseal.error;
  return (
    <>
      <p className="line">
        {state === "failed" && (
          <Button type="primary" loading={requeue.isPending} onClick={() => requeue.mutate()}>
            {say("ops.requeue")}
          </Button>
        )}
        {state === "rejected" && receipt?.reason === "undecryptable" && (
          <Button type="primary" loading={reseal.isPending} onClick={() => setAsking(true)}>
            {say("ops.reseal")}
          </Button>
        )}
      </p>
      <Dialog
        open={asking}
        close={() => setAsking(false)}
        title={say("ops.reseal")}
        actions={
          <Button
            type="primary"
            onClick={() => {
              setAsking(false);
              reseal.mutate();
            }}
          >
            {say("ops.reseal")}
          </Button>
        }
      >
        <p>{say("ops.resealSure")}</p>
      </Dialog>
      <div aria-live="polite">
        {error !== null && <FaultNotice error={error} />}
        {requeue.data !== undefined && <StatusTag tone="good">{pick(wordOf("state", requeue.data.state))}</StatusTag>}
        {reseal.data !== undefined && (
          <Alert
            type="success"
            showIcon
            title={say("ops.resealed")}
            description={
              <Link to="/ops/packets/$id" params={{ id: reseal.data.id }}>
                {reseal.data.id}
              </Link>
            }
          />
        )}
      </div>
    </>
  );
}

interface TimelineProps {
  readonly desk: Desk;
  readonly message: OperatorMessage;
  readonly packet: string;
}

function Timeline({ desk, message, packet }: TimelineProps) {
  const { say, pick } = useSpeech();
  const nameOf = usePartyNames(desk);
  const rows = message.timeline
    .filter((item) => item.packet === undefined || item.packet === packet)
    .map((item, n) => ({ ...item, row: String(n) }));
  return (
    <section>
      <h2>{say("ops.timeline")}</h2>
      <RecordTable
        caption={say("ops.timeline")}
        idOf={({ row }) => row}
        rows={rows}
        columns={[
          { id: "time", title: say("ops.since"), cell: ({ time }) => <ClockTime at={time} /> },
          { id: "event", title: say("ops.event"), names: true, cell: ({ type }) => pick(wordOf("entry", type)) },
          { id: "actor", title: say("ops.party"), cell: ({ actor }) => nameOf(actor) },
          { id: "code", title: say("ops.code"), cell: (item) => <Outcome item={item} /> },
        ]}
      />
    </section>
  );
}

function Outcome({ item: { type, outcome, code, reason, milliseconds } }: { readonly item: OperatorItem }) {
  const { pick } = useSpeech();
  const words = [
    type === "attempt" && outcome !== undefined ? pick(wordOf("push", outcome)) : undefined,
    code === undefined ? undefined : pick(causeWord(code)),
    reason === undefined ? undefined : pick(wordOf("reason", reason)),
    milliseconds === undefined ? undefined : `${Math.round(milliseconds)} ms`,
  ];
  return words.filter((word) => word !== undefined).join(" · ");
}
