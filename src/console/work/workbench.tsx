import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { PERSON_LISTS, type PersonList } from "../../domain/follow.ts";
import type { Delivery } from "../../domain/generated/answers.ts";
import { WORKLISTS, type Worklist } from "../../domain/item.ts";
import { wordOf } from "../../domain/words/words.ts";
import { OwnPackets, type SentPacketQuery } from "../../sdk/delivery-list.ts";
import { inboxPage } from "../../sdk/inbox-page.ts";
import { useSpeech } from "../app/language.tsx";
import type { Desk } from "../desk/desk.tsx";
import { distanceTo, useCalendar } from "../desk/calendar.ts";
import { useDraft } from "../compose/draft.ts";
import { StatusTag } from "../parts/status-tag.tsx";
import "../parts/sending.css";
import { type FirstItems } from "./first-of.ts";
import { useItems, usePersons } from "./work-lists.ts";

/** Packets that are looked at for a count. */
const LOOKED = 100;
/** Working days before the time to sign ends from which on a packet is near it. */
const NEAR = 1;

/** What a procuratorate has to do today: packets, then needs, then persons, each with how many there are. */
export function Workbench({ desk }: { readonly desk: Desk }) {
  const { say, pick } = useSpeech();
  const [draft] = useDraft(desk);
  const overdue = useSent(desk, { overdue: true });
  const rejected = useSent(desk, { state: "rejected" });
  const failed = useSent(desk, { state: "failed" });
  const fetched = useSent(desk, { state: "delivered" });
  const queued = useSent(desk, { state: "queued" });
  const inbox = useQuery({
    queryKey: ["inbox", desk.party, "count"],
    queryFn: ({ signal }) => inboxPage(desk.department.client, { limit: LOOKED, signal }),
    staleTime: 10_000,
  });
  const calendar = useCalendar();
  const near = [fetched, queued].flatMap(({ data, dataUpdatedAt }) =>
    (data?.items ?? []).filter(({ due }) => {
      const left = calendar && distanceTo(calendar, due.receipt, dataUpdatedAt);
      return left !== undefined && !left.late && left.days <= NEAR;
    }),
  );
  const error = [overdue, rejected, failed, fetched, queued, inbox].some((one) => one.isError);
  return (
    <>
      <section>
        <h2>{say("work.packets")}</h2>
        {error && <p role="alert">{say("work.unread")}</p>}
        <ul className="tiles">
          <Tile title={say("work.overdue")} tone="bad" {...counted(overdue.data)}>
            <Link to="/sent" search={{ overdue: true }}>
              {say("work.show")}
            </Link>
          </Tile>
          <Tile title={say("work.near")} tone="warn" count={near.length} more={false}>
            <Link to="/sent">{say("work.show")}</Link>
          </Tile>
          <Tile title={say("work.rejected")} tone="warn" {...counted(rejected.data)}>
            <Link to="/sent" search={{ state: "rejected" }}>
              {say("work.show")}
            </Link>
          </Tile>
          <Tile title={pick(wordOf("state", "failed"))} tone="bad" {...counted(failed.data)}>
            <Link to="/sent" search={{ state: "failed" }}>
              {say("work.show")}
            </Link>
          </Tile>
          <Tile
            title={say("work.inbox")}
            tone="busy"
            count={inbox.data?.items.length}
            more={inbox.data?.items.length === LOOKED}
          >
            <Link to="/inbox">{say("work.show")}</Link>
          </Tile>
          <Tile title={say("work.draft")} tone="open" count={draft === undefined ? 0 : 1} more={false}>
            <Link to="/compose">{say("compose.title")}</Link>
          </Tile>
        </ul>
      </section>
      <section>
        <h2>{say("work.items")}</h2>
        <ul className="tiles">
          {WORKLISTS.map((list) => (
            <ItemTile key={list} desk={desk} list={list} />
          ))}
        </ul>
        <p>
          <Link to="/board">{say("board.title")}</Link>
        </p>
      </section>
      <section>
        <h2>{say("work.persons")}</h2>
        <ul className="tiles">
          {PERSON_LISTS.map((list) => (
            <PersonTile key={list} desk={desk} list={list} />
          ))}
        </ul>
        <p>
          <Link to="/reports">{say("reports.title")}</Link>
        </p>
      </section>
    </>
  );
}

function useSent(desk: Desk, filter: SentPacketQuery) {
  return useQuery({
    queryKey: ["sent", desk.party, "count", filter],
    queryFn: ({ signal }) => new OwnPackets(desk.department.client).sentPage(filter, { limit: LOOKED, signal }),
    staleTime: 10_000,
  });
}

function counted(page: { readonly items: readonly Delivery[]; readonly next?: string } | undefined) {
  return { count: page?.items.length, more: page?.next !== undefined };
}

function ItemTile({ desk, list }: { readonly desk: Desk; readonly list: Worklist }) {
  const { pick } = useSpeech();
  const { data } = useItems(desk, list);
  return <ListTile list={list} title={pick(wordOf("worklist", list))} found={data} />;
}

function PersonTile({ desk, list }: { readonly desk: Desk; readonly list: PersonList }) {
  const { pick } = useSpeech();
  const { data } = usePersons(desk, list);
  return <ListTile list={list} title={pick(wordOf("personList", list))} found={data} />;
}

interface ListTileProps {
  readonly list: string;
  readonly title: string;
  readonly found: FirstItems<unknown> | undefined;
}

function ListTile({ list, title, found }: ListTileProps) {
  const { say } = useSpeech();
  return (
    <Tile title={title} tone="warn" count={found?.items.length} more={found?.more === true}>
      <Link to="/work/$list" params={{ list }}>
        {say("work.show")}
      </Link>
    </Tile>
  );
}

interface TileProps {
  readonly title: string;
  /** Tone while there is something. */
  readonly tone: "bad" | "warn" | "busy" | "open";
  /** Absent until it is known. */
  readonly count: number | undefined;
  readonly more: boolean;
  readonly children: ReactNode;
}

/** How many things of a kind wait, and the way to them. */
function Tile({ title, tone, count, more, children }: TileProps) {
  const { say } = useSpeech();
  return (
    <li className="tile">
      <span>{title}</span>
      <span className="tile-count">
        {count === undefined ? "…" : say(more ? "work.many" : "work.count", { count })}
      </span>
      {count === undefined || count === 0 ? (
        <StatusTag tone={count === 0 ? "good" : "open"}>{say(count === 0 ? "work.none" : "state.loading")}</StatusTag>
      ) : (
        <>
          <StatusTag tone={tone}>{say("work.todo")}</StatusTag> {children}
        </>
      )}
    </li>
  );
}
