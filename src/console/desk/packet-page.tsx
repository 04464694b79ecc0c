import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import type { ComponentType } from "react";
import { wordOf } from "../../domain/words/words.ts";
import { useSpeech } from "../app/language.tsx";
import { useTitle } from "../app/page-title.ts";
import { FaultNotice } from "../parts/fault-notice.tsx";
import { Loading } from "../parts/loading.tsx";
import { AnswerPacket } from "./answer-packet.tsx";
import { atDesk } from "./at-desk.tsx";
import { checkPacket } from "./check-packet.ts";
import type { Desk } from "./desk.tsx";
import { OpenedPacketView } from "./opened-packet.tsx";
import { PacketChecks } from "./packet-checks.tsx";

/** One packet: what was verified, what it says, and the answer to it. */
export const PacketPage: ComponentType = atDesk(function PacketPage({ desk }: { readonly desk: Desk }) {
  const { say, pick } = useSpeech();
  useTitle("packet.title");
  const { id = "" }: { readonly id?: string } = useParams({ strict: false });
  const checked = useQuery({
    queryKey: ["packet", desk.party, id],
    queryFn: ({ signal }) => checkPacket(desk, id, signal),
    staleTime: Infinity,
  });
  const { packet, refusal, checks } = checked.data ?? {};
  const answered = packet ?? (refusal && { id, digest: refusal.digest });
  return (
    <>
      <h1>
        {packet === undefined ? say("packet.title") : pick(wordOf("message", packet.type))}{" "}
        <small>…{id.slice(-8)}</small>
      </h1>
      {checked.error !== null && <FaultNotice error={checked.error} retry={() => void checked.refetch()} />}
      {checked.isPending && <Loading />}
      {checks !== undefined && <PacketChecks desk={desk} checks={checks} packet={packet} />}
      {answered !== undefined && <AnswerPacket desk={desk} packet={answered} broken={refusal?.reason} />}
      {packet !== undefined && <OpenedPacketView desk={desk} packet={packet} />}
    </>
  );
});
