import { useMutation } from "@tanstack/react-query";
import { Alert, Button } from "antd";
import { useEffect, useState } from "react";
import type { EndpointTest, OperatorEndpoint } from "../../domain/generated/answers.ts";
import { causeWord, wordOf } from "../../domain/words/words.ts";
import { PAUSE_REASONS } from "../../domain/endpoint-pause.ts";
import { platform } from "../../sdk/environment.ts";
import { useSpeech } from "../app/language.tsx";
import type { Desk } from "../desk/desk.tsx";
import { Dialog } from "../parts/dialog.tsx";
import { FaultNotice } from "../parts/fault-notice.tsx";
import { Operator } from "./operator.ts";

/** What is to be done about a party's endpoint. */
export interface EndpointAction {
  readonly what: "off" | "on" | "pause" | "test";
  readonly party: string;
  readonly name: string;
}

interface Props {
  readonly desk: Desk;
  readonly action: EndpointAction | undefined;
  readonly over: () => void;
  readonly done: () => void;
}

/** First end of a pause that is offered, ms from now. */
const FIRST_PAUSE_MS = 2 * 3_600_000;

/** Does what was chosen: turning on and testing at once, turning off and pausing after a question. */
export function EndpointActions({ desk, action, over, done }: Props) {
  const { say, pick } = useSpeech();
  const [tested, setTested] = useState<EndpointTest & { readonly name: string }>();
  const [reason, setReason] = useState<string>(PAUSE_REASONS[0]);
  const [until, setUntil] = useState("");
  const work = useMutation({
    mutationFn: async ({ what, party, name }: EndpointAction) => {
      const operator = new Operator(desk);
      setTested(undefined);
      if (what === "test") return setTested({ ...(await operator.test(party)), name });
      await turn(operator, what, party, { reason, until });
    },
    onSuccess: done,
    onSettled: over,
  });
  const { mutate } = work;
  useEffect(() => {
    if (action?.what === "on" || action?.what === "test") mutate(action);
    if (action?.what === "pause") setUntil(localMinute(platform.now() + FIRST_PAUSE_MS));
  }, [action, mutate]);
  const asked = action?.what === "off" || action?.what === "pause" ? action : undefined;
  return (
    <>
      <Dialog
        open={asked !== undefined}
        close={over}
        title={asked === undefined ? "" : say(asked.what === "off" ? "ops.offOf" : "ops.pauseOf", { name: asked.name })}
        actions={
          <Button
            type="primary"
            loading={work.isPending}
            disabled={asked?.what === "pause" && until === ""}
            onClick={() => asked !== undefined && mutate(asked)}
          >
            {say(asked?.what === "off" ? "ops.turnOff" : "ops.pause")}
          </Button>
        }
      >
        {asked?.what === "off" ? (
          <p>{say("ops.offSure")}</p>
        ) : (
          <>
            <p>{say("ops.pauseWhat")}</p>
            <p className="line">
              <label>
                {say("ops.pauseReason")}
                <select value={reason} onChange={({ target }) => setReason(target.value)}>
                  {PAUSE_REASONS.map((code) => (
                    <option key={code} value={code}>
                      {pick(wordOf("cause", code))}
                    </option>
                  ))}
                </select>
              </label>
              <label>
                {say("ops.pauseUntil")}
                <input type="datetime-local" value={until} onChange={({ target }) => setUntil(target.value)} />
              </label>
            </p>
          </>
        )}
      </Dialog>
      <div aria-live="polite">
        {work.error !== null && <FaultNotice error={work.error} />}
        {tested !== undefined && (
          <Alert
            type={tested.outcome === "taken" ? "success" : "warning"}
            showIcon
            title={say("ops.tested", {
              name: tested.name,
              outcome: pick(wordOf("test", tested.outcome)),
              code: pick(causeWord(tested.code)),
              ms: tested.milliseconds,
            })}
          />
        )}
      </div>
    </>
  );
}

function turn(
  operator: Operator,
  what: "off" | "on" | "pause",
  party: string,
  pause: { readonly reason: string; readonly until: string },
): Promise<OperatorEndpoint> {
  if (what !== "pause") return operator.turn(party, what);
  return operator.pause(party, { reason: pause.reason, until: new Date(pause.until).toISOString() });
}

/** Writes a time as a field for local times has it. */
function localMinute(at: number): string {
  return new Date(at - new Date(at).getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}
