import { wordOf } from "../../domain/words/words.ts";
import { useSpeech } from "../app/language.tsx";
import { PACKET_TONES } from "./packet-tones.ts";
import { StatusTag } from "./status-tag.tsx";

/** State of a packet in words, with the reason of a refusal. */
export function PacketStanding({ state, reason }: { readonly state: string; readonly reason?: string | undefined }) {
  const { pick } = useSpeech();
  return (
    <>
      <StatusTag tone={PACKET_TONES[state] ?? "open"}>{pick(wordOf("state", state))}</StatusTag>{" "}
      {reason !== undefined && pick(wordOf("reason", reason))}
    </>
  );
}
