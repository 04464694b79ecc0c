import type { MessageView, TimelineItem } from "../../domain/generated/answers.ts";
import { wordOf } from "../../domain/words/words.ts";
import { useSpeech } from "../app/language.tsx";
import { ClockTime } from "../parts/clock-time.tsx";

interface Props {
  readonly view: MessageView;
  readonly nameOf: (party: string) => string;
}

/** What was recorded of a message, the oldest first: what, when, by whom, for which recipient, and how far its entry is. */
export function Timeline({ view: { timeline, packets }, nameOf }: Props) {
  const { say, pick } = useSpeech();
  const recipients = new Map(packets.map(({ id, recipient }) => [id, recipient]));
  const recipientOf = (item: TimelineItem) => {
    const packet = item["packet"];
    const recipient = typeof packet === "string" ? recipients.get(packet) : undefined;
    return recipient === undefined ? "" : nameOf(recipient);
  };
  return (
    <section>
      <h2>{say("sent.timeline")}</h2>
      <ol className="timeline">
        {timeline.map((item) => (
          <li key={item.log.leafHash}>
            <ClockTime at={item.time} /> <strong>{pick(wordOf("entry", item.type))}</strong> {recipientOf(item)}{" "}
            <span className="quiet">
              {nameOf(item.actor)} · {pick(wordOf("stage", item.log.stage))}
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
}
