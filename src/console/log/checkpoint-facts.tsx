import { Button } from "antd";
import { encodeBase64 } from "../../wire/base64.ts";
import { useSpeech } from "../app/language.tsx";
import { ClockTime } from "../parts/clock-time.tsx";
import { Verdict } from "../parts/verdict.tsx";
import type { PublishedLog } from "./published-log.ts";

interface Props {
  readonly log: PublishedLog;
  /** Whether the reader brought the key. */
  readonly own: boolean;
  /** When it was read, ms. */
  readonly at: number;
  readonly refresh: () => unknown;
}

/** What the newest checkpoint says, and what was verified of it. */
export function CheckpointFacts({ log: { checkpoint }, own, at, refresh }: Props) {
  const { say } = useSpeech();
  return (
    <section>
      <dl className="facts">
        <dt>{say("log.origin")}</dt>
        <dd>{checkpoint.origin}</dd>
        <dt>{say("log.size")}</dt>
        <dd>{checkpoint.size}</dd>
        <dt>{say("log.root")}</dt>
        <dd>
          <code>{encodeBase64(checkpoint.root)}</code>
        </dd>
        <dt>{say("log.signature")}</dt>
        <dd>
          <Verdict status="passed" />
        </dd>
        <dt>{say("log.tree")}</dt>
        <dd>
          <Verdict status="passed" />
        </dd>
        <dt>{say("log.keySource")}</dt>
        <dd>
          <Verdict status={own ? "passed" : "not-checked"} /> {say(own ? "log.keyOwn" : "log.keyPublished")}
        </dd>
      </dl>
      <p className="quiet">
        {say("state.stale", { time: "" })}
        <ClockTime at={at} />{" "}
        <Button size="small" onClick={() => void refresh()}>
          {say("state.refresh")}
        </Button>
      </p>
    </section>
  );
}
