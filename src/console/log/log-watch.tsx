import { useQuery } from "@tanstack/react-query";
import { Alert, Button } from "antd";
import { useState } from "react";
import { platform } from "../../sdk/environment.ts";
import { encodeBase64 } from "../../wire/base64.ts";
import { isObject } from "../../wire/value.ts";
import { useSpeech } from "../app/language.tsx";
import { useGateway } from "../app/queries.ts";
import { localTime } from "../parts/clock-time.tsx";
import { FaultNotice } from "../parts/fault-notice.tsx";
import { grewFrom, type PublishedLog, type Watched } from "./published-log.ts";

/** Keeps a checkpoint in this browser, and warns when the log did not grow from it. */
export function LogWatch({ log }: { readonly log: PublishedLog }) {
  const { say } = useSpeech();
  const { data: gateway } = useGateway();
  const place = `aidx.log.${log.checkpoint.origin}`;
  const [kept, setKept] = useState(() => readKept(localStorage.getItem(place)));
  const check = useQuery({
    queryKey: ["watch", kept, log.checkpoint.size],
    enabled: kept !== undefined,
    queryFn: async () => kept !== undefined && (await grewFrom(log, kept)),
  });
  const keep = () => {
    const { size, root } = log.checkpoint;
    const watched = { size, root: encodeBase64(root), at: platform.now() };
    localStorage.setItem(place, JSON.stringify(watched));
    setKept(watched);
  };
  const drop = () => {
    localStorage.removeItem(place);
    setKept(undefined);
  };
  if (kept === undefined) {
    return (
      <section>
        <h2>{say("log.watch")}</h2>
        <p>{say("log.watchWhat")}</p>
        <Button onClick={keep}>{say("log.watch")}</Button>
      </section>
    );
  }
  const time = localTime(kept.at, gateway?.utcOffset ?? 0);
  return (
    <section>
      <h2>{say("log.watch")}</h2>
      <div aria-live="polite">
        {check.error !== null && <FaultNotice error={check.error} />}
        {check.data === true && (
          <Alert type="success" showIcon title={say("log.watchHolds", { size: kept.size, time })} />
        )}
        {check.data === false && <Alert type="error" showIcon title={say("log.watchFork")} />}
      </div>
      <p>
        <Button onClick={drop}>{say("log.watchDrop")}</Button>
      </p>
    </section>
  );
}

/** Reads what is kept; undefined for anything else. */
function readKept(text: string | null): Watched | undefined {
  try {
    const kept: unknown = JSON.parse(text ?? "null");
    if (!isObject(kept)) return undefined;
    const { size, root, at } = kept;
    const whole = Number.isSafeInteger(size) && typeof root === "string" && typeof at === "number";
    return whole ? { size: Number(size), root, at } : undefined;
  } catch {
    return undefined;
  }
}
