import type { PacketState } from "../../domain/packet.ts";
import { wordOf } from "../../domain/words/words.ts";
import { useSpeech } from "../app/language.tsx";
import { PACKET_TONES } from "../parts/packet-tones.ts";
import { StatusTag } from "../parts/status-tag.tsx";

interface Props {
  readonly state: PacketState;
  readonly overdue: boolean;
  readonly name: string;
}

/** A recipient with the state of its packet: by sign, colour and words. */
export function StateDot({ state, overdue, name }: Props) {
  const { say, pick } = useSpeech();
  const tone = overdue ? "bad" : (PACKET_TONES[state] ?? "open");
  return (
    <StatusTag tone={tone}>
      {name} <small>{overdue ? say("sent.overdue") : pick(wordOf("state", state))}</small>
    </StatusTag>
  );
}
