import { useInfiniteQuery } from "@tanstack/react-query";
import { Link, useSearch } from "@tanstack/react-router";
import { Button } from "antd";
import type { ComponentType } from "react";
import { UNRECEIPTED } from "../../domain/packet.ts";
import { wordOf } from "../../domain/words/words.ts";
import { OwnPackets } from "../../sdk/delivery-list.ts";
import { useSpeech } from "../app/language.tsx";
import { useTitle } from "../app/page-title.ts";
import { ClockTime } from "../parts/clock-time.tsx";
import { FaultNotice } from "../parts/fault-notice.tsx";
import { Loading } from "../parts/loading.tsx";
import { PacketStanding } from "../parts/packet-standing.tsx";
import { RecordTable } from "../parts/record-table.tsx";
import { ArchiveFilters } from "./archive-filters.tsx";
import { archiveQuery, archiveSearch } from "./archive-search.ts";
import { atDesk } from "./at-desk.tsx";
import type { Desk } from "./desk.tsx";
import { DueTag } from "./due-tag.tsx";
import { usePartyNames } from "./parties.ts";

/** Items of a page of the history. */
const PAGE_ITEMS = 50;

/** All packets that the unit got, in whatever state, newest first. */
export const ArchivePage: ComponentType = atDesk(function ArchivePage({ desk }: { readonly desk: Desk }) {
  const { say, pick } = useSpeech();
  useTitle("archive.title");
  const nameOf = usePartyNames(desk);
  const search = archiveSearch(useSearch({ strict: false }));
  const history = useInfiniteQuery({
    queryKey: ["received", desk.party, search],
    queryFn: ({ pageParam, signal }) =>
      new OwnPackets(desk.department.client).receivedPage(archiveQuery(search), {
        limit: PAGE_ITEMS,
        after: pageParam,
        signal,
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next }) => next,
    staleTime: 10_000,
  });
  const items = history.data?.pages.flatMap((page) => page.items) ?? [];
  const nothing = Object.keys(search).length > 0 ? say("archive.nothing") : say("archive.empty");
  return (
    <>
      <h1>{say("archive.title")}</h1>
      <p>{say("archive.what")}</p>
      <ArchiveFilters search={search} />
      {history.error !== null && <FaultNotice error={history.error} retry={() => void history.refetch()} />}
      {history.isPending && <Loading />}
      {history.isSuccess && (
        <p className="line">
          <span role="status">{items.length === 0 ? nothing : say("archive.count", { count: items.length })}</span>
          <span className="quiet">
            {say("state.stale", { time: "" })}
            <ClockTime at={history.dataUpdatedAt} />
          </span>
          <Button onClick={() => void history.refetch()} loading={history.isRefetching}>
            {say("state.refresh")}
          </Button>
        </p>
      )}
      {items.length > 0 && (
        <RecordTable
          caption={say("archive.title")}
          idOf={({ packet }) => packet}
          rows={items}
          columns={[
            {
              id: "packet",
              title: say("packet.id"),
              names: true,
              cell: ({ packet, type }) => (
                <Link to="/packets/$id" params={{ id: packet }} title={packet}>
                  {pick(wordOf("message", type))} …{packet.slice(-8)}
                </Link>
              ),
            },
            { id: "from", title: say("packet.from"), cell: ({ sender }) => nameOf(sender) },
            { id: "received", title: say("packet.received"), cell: ({ sealedAt }) => <ClockTime at={sealedAt} /> },
            {
              id: "state",
              title: say("archive.state"),
              cell: ({ state, reason }) => <PacketStanding state={state} reason={reason} />,
            },
            {
              id: "due",
              title: say("packet.due"),
              cell: ({ state, due }) =>
                UNRECEIPTED.includes(state) ? (
                  <DueTag due={due.receipt} now={history.dataUpdatedAt} />
                ) : (
                  <ClockTime at={due.receipt} />
                ),
            },
            {
              id: "settled",
              title: say("archive.settled"),
              cell: ({ settledAt }) => settledAt !== undefined && <ClockTime at={settledAt} />,
            },
          ]}
        />
      )}
      {history.hasNextPage && (
        <Button onClick={() => void history.fetchNextPage()} loading={history.isFetchingNextPage}>
          {say("inbox.more")}
        </Button>
      )}
    </>
  );
});
