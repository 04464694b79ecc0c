import { useSpeech } from "../app/language.tsx";
import { ClockTime } from "../parts/clock-time.tsx";
import { RecordTable } from "../parts/record-table.tsx";
import { Verdict } from "../parts/verdict.tsx";
import type { PublishedLog } from "./published-log.ts";

/** The witnesses that the gateway names, and what each has cosigned last. */
export function WitnessList({ log: { witnesses, quorum } }: { readonly log: PublishedLog }) {
  const { say } = useSpeech();
  return (
    <section>
      <h2>{say("log.witnesses")}</h2>
      {witnesses.length === 0 ? (
        <p>{say("log.noWitnesses")}</p>
      ) : (
        <>
          <p>{say("log.quorum", { count: quorum })}</p>
          <RecordTable
            caption={say("log.witnesses")}
            idOf={({ name }) => name}
            rows={witnesses}
            columns={[
              { id: "name", title: say("log.witness"), cell: ({ name }) => name, names: true },
              {
                id: "verdict",
                title: say("log.signature"),
                cell: ({ signed }) => <Verdict status={signed === undefined ? "not-checked" : "passed"} />,
              },
              {
                id: "at",
                title: say("log.witnessed"),
                cell: ({ signed }) => (signed === undefined ? "" : <ClockTime at={signed.at} />),
              },
              { id: "size", title: say("log.witnessedSize"), cell: ({ signed }) => signed?.size ?? "" },
            ]}
          />
        </>
      )}
    </section>
  );
}
