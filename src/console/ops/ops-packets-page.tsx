import { useInfiniteQuery } from "@tanstack/react-query";
import { Link, useSearch } from "@tanstack/react-router";
import { Button, Checkbox } from "antd";
import { type ComponentType, useState } from "react";
import type { OperatorLine } from "../../domain/generated/answers.ts";
import { originOf } from "../../domain/origin.ts";
import { causeWord, wordOf } from "../../domain/words/words.ts";
import { useSpeech } from "../app/language.tsx";
import { useTitle } from "../app/page-title.ts";
import type { Desk } from "../desk/desk.tsx";
import { useParties, usePartyNames } from "../desk/parties.ts";
import { ClockTime } from "../parts/clock-time.tsx";
import { FaultNotice } from "../parts/fault-notice.tsx";
import { Loading } from "../parts/loading.tsx";
import { type Column, RecordTable } from "../parts/record-table.tsx";
import { StatusTag } from "../parts/status-tag.tsx";
import { atOpsDesk } from "../desk/at-desk.tsx";
import { Operator } from "./operator.ts";
import { OpsFilters } from "./ops-filters.tsx";
import { opsQuery, opsSearch } from "./ops-search.ts";
import { RequeueAll } from "./requeue-all.tsx";
import { RequeueSelected } from "./requeue-selected.tsx";

/** Items of a page. */
const PAGE_ITEMS = "50";

/** The packets that need somebody, newest first. */
export const OpsPacketsPage: ComponentType = atOpsDesk(function OpsPacketsPage({ desk }: { readonly desk: Desk }) {
  const { say, pick } = useSpeech();
  useTitle("ops.packets");
  const search = opsSearch(useSearch({ strict: false }));
  const parties = (useParties(desk).data?.parties ?? []).map(({ id, name }) => [id, pick(name)] as const);
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const list = useInfiniteQuery({
    queryKey: ["ops-packets", desk.party, search],
    queryFn: ({ pageParam, signal }) => {
      const after = pageParam === undefined ? {} : { after: pageParam };
      return new Operator(desk).packets({ ...opsQuery(search), limit: PAGE_ITEMS, ...after }, signal);
    },
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next }) => next,
    staleTime: 10_000,
  });
  const items = list.data?.pages.flatMap((page) => page.items) ?? [];
  const chosen = items.filter(({ packet, state }) => state === "failed" && selected.has(packet));
  const again = () => {
    setSelected(new Set());
    void list.refetch();
  };
  const turn = (packet: string, on: boolean) => {
    const next = new Set(selected);
    if (on) next.add(packet);
    else next.delete(packet);
    setSelected(next);
  };
  const failed = (search.state ?? "failed") === "failed" && search.overdue !== true;
  return (
    <>
      <h1>{say("ops.packets")}</h1>
      <p>{say("ops.packetsWhat")}</p>
      <OpsFilters search={search} parties={parties} />
      {list.error !== null && <FaultNotice error={list.error} retry={() => void list.refetch()} />}
      {list.isPending && <Loading />}
      {list.isSuccess && (
        <p className="line">
          <span role="status">
            {items.length === 0 ? say("ops.nothing") : say("ops.listed", { count: items.length })}
          </span>
          <span className="quiet">
            {say("state.stale", { time: "" })}
            <ClockTime at={list.dataUpdatedAt} />
          </span>
          <Button onClick={() => void list.refetch()} loading={list.isRefetching}>
            {say("state.refresh")}
          </Button>
        </p>
      )}
      {items.length > 0 && <Lines desk={desk} items={items} {...(failed ? { selected, turn } : {})} />}
      {list.hasNextPage && (
        <Button onClick={() => void list.fetchNextPage()} loading={list.isFetchingNextPage}>
          {say("inbox.more")}
        </Button>
      )}
      <RequeueSelected desk={desk} packets={chosen.map(({ packet }) => packet)} done={again} />
      {failed && <RequeueAll desk={desk} recipient={search.recipient} done={again} />}
    </>
  );
});

interface LinesProps {
  readonly desk: Desk;
  readonly items: readonly OperatorLine[];
  readonly selected?: ReadonlySet<string>;
  readonly turn?: (packet: string, on: boolean) => void;
}

function Lines({ desk, items, selected, turn }: LinesProps) {
  const { say, pick } = useSpeech();
  const nameOf = usePartyNames(desk);
  const select: Column<OperatorLine>[] =
    turn === undefined
      ? []
      : [
          {
            id: "select",
            title: say("inbox.select"),
            cell: ({ packet }) => (
              <Checkbox
                checked={selected?.has(packet) === true}
                onChange={({ target }) => turn(packet, target.checked)}
                aria-label={say("ops.selectOne", { packet: packet.slice(-8) })}
              />
            ),
          },
        ];
  return (
    <RecordTable
      caption={say("ops.packets")}
      idOf={({ packet }) => packet}
      rows={items}
      columns={[
        ...select,
        {
          id: "packet",
          title: say("packet.id"),
          names: true,
          cell: ({ packet, type }) => (
            <Link to="/ops/packets/$id" params={{ id: packet }} title={packet}>
              {pick(wordOf("message", type))} …{packet.slice(-8)}
            </Link>
          ),
        },
        { id: "sender", title: say("ops.sender"), cell: ({ sender }) => nameOf(sender) },
        { id: "recipient", title: say("ops.recipient"), cell: ({ recipient }) => nameOf(recipient) },
        {
          id: "state",
          title: say("archive.state"),
          cell: ({ state }) => (
            <StatusTag tone={state === "failed" ? "bad" : state === "rejected" ? "warn" : "busy"}>
              {pick(wordOf("state", state))}
            </StatusTag>
          ),
        },
        { id: "why", title: say("ops.why"), cell: (line) => <Why line={line} /> },
        { id: "origin", title: say("ops.origin"), cell: (line) => <OriginOf line={line} /> },
        { id: "attempts", title: say("ops.attempts"), cell: ({ attempts }) => attempts },
        {
          id: "at",
          title: say("ops.since"),
          cell: ({ failedAt, settledAt, sealedAt }) => <ClockTime at={failedAt ?? settledAt ?? sealedAt} />,
        },
      ]}
    />
  );
}

function Why({ line: { cause, reason } }: { readonly line: OperatorLine }) {
  const { pick } = useSpeech();
  if (reason !== undefined) return pick(wordOf("reason", reason));
  return cause === undefined ? "–" : pick(causeWord(cause));
}

function OriginOf({ line }: { readonly line: OperatorLine }) {
  const { say, pick } = useSpeech();
  const origin = originOf(line);
  return origin === undefined ? say("ops.unclear") : pick(wordOf("origin", origin));
}
