import { useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { type ComponentType, useState } from "react";
import type { OperatorEndpoint } from "../../domain/generated/answers.ts";
import { causeWord, wordOf } from "../../domain/words/words.ts";
import { useSpeech } from "../app/language.tsx";
import { useTitle } from "../app/page-title.ts";
import { useUtcOffset } from "../app/queries.ts";
import type { Desk } from "../desk/desk.tsx";
import { usePartyNames } from "../desk/parties.ts";
import { ClockTime, localTime } from "../parts/clock-time.tsx";
import { FaultNotice } from "../parts/fault-notice.tsx";
import { Loading } from "../parts/loading.tsx";
import { RecordTable } from "../parts/record-table.tsx";
import { StatusTag, type Tone } from "../parts/status-tag.tsx";
import { atOpsDesk } from "../desk/at-desk.tsx";
import { type EndpointAction, EndpointActions } from "./endpoint-actions.tsx";
import { Operator } from "./operator.ts";

const TONES: Readonly<Record<OperatorEndpoint["state"], Tone>> = {
  on: "good",
  failing: "bad",
  paused: "warn",
  off: "bad",
  pull: "open",
  suspended: "warn",
  removed: "warn",
};

/** States of an endpoint to which something is pushed, or could be. */
const HAS_ENDPOINT: ReadonlySet<string> = new Set(["on", "failing", "paused", "off"]);

/** How each party gets its packets, and what an operator does about its endpoint. */
export const OpsEndpointsPage: ComponentType = atOpsDesk(function OpsEndpointsPage({ desk }: { readonly desk: Desk }) {
  const { say } = useSpeech();
  useTitle("ops.endpoints");
  const [action, setAction] = useState<EndpointAction>();
  const list = useQuery({
    queryKey: ["ops-endpoints", desk.party],
    queryFn: ({ signal }) => new Operator(desk).endpoints(signal),
    staleTime: 10_000,
  });
  return (
    <>
      <h1>{say("ops.endpoints")}</h1>
      <p>{say("ops.endpointsWhat")}</p>
      {list.error !== null && <FaultNotice error={list.error} retry={() => void list.refetch()} />}
      {list.isPending && <Loading />}
      {list.data !== undefined && (
        <>
          <p className="line">
            <span className="quiet">
              {say("state.stale", { time: "" })}
              <ClockTime at={list.dataUpdatedAt} />
            </span>
            <Button onClick={() => void list.refetch()} loading={list.isRefetching}>
              {say("state.refresh")}
            </Button>
          </p>
          <EndpointActions
            desk={desk}
            action={action}
            over={() => setAction(undefined)}
            done={() => void list.refetch()}
          />
          <Endpoints desk={desk} items={list.data} act={setAction} />
        </>
      )}
    </>
  );
});

interface EndpointsProps {
  readonly desk: Desk;
  readonly items: readonly OperatorEndpoint[];
  readonly act: (action: EndpointAction) => void;
}

function Endpoints({ desk, items, act }: EndpointsProps) {
  const { say, pick } = useSpeech();
  const nameOf = usePartyNames(desk);
  return (
    <RecordTable
      caption={say("ops.endpoints")}
      idOf={({ party }) => party}
      rows={items}
      columns={[
        {
          id: "party",
          title: say("ops.party"),
          names: true,
          cell: ({ party }) => <span title={party}>{nameOf(party)}</span>,
        },
        { id: "state", title: say("archive.state"), cell: (item) => <Standing item={item} /> },
        {
          id: "circuit",
          title: say("ops.circuit"),
          cell: ({ circuit }) => (circuit === undefined ? "–" : pick(wordOf("circuit", circuit))),
        },
        { id: "queued", title: pick(wordOf("state", "queued")), cell: ({ queued }) => queued },
        { id: "failed", title: pick(wordOf("state", "failed")), cell: ({ failed }) => failed },
        {
          id: "day",
          title: say("ops.day"),
          cell: ({ pushes, taken }) => (pushes === 0 ? "–" : `${taken} / ${pushes}`),
        },
        {
          id: "last",
          title: say("ops.lastTaken"),
          cell: ({ deliveredAt }) => (deliveredAt === undefined ? "–" : <ClockTime at={deliveredAt} />),
        },
        { id: "actions", title: say("ops.actions"), cell: (item) => <Buttons item={item} nameOf={nameOf} act={act} /> },
      ]}
    />
  );
}

function Standing({ item: { state, since, until, cause } }: { readonly item: OperatorEndpoint }) {
  const { say, pick } = useSpeech();
  const offset = useUtcOffset();
  return (
    <>
      <StatusTag tone={TONES[state]}>{pick(wordOf("endpoint", state))}</StatusTag>{" "}
      {cause !== undefined && pick(causeWord(cause))}{" "}
      {until === undefined
        ? since !== undefined && <ClockTime at={since} />
        : say("ops.paused", { time: localTime(Date.parse(until), offset) })}
    </>
  );
}

interface ButtonsProps {
  readonly item: OperatorEndpoint;
  readonly nameOf: (id: string) => string;
  readonly act: (action: EndpointAction) => void;
}

function Buttons({ item: { party, state }, nameOf, act }: ButtonsProps) {
  const { say } = useSpeech();
  if (!HAS_ENDPOINT.has(state)) return "–";
  const off = state === "off" || state === "paused";
  const name = nameOf(party);
  const actions = off ? (["on", "test"] as const) : (["pause", "off", "test"] as const);
  const words = { on: "ops.turnOn", off: "ops.turnOff", pause: "ops.pause", test: "ops.test" } as const;
  return (
    <span className="line">
      {actions.map((what) => (
        <Button
          key={what}
          size="small"
          aria-label={say("ops.actionOf", { action: say(words[what]), name })}
          onClick={() => act({ what, party, name })}
        >
          {say(words[what])}
        </Button>
      ))}
    </span>
  );
}
