import { useInfiniteQuery } from "@tanstack/react-query";
import { Link, useSearch } from "@tanstack/react-router";
import { Button } from "antd";
import type { ComponentType } from "react";
import type { Delivery } from "../../domain/generated/answers.ts";
import { UNRECEIPTED } from "../../domain/packet.ts";
import { wordOf } from "../../domain/words/words.ts";
import { OwnPackets } from "../../sdk/delivery-list.ts";
import { useSpeech } from "../app/language.tsx";
import { useTitle } from "../app/page-title.ts";
import { ArchiveFilters } from "../desk/archive-filters.tsx";
import { archiveQuery, archiveSearch } from "../desk/archive-search.ts";
import { atDesk } from "../desk/at-desk.tsx";
import type { Desk } from "../desk/desk.tsx";
import { DueTag } from "../desk/due-tag.tsx";
import { usePartyNames } from "../desk/parties.ts";
import { ClockTime } from "../parts/clock-time.tsx";
import { FaultNotice } from "../parts/fault-notice.tsx";
import { Loading } from "../parts/loading.tsx";
import { RecordTable } from "../parts/record-table.tsx";
import "../parts/sending.css";
import { StateDot } from "./state-dot.tsx";

/** Packets of a page of the list. */
const PAGE_ITEMS = 100;

/** A message with its packets, as far as they are listed. */
interface SentMessage {
  readonly message: string;
  readonly packets: readonly Delivery[];
  readonly newest: Delivery;
}

/** All messages that the unit sent, newest first, with how far each recipient is. */
export const SentPage: ComponentType = atDesk(function SentPage({ desk }: { readonly desk: Desk }) {
  const { say, pick } = useSpeech();
  useTitle("sent.title");
  const nameOf = usePartyNames(desk);
  const search = archiveSearch(useSearch({ strict: false }));
  const sent = useInfiniteQuery({
    queryKey: ["sent", desk.party, search],
    queryFn: ({ pageParam, signal }) =>
      new OwnPackets(desk.department.client).sentPage(archiveQuery(search), {
        limit: PAGE_ITEMS,
        after: pageParam,
        signal,
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next }) => next,
    staleTime: 10_000,
  });
  const messages = messagesOf(sent.data?.pages.flatMap(({ items }) => items) ?? []);
  const nothing = Object.keys(search).length > 0 ? say("sent.nothing") : say("sent.empty");
  return (
    <>
      <h1>{say("sent.title")}</h1>
      <p>{say("sent.what")}</p>
      <ArchiveFilters search={search} to="/sent" />
      {sent.error !== null && <FaultNotice error={sent.error} retry={() => void sent.refetch()} />}
      {sent.isPending && <Loading />}
      {sent.isSuccess && (
        <p className="line">
          <span role="status">{messages.length === 0 ? nothing : say("sent.count", { count: messages.length })}</span>
          <span className="quiet">
            {say("state.stale", { time: "" })}
            <ClockTime at={sent.dataUpdatedAt} />
          </span>
          <Button onClick={() => void sent.refetch()} loading={sent.isRefetching}>
            {say("state.refresh")}
          </Button>
        </p>
      )}
      {messages.length > 0 && (
        <RecordTable
          caption={say("sent.title")}
          idOf={({ message }) => message}
          rows={messages}
          columns={[
            {
              id: "message",
              title: say("sent.message"),
              names: true,
              cell: ({ message, newest }) => (
                <Link to="/sent/$id" params={{ id: message }} title={message}>
                  {newest.documentNumber ?? pick(wordOf("message", newest.type))} …{message.slice(-8)}
                </Link>
              ),
            },
            { id: "type", title: say("archive.type"), cell: ({ newest }) => pick(wordOf("message", newest.type)) },
            { id: "at", title: say("items.sentAt"), cell: ({ newest }) => <ClockTime at={newest.sealedAt} /> },
            {
              id: "recipients",
              title: say("sent.recipients"),
              cell: ({ packets }) => (
                <ul className="dots">
                  {packets.map((packet) => (
                    <li key={packet.packet}>
                      <StateDot state={packet.state} overdue={packet.overdue} name={nameOf(packet.recipient)} />
                    </li>
                  ))}
                </ul>
              ),
            },
            {
              id: "due",
              title: say("packet.due"),
              cell: ({ packets }) => {
                const [first] = packets
                  .filter(({ state }) => UNRECEIPTED.includes(state))
                  .map(({ due }) => due.receipt)
                  .toSorted();
                return first === undefined ? say("sent.settled") : <DueTag due={first} now={sent.dataUpdatedAt} />;
              },
            },
          ]}
        />
      )}
      {sent.hasNextPage && (
        <Button onClick={() => void sent.fetchNextPage()} loading={sent.isFetchingNextPage}>
          {say("inbox.more")}
        </Button>
      )}
    </>
  );
});

/** Puts packets together by their messages, whose order stays. */
function messagesOf(packets: readonly Delivery[]): SentMessage[] {
  const found = new Map<string, Delivery[]>();
  for (const packet of packets) found.set(packet.message, [...(found.get(packet.message) ?? []), packet]);
  return [...found].flatMap(([message, own]) => {
    const [newest] = own;
    return newest === undefined ? [] : [{ message, packets: own, newest }];
  });
}
