import { useMutation } from "@tanstack/react-query";
import { Alert, Button, Input } from "antd";
import { type SubmitEvent, useState } from "react";
import { decodeBase64 } from "../../wire/base64.ts";
import { useSpeech } from "../app/language.tsx";
import { FaultNotice } from "../parts/fault-notice.tsx";
import { Verdict } from "../parts/verdict.tsx";
import { growthBetween, type PublishedLog } from "./published-log.ts";

/** Verifies that the log only grew between two sizes. */
export function GrowthCheck({ log }: { readonly log: PublishedLog }) {
  const { say } = useSpeech();
  const { size } = log.checkpoint;
  const [from, setFrom] = useState("1");
  const [to, setTo] = useState(String(size));
  const [held, setHeld] = useState("");
  const [wrong, setWrong] = useState<string>();
  const check = useMutation({ mutationFn: (root: Uint8Array | undefined) => growthBetween(log, +from, +to, root) });
  const verify = (event: SubmitEvent) => {
    event.preventDefault();
    const root = held.trim() === "" ? undefined : decodeBase64(held.trim());
    const sizes = [from, to].every((text) => /^[1-9]\d{0,14}$/.test(text)) && +from <= +to && +to <= size;
    const heldBad = held.trim() !== "" && root?.length !== 32;
    setWrong(sizes ? (heldBad ? say("log.heldBad") : undefined) : say("log.sizes", { size }));
    check.reset();
    if (sizes && !heldBad) check.mutate(root);
  };
  return (
    <section>
      <h2>{say("log.growth")}</h2>
      <p>{say("log.growthWhat")}</p>
      <form className="line" onSubmit={verify}>
        <label>
          {say("log.from")}
          <Input inputMode="numeric" value={from} onChange={({ target }) => setFrom(target.value)} maxLength={15} />
        </label>
        <label>
          {say("log.to")}
          <Input inputMode="numeric" value={to} onChange={({ target }) => setTo(target.value)} maxLength={15} />
        </label>
        <label>
          {say("log.held")}
          <Input value={held} onChange={({ target }) => setHeld(target.value)} maxLength={64} />
        </label>
        <Button htmlType="submit" loading={check.isPending}>
          {say("log.growthDo")}
        </Button>
      </form>
      <div aria-live="polite">
        {wrong !== undefined && <Alert type="warning" showIcon title={wrong} />}
        {check.error !== null && <FaultNotice error={check.error} />}
        {check.data !== undefined && (
          <dl className="facts">
            <dt>
              {say(check.data.holds ? "log.growthHolds" : "log.growthFails", {
                from: check.data.from,
                to: check.data.to,
              })}
            </dt>
            <dd>
              <Verdict status={check.data.holds ? "passed" : "failed"} />
            </dd>
            <dt>{say("log.from")}</dt>
            <dd>
              <code>{check.data.older}</code>
            </dd>
            <dt>{say("log.to")}</dt>
            <dd>
              <code>{check.data.newer}</code>
            </dd>
          </dl>
        )}
      </div>
    </section>
  );
}
