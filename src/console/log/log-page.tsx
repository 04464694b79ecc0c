import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useSpeech } from "../app/language.tsx";
import { useTitle } from "../app/page-title.ts";
import { useGateway } from "../app/queries.ts";
import { FaultNotice } from "../parts/fault-notice.tsx";
import { Loading } from "../parts/loading.tsx";
import { CheckpointFacts } from "./checkpoint-facts.tsx";
import { EntrySearch } from "./entry-search.tsx";
import { GrowthCheck } from "./growth-check.tsx";
import { keptLogKey, LogKeyChoice } from "./log-key-choice.tsx";
import { LogWatch } from "./log-watch.tsx";
import { openPublishedLog } from "./published-log.ts";
import { WitnessList } from "./witness-list.tsx";

/** The published log, for everyone: verified in the page. */
export function LogPage() {
  const { say } = useSpeech();
  useTitle("log.title");
  const gateway = useGateway();
  const [ownKey, setOwnKey] = useState(keptLogKey);
  const log = useQuery({
    queryKey: ["log", ownKey],
    enabled: gateway.data !== undefined,
    // The answer must not be undefined.
    queryFn: async () =>
      gateway.data === undefined
        ? null
        : ((await openPublishedLog(gateway.data, ownKey === undefined ? gateway.data.log.keys : [ownKey])) ?? null),
  });
  const error = gateway.error ?? log.error;
  return (
    <>
      <h1>{say("log.title")}</h1>
      <p>{say("log.what")}</p>
      {error !== null ? (
        <FaultNotice error={error} retry={() => void (gateway.error === null ? log : gateway).refetch()} />
      ) : log.data === undefined ? (
        <Loading />
      ) : log.data === null ? (
        <p>{say("log.notBegun")}</p>
      ) : (
        <>
          <CheckpointFacts log={log.data} own={ownKey !== undefined} at={log.dataUpdatedAt} refresh={log.refetch} />
          <WitnessList log={log.data} />
          <LogWatch log={log.data} />
          <EntrySearch log={log.data} />
          <GrowthCheck log={log.data} />
        </>
      )}
      <LogKeyChoice own={ownKey} choose={setOwnKey} />
    </>
  );
}
