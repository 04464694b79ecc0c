import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { type ComponentType, lazy, Suspense } from "react";
import { wordOf } from "../../domain/words/words.ts";
import { useSpeech } from "../app/language.tsx";
import { useTitle } from "../app/page-title.ts";
import { FaultNotice } from "../parts/fault-notice.tsx";
import { Loading } from "../parts/loading.tsx";
import { AnswerPacket } from "./answer-packet.tsx";
import { atDesk } from "./at-desk.tsx";
import { answeredTransfer } from "./answered-transfer.ts";
import { checkPacket } from "./check-packet.ts";
import type { Desk } from "./desk.tsx";
import { useRecorded } from "./recorded.ts";
import { OpenedPacketView } from "./opened-packet.tsx";
import { usePartyNames } from "./parties.ts";
import { PacketChecks } from "./packet-checks.tsx";

/** Reads and writes workbooks, which the rest of the page does not. */
const FeedbackSection = lazy(() =>
  import("./feedback-section.tsx").then((part) => ({ default: part.FeedbackSection })),
);

/** One packet: what was verified, what it says, and the answer to it. */
export const PacketPage: ComponentType = atDesk(function PacketPage({ desk }: { readonly desk: Desk }) {
  const { say, pick } = useSpeech();
  useTitle("packet.title");
  const nameOf = usePartyNames(desk);
  const { id = "" }: { readonly id?: string } = useParams({ strict: false });
  const checked = useQuery({
    queryKey: ["packet", desk.party, id],
    queryFn: ({ signal }) => checkPacket(desk, id, signal),
    staleTime: Infinity,
  });
  const { packet, refusal, checks } = checked.data ?? {};
  const transfer = packet && answeredTransfer(packet.body);
  const recorded = useRecorded(desk, packet);
  const answered = packet ?? (refusal && { id, digest: refusal.digest });
  return (
    <>
      <h1 className="no-print">
        {packet === undefined ? say("packet.title") : pick(wordOf("message", packet.type))}{" "}
        <small>…{id.slice(-8)}</small>
      </h1>
      {checked.error !== null && <FaultNotice error={checked.error} retry={() => void checked.refetch()} />}
      {checked.isPending && <Loading />}
      {checks !== undefined && <PacketChecks desk={desk} checks={checks} packet={packet} />}
      {answered !== undefined && (packet === undefined || recorded.isFetched) && (
        <AnswerPacket desk={desk} packet={answered} broken={refusal?.reason} recorded={recorded.data?.receipt} />
      )}
      {packet !== undefined && (
        <OpenedPacketView nameOf={nameOf} packet={packet} recorded={recorded.data ?? undefined} />
      )}
      {packet !== undefined && transfer !== undefined && (
        <Suspense fallback={<Loading />}>
          <FeedbackSection desk={desk} packet={packet} transfer={transfer} />
        </Suspense>
      )}
    </>
  );
});
