import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { Button } from "antd";
import type { ComponentType } from "react";
import { wordOf } from "../../domain/words/words.ts";
import { Sender } from "../../sdk/sender.ts";
import { useSpeech } from "../app/language.tsx";
import { useTitle } from "../app/page-title.ts";
import { atDesk } from "../desk/at-desk.tsx";
import type { Desk } from "../desk/desk.tsx";
import { usePartyNames } from "../desk/parties.ts";
import { ClockTime } from "../parts/clock-time.tsx";
import { FaultNotice } from "../parts/fault-notice.tsx";
import { Loading } from "../parts/loading.tsx";
import { ShortId } from "../parts/short-id.tsx";
import "../parts/sending.css";
import { Letters } from "./letters.tsx";
import { MilestoneSteps } from "./milestone-steps.tsx";
import { PacketRows } from "./packet-rows.tsx";
import { SentItems } from "./sent-items.tsx";
import { ThreadMessages } from "./thread-messages.tsx";
import { Timeline } from "./timeline.tsx";
import { Withdraw } from "./withdraw.tsx";

/** What a procuratorate writes in the thread of a list. */
const FOLLOWING = ["supplement", "correction", "bridge", "plan", "visit", "evaluation"] as const;

/** A message that the unit sent: how far it is, recipient by recipient, what came back, and what can be done. */
export const MessagePage: ComponentType = atDesk(function MessagePage({ desk }: { readonly desk: Desk }) {
  const { say, pick } = useSpeech();
  useTitle("sent.message");
  const nameOf = usePartyNames(desk);
  const { id = "" }: { readonly id?: string } = useParams({ strict: false });
  const found = useQuery({
    queryKey: ["message", desk.party, id],
    queryFn: ({ signal }) => new Sender(desk.department.client).message(id, { signal }),
    staleTime: 10_000,
  });
  const queries = useQueryClient();
  const refresh = () => {
    void found.refetch();
    for (const part of ["case", "letters", "thread"]) void queries.invalidateQueries({ queryKey: [part, desk.party] });
  };
  const view = found.data;
  return (
    <>
      <h1>
        {view === undefined ? say("sent.message") : pick(wordOf("message", view.type))}{" "}
        <small>{view?.documentNumber ?? `…${id.slice(-8)}`}</small>
      </h1>
      {found.error !== null && <FaultNotice error={found.error} retry={() => void found.refetch()} />}
      {found.isPending && <Loading />}
      {view !== undefined && (
        <>
          <p className="line">
            <span className="quiet">
              {say("state.stale", { time: "" })}
              <ClockTime at={found.dataUpdatedAt} />
            </span>
            <Button onClick={refresh} loading={found.isRefetching}>
              {say("state.refresh")}
            </Button>
          </p>
          {view.progress !== undefined && <MilestoneSteps progress={view.progress} nameOf={nameOf} />}
          <dl className="facts">
            <dt>{say("items.sentAt")}</dt>
            <dd>
              <ClockTime at={view.acceptedAt} />
            </dd>
            <dt>{say("sent.id")}</dt>
            <dd>
              <ShortId id={view.id} />
            </dd>
            <dt>{say("packet.thread")}</dt>
            <dd>
              <ShortId id={view.thread} />
            </dd>
            <dt>{say("packet.policy")}</dt>
            <dd>{view.policy}</dd>
          </dl>
          <PacketRows desk={desk} packets={view.packets} now={found.dataUpdatedAt} nameOf={nameOf} />
          {view.type === "aid-subject-list" && (
            <nav aria-label={say("follow.write")}>
              <h2>{say("follow.write")}</h2>
              <ul className="views">
                {FOLLOWING.map((type) => (
                  <li key={type}>
                    <Link
                      to="/compose"
                      search={{
                        type,
                        thread: view.thread,
                        ...(view.documentNumber === undefined ? {} : { number: view.documentNumber }),
                      }}
                    >
                      {pick(wordOf("message", type))}
                    </Link>
                  </li>
                ))}
              </ul>
            </nav>
          )}
          <Letters desk={desk} thread={view.thread} />
          <Withdraw desk={desk} view={view} />
          <SentItems desk={desk} thread={view.thread} nameOf={nameOf} />
          <ThreadMessages desk={desk} view={view} nameOf={nameOf} />
          <Timeline view={view} nameOf={nameOf} />
        </>
      )}
    </>
  );
});
