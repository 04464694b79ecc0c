import type { Progress } from "../../domain/generated/answers.ts";
import { wordOf } from "../../domain/words/words.ts";
import { useSpeech } from "../app/language.tsx";
import { ClockTime } from "../parts/clock-time.tsx";
import { StatusTag } from "../parts/status-tag.tsx";

interface Props {
  readonly progress: Progress;
  readonly nameOf: (party: string) => string;
}

/** The four milestones of a message, and who has not confirmed. */
export function MilestoneSteps({ progress: { milestones, unconfirmed }, nameOf }: Props) {
  const { say, pick } = useSpeech();
  return (
    <section aria-label={say("sent.milestones")}>
      <ol className="milestones">
        {milestones.map(({ name, done, of, at }) => (
          <li key={name}>
            <StatusTag tone={at !== undefined ? "good" : done > 0 ? "busy" : "open"}>
              {pick(wordOf("milestone", name))} {done}/{of}
            </StatusTag>
            {at !== undefined && (
              <small>
                <ClockTime at={at} />
              </small>
            )}
          </li>
        ))}
      </ol>
      {unconfirmed.length > 0 && <p>{say("sent.unconfirmed", { units: unconfirmed.map(nameOf).join("、") })}</p>}
    </section>
  );
}
