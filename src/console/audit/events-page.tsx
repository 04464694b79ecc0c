import { useInfiniteQuery } from "@tanstack/react-query";
import { Link, useSearch } from "@tanstack/react-router";
import { Button } from "antd";
import type { ComponentType } from "react";
import type { LoggedEvent } from "../../domain/generated/answers.ts";
import { wordOf } from "../../domain/words/words.ts";
import { useSpeech } from "../app/language.tsx";
import { archiveQuery } from "../desk/archive-search.ts";
import { atAuditDesk } from "../desk/at-desk.tsx";
import type { Desk } from "../desk/desk.tsx";
import { usePartyChoices } from "../desk/parties.ts";
import { ClockTime } from "../parts/clock-time.tsx";
import { type Column, RecordTable } from "../parts/record-table.tsx";
import { AuditFilters } from "./audit-filters.tsx";
import { AuditFrame } from "./audit-frame.tsx";
import { type AuditSearch, SEARCHES } from "./audit-search.ts";
import { ASKED_ONCE, auditorOf, useActorNames } from "./auditor.ts";
import { EntryProof } from "./entry-proof.tsx";
import { LoggedPlace } from "./logged-place.tsx";
import { SaveAll } from "./save-all.tsx";

/** Items of a page. */
const PAGE_ITEMS = 100;

function useEvents(desk: Desk, query: AuditSearch) {
  return useInfiniteQuery({
    queryKey: ["audit", desk.party, "events", query],
    queryFn: ({ pageParam, signal }) =>
      auditorOf(desk).eventsPage(archiveQuery(query), { limit: PAGE_ITEMS, after: pageParam, signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next }) => next,
    ...ASKED_ONCE,
  });
}

/** Entries of the log, newest first, each as it was hashed. */
export const EventsPage: ComponentType = atAuditDesk(function EventsPage({ desk }: { readonly desk: Desk }) {
  const { say, pick } = useSpeech();
  const search = SEARCHES.events(useSearch({ strict: false }));
  const nameOf = useActorNames(desk);
  return (
    <EventList
      desk={desk}
      page="/audit/events"
      search={search}
      fixed={{}}
      columns={[
        { id: "time", title: say("audit.time"), names: true, cell: ({ entry }) => <ClockTime at={entry.time} /> },
        { id: "type", title: say("audit.event"), cell: ({ entry }) => pick(wordOf("entry", entry.type)) },
        { id: "actor", title: say("audit.actor"), cell: ({ entry }) => nameOf(entry.actor) },
        {
          id: "packet",
          title: say("audit.packet"),
          cell: ({ entry: { packet } }) =>
            packet !== undefined && (
              <Link to="/audit/packets/$id" params={{ id: packet }} title={packet}>
                …{packet.slice(-8)}
              </Link>
            ),
        },
        { id: "log", title: say("audit.stage"), cell: ({ log }) => <LoggedPlace log={log} /> },
        { id: "entry", title: say("audit.entry"), cell: (event) => <EntryProof desk={desk} event={event} /> },
      ]}
    />
  );
});

/** Who read what: the supervisors are supervised too. */
export const ReadsPage: ComponentType = atAuditDesk(function ReadsPage({ desk }: { readonly desk: Desk }) {
  const { say, pick } = useSpeech();
  const search = SEARCHES.reads(useSearch({ strict: false }));
  const nameOf = useActorNames(desk);
  return (
    <EventList
      desk={desk}
      page="/audit/reads"
      search={search}
      fixed={{ type: "read" }}
      columns={[
        { id: "time", title: say("audit.time"), names: true, cell: ({ entry }) => <ClockTime at={entry.time} /> },
        { id: "actor", title: say("audit.reader"), cell: ({ entry }) => nameOf(entry.actor) },
        {
          id: "kind",
          title: say("audit.kind"),
          cell: ({ entry }) => pick(wordOf("reading", typeof entry["kind"] === "string" ? entry["kind"] : "")),
        },
        { id: "count", title: say("audit.count"), cell: ({ entry }) => Number(entry["count"]) },
        {
          id: "asked",
          title: say("audit.asked"),
          cell: ({ entry: { asked } }) => Array.isArray(asked) && asked.map((one) => <Asked key={one} text={one} />),
        },
        { id: "log", title: say("audit.stage"), cell: ({ log }) => <LoggedPlace log={log} /> },
        { id: "entry", title: say("audit.entry"), cell: (event) => <EntryProof desk={desk} event={event} /> },
      ]}
    />
  );
});

/** One question of a reading; everything was asked for when it is empty. */
function Asked({ text }: { readonly text: string }) {
  const { say } = useSpeech();
  return <div>{text === "" ? say("audit.askedAll") : <code>{text}</code>}</div>;
}

interface Props {
  readonly desk: Desk;
  readonly page: "/audit/events" | "/audit/reads";
  readonly search: AuditSearch;
  /** Filters that the page has in any case. */
  readonly fixed: AuditSearch;
  readonly columns: readonly Column<LoggedEvent>[];
}

function EventList({ desk, page, search, fixed, columns }: Props) {
  const { say } = useSpeech();
  const parties = usePartyChoices(desk);
  const list = useEvents(desk, { ...search, ...fixed });
  const items = list.data?.pages.flatMap((one) => one.items) ?? [];
  const [title, what] =
    page === "/audit/events"
      ? (["audit.events", "audit.eventsWhat"] as const)
      : (["audit.reads", "audit.readsWhat"] as const);
  return (
    <AuditFrame
      heading={title}
      what={what}
      asked={[list]}
      found={items.length === 0 ? say("audit.nothingLogged") : say("audit.listedEntries", { count: items.length })}
      filters={<AuditFilters page={page} search={search} parties={parties} />}
    >
      {items.length > 0 && (
        <RecordTable
          caption={say(title)}
          idOf={({ log }) => `${log.index} ${log.leafHash}`}
          rows={items}
          columns={columns}
        />
      )}
      {items.length > 0 && (
        <p className="line no-print">
          {list.hasNextPage && (
            <Button onClick={() => void list.fetchNextPage()} loading={list.isFetchingNextPage}>
              {say("inbox.more")}
            </Button>
          )}
          <SaveAll desk={desk} list="events" query={archiveQuery({ ...search, ...fixed })} />
        </p>
      )}
    </AuditFrame>
  );
}
