import type { LogPosition, LogStage } from "../../domain/log-stage.ts";
import { wordOf } from "../../domain/words/words.ts";
import { useSpeech } from "../app/language.tsx";
import { StatusTag, type Tone } from "../parts/status-tag.tsx";

const TONES: Readonly<Record<LogStage, Tone>> = {
  pending: "open",
  sequenced: "busy",
  published: "good",
  witnessed: "good",
};

/** How far an entry has come in the log, with its index. */
export function LoggedPlace({ log: { stage, index } }: { readonly log: LogPosition }) {
  const { pick } = useSpeech();
  return (
    <>
      <StatusTag tone={TONES[stage]}>{pick(wordOf("stage", stage))}</StatusTag> {index !== undefined && `#${index}`}
    </>
  );
}
