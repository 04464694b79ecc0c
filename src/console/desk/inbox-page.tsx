import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Button, Checkbox } from "antd";
import { type ComponentType, useState } from "react";
import type { InboxItem } from "../../domain/generated/answers.ts";
import { wordOf } from "../../domain/words/words.ts";
import { inboxPage } from "../../sdk/inbox-page.ts";
import { useSpeech } from "../app/language.tsx";
import { useTitle } from "../app/page-title.ts";
import { ClockTime } from "../parts/clock-time.tsx";
import { FaultNotice } from "../parts/fault-notice.tsx";
import { Loading } from "../parts/loading.tsx";
import { RecordTable } from "../parts/record-table.tsx";
import { AcceptSelected } from "./accept-selected.tsx";
import { atDesk } from "./at-desk.tsx";
import type { Desk } from "./desk.tsx";
import { DueTag } from "./due-tag.tsx";
import { usePartyNames } from "./parties.ts";

/** Items of a page of the inbox. */
const PAGE_ITEMS = 50;

/** The packets that wait for a receipt, oldest first. */
export const InboxPage: ComponentType = atDesk(function InboxPage({ desk }: { readonly desk: Desk }) {
  const { say, pick } = useSpeech();
  useTitle("inbox.title");
  const nameOf = usePartyNames(desk);
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const inbox = useInfiniteQuery({
    queryKey: ["inbox", desk.party],
    queryFn: ({ pageParam, signal }) =>
      inboxPage(desk.department.client, { limit: PAGE_ITEMS, after: pageParam, signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ items, next }) => (items.length === PAGE_ITEMS ? next : undefined),
    staleTime: 10_000,
  });
  const items = inbox.data?.pages.flatMap((page) => page.items) ?? [];
  const chosen = items.filter(({ packet }) => selected.has(packet));
  const turn = (packet: string, on: boolean) => {
    const next = new Set(selected);
    if (on) next.add(packet);
    else next.delete(packet);
    setSelected(next);
  };
  const select = ({ packet }: InboxItem) => (
    <Checkbox
      checked={selected.has(packet)}
      onChange={({ target }) => turn(packet, target.checked)}
      aria-label={say("inbox.selectOne", { packet: packet.slice(-8) })}
    />
  );
  return (
    <>
      <h1>{say("inbox.title")}</h1>
      {inbox.error !== null && <FaultNotice error={inbox.error} retry={() => void inbox.refetch()} />}
      {inbox.isPending && <Loading />}
      {inbox.isSuccess && (
        <p className="line">
          <span role="status">
            {items.length === 0 ? say("inbox.empty") : say("inbox.count", { count: items.length })}
          </span>
          <span className="quiet">
            {say("state.stale", { time: "" })}
            <ClockTime at={inbox.dataUpdatedAt} />
          </span>
          <Button onClick={() => void inbox.refetch()} loading={inbox.isRefetching}>
            {say("state.refresh")}
          </Button>
        </p>
      )}
      {inbox.isSuccess && items.length === 0 && <p>{say("inbox.emptyWhat")}</p>}
      {items.length > 0 && (
        <RecordTable
          caption={say("inbox.title")}
          idOf={({ packet }) => packet}
          rows={items}
          columns={[
            { id: "select", title: say("inbox.select"), cell: select },
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
            { id: "from", title: say("packet.from"), cell: ({ from }) => nameOf(from) },
            { id: "received", title: say("packet.received"), cell: ({ sealedAt }) => <ClockTime at={sealedAt} /> },
            {
              id: "due",
              title: say("packet.due"),
              cell: ({ due }) => <DueTag due={due} now={inbox.dataUpdatedAt} />,
            },
            { id: "size", title: say("packet.size"), cell: ({ size }) => `${Math.ceil(size / 1024)} KB` },
          ]}
        />
      )}
      {inbox.hasNextPage && (
        <Button onClick={() => void inbox.fetchNextPage()} loading={inbox.isFetchingNextPage}>
          {say("inbox.more")}
        </Button>
      )}
      <AcceptSelected
        desk={desk}
        items={chosen}
        done={() => {
          setSelected(new Set());
          void inbox.refetch();
        }}
      />
    </>
  );
});
