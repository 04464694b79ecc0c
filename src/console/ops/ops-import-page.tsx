import { useMutation } from "@tanstack/react-query";
import { type ComponentType, useState } from "react";
import type { ImportAnswer } from "../../domain/generated/answers.ts";
import { Carrier, fileTypeOf } from "../../sdk/carrier.ts";
import { useSpeech } from "../app/language.tsx";
import { useTitle } from "../app/page-title.ts";
import type { Desk } from "../desk/desk.tsx";
import { usePartyNames } from "../desk/parties.ts";
import { describeFault } from "../parts/describe-fault.ts";
import { FileDrop } from "../parts/file-drop.tsx";
import { RecordTable } from "../parts/record-table.tsx";
import { StatusTag } from "../parts/status-tag.tsx";
import { atOpsDesk } from "../desk/at-desk.tsx";

/** Largest file that is read, bytes. */
const MAX_FILE = 32 * 2 ** 20;

/** What became of a file. */
interface Result {
  readonly id: string;
  readonly file: string;
  readonly answer?: ImportAnswer;
  /** Why nothing was done; absent with an answer: it is none of these files. */
  readonly error?: Error;
}

/** Hands in what came on a disc. */
export const OpsImportPage: ComponentType = atOpsDesk(function OpsImportPage({ desk }: { readonly desk: Desk }) {
  const speech = useSpeech();
  const { say } = speech;
  useTitle("ops.import");
  const nameOf = usePartyNames(desk);
  const [results, setResults] = useState<readonly Result[]>([]);
  const add = useMutation({
    mutationFn: (file: File) => handIn(desk, file),
    onSuccess: (result) => setResults((before) => [{ ...result, id: String(before.length) }, ...before]),
  });
  const kinds = { receipt: "ops.import.receipt", message: "ops.import.message" } as const;
  return (
    <>
      <h1>{say("ops.import")}</h1>
      <p>{say("ops.importWhat")}</p>
      <FileDrop
        label={say("ops.importFile")}
        accept=".aidreceipt,.jws,.jwe,.jose"
        chosen={add.isPending ? add.variables.name : undefined}
        take={add.mutate}
      />
      <div aria-live="polite">
        {results.length > 0 && (
          <RecordTable
            caption={say("ops.results")}
            idOf={({ id }) => id}
            rows={results}
            columns={[
              { id: "file", title: say("ops.importOne"), names: true, cell: ({ file }) => file },
              {
                id: "kind",
                title: say("archive.type"),
                cell: ({ answer }) => (answer === undefined ? "–" : say(kinds[answer.kind])),
              },
              { id: "from", title: say("ops.sender"), cell: ({ answer }) => (answer ? nameOf(answer.from) : "–") },
              {
                id: "result",
                title: say("ops.results"),
                cell: ({ answer, error }) =>
                  answer === undefined ? (
                    <>
                      <StatusTag tone="bad">{say("ops.notDone")}</StatusTag>{" "}
                      {error === undefined ? say("ops.importBad") : describeFault(error, speech).title}
                    </>
                  ) : (
                    <StatusTag tone="good">{say(answer.repeat ? "ops.importRepeat" : "ops.importTaken")}</StatusTag>
                  ),
              },
            ]}
          />
        )}
      </div>
    </>
  );
});

async function handIn({ department }: Desk, file: File): Promise<Omit<Result, "id">> {
  const text = file.size > MAX_FILE ? "" : (await file.text()).trim();
  if (fileTypeOf(text) === undefined) return { file: file.name };
  try {
    return { file: file.name, answer: await new Carrier(department.client).handIn(text) };
  } catch (error) {
    return { file: file.name, error: error instanceof Error ? error : new Error(String(error)) };
  }
}
