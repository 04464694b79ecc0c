import { useMutation } from "@tanstack/react-query";
import { Alert, Button, Input } from "antd";
import { type SubmitEvent, useState } from "react";
import { useSpeech } from "../app/language.tsx";
import { FaultNotice } from "../parts/fault-notice.tsx";
import { Verdict } from "../parts/verdict.tsx";
import { ProofPath } from "./proof-path.tsx";
import { findEntry, type FoundEntry, type PublishedLog, readSought } from "./published-log.ts";

/** Looks an entry up by its index or leaf hash, and verifies its place. */
export function EntrySearch({ log }: { readonly log: PublishedLog }) {
  const { say } = useSpeech();
  const [text, setText] = useState("");
  const [wrong, setWrong] = useState<string>();
  const search = useMutation({
    mutationFn: async (sought: NonNullable<ReturnType<typeof readSought>>) => (await findEntry(log, sought)) ?? null,
  });
  const find = (event: SubmitEvent) => {
    event.preventDefault();
    const sought = readSought(text);
    const { size } = log.checkpoint;
    const beyond = sought !== undefined && "index" in sought && sought.index >= size;
    setWrong(sought === undefined ? say("log.badQuery") : beyond ? say("log.beyond", { size }) : undefined);
    search.reset();
    if (sought !== undefined && !beyond) search.mutate(sought);
  };
  return (
    <section>
      <h2>{say("log.lookup")}</h2>
      <form className="line" onSubmit={find}>
        <label>
          {say("log.lookupLabel")}
          <Input value={text} onChange={({ target }) => setText(target.value)} maxLength={128} />
        </label>
        <Button type="primary" htmlType="submit" loading={search.isPending}>
          {say("log.lookupDo")}
        </Button>
      </form>
      <div aria-live="polite">
        {wrong !== undefined && <Alert type="warning" showIcon title={wrong} />}
        {search.error !== null && <FaultNotice error={search.error} />}
        {search.data === null && <Alert type="info" showIcon title={say("log.notThere")} />}
        {search.data && <EntryProof entry={search.data} />}
      </div>
    </section>
  );
}

function EntryProof({ entry }: { readonly entry: FoundEntry }) {
  const { say } = useSpeech();
  return (
    <>
      <dl className="facts">
        <dt>{say("log.inclusion")}</dt>
        <dd>
          <Verdict status={entry.holds ? "passed" : "failed"} />
        </dd>
        <dt>{say("log.index")}</dt>
        <dd>{entry.index}</dd>
        <dt>{say("log.leaf")}</dt>
        <dd>
          <code>{entry.leafHash}</code>
        </dd>
      </dl>
      <details>
        <summary>{say("log.path")}</summary>
        <ProofPath entry={entry} />
      </details>
    </>
  );
}
