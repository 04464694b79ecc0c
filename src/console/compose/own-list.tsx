import { type QueryClient, useMutation, useQueryClient } from "@tanstack/react-query";
import { Alert, Button, Input } from "antd";
import { useState } from "react";
import { Cases } from "../../sdk/cases.ts";
import { platform } from "../../sdk/environment.ts";
import { present } from "../../wire/present.ts";
import { SHEET_ERRORS, SheetError } from "../../sheets/workbook.ts";
import { useSpeech } from "../app/language.tsx";
import type { Desk } from "../desk/desk.tsx";
import { chinaTime } from "../parts/china-time.ts";
import { FaultNotice } from "../parts/fault-notice.tsx";
import { FileDrop } from "../parts/file-drop.tsx";
import type { WordId } from "../words/words.ts";
import { type DocumentRules, useDocumentRules } from "./document-rules.ts";
import type { Draft } from "./draft.ts";
import { completed } from "./edit-document.ts";
import type { OwnList } from "./read-own-list.ts";

interface Props {
  readonly desk: Desk;
  readonly rules: DocumentRules;
  readonly draft: Draft;
  /** Thread of the list. */
  readonly thread: string;
  /** Department that a letter is about. */
  readonly department: string | undefined;
  readonly change: (draft: Draft) => void;
}

/** Longest wait for what the draft is made of, ms. */
const PATIENCE = 30_000;

/** A file that is not the list of the thread. */
class NotTheList extends Error {
  readonly word: WordId;

  constructor(word: WordId) {
    super(word);
    this.word = word;
  }
}

/** Keeps the list of a thread in this page's memory, until it is closed or the unit signs out. */
export function keepOwnList(queries: QueryClient, desk: Desk, thread: string, list: unknown): void {
  const queryKey = keyOf(desk, thread);
  queries.setQueryDefaults(queryKey, { gcTime: Infinity });
  queries.setQueryData(queryKey, list);
}

function keyOf({ party }: Desk, thread: string) {
  return ["own list", party, thread] as const;
}

/** Fills in a document from the list that the unit sent: from this page's memory, or from the file that the unit kept. */
export function OwnListFile({ desk, rules, draft, thread, department, change }: Props) {
  const { say, pick } = useSpeech();
  const queries = useQueryClient();
  const known = queries.getQueryData<OwnList>(keyOf(desk, thread));
  const listRules = useDocumentRules("aid-subject-list");
  const [file, setFile] = useState<File>();
  const [passphrase, setPassphrase] = useState("");
  const fill = useMutation({
    mutationFn: async () => {
      const signal = AbortSignal.timeout(PATIENCE);
      const list = known ?? (await chosen(desk, thread, { file, passphrase, rules: listRules.data }, signal));
      const { followList } = await import("./follow-list.ts");
      const now = chinaTime(platform.now());
      return { list, ...(await followList({ desk, type: draft.type, thread, list, department, now, signal })) };
    },
    onSuccess: ({ list, document, ...rest }) => {
      keepOwnList(queries, desk, thread, list);
      const { complete, letter, to } = rest;
      const whole = completed(rules.field, { ...(complete?.(document) ?? document) });
      const names = new Map(list.subjects.map(({ personId, identity }) => [personId, identity.name]));
      const addressed = present({ to });
      const derived = { names, ...present({ complete, letter }), ...addressed };
      change({ ...draft, document: whole, derived, ...addressed, revision: draft.revision + 1 });
    },
  });
  const needsPassphrase = file !== undefined && /\.jwe$/i.test(file.name);
  const { error } = fill;
  return (
    <section className="form">
      <h2>{say("follow.title")}</h2>
      <p>{say(known === undefined ? "follow.what" : "follow.known")}</p>
      {known === undefined && (
        <FileDrop label={say("follow.choose")} accept=".xlsx,.jwe,.json" chosen={file?.name} take={setFile} />
      )}
      {needsPassphrase && (
        <label>
          {say("follow.passphrase")}
          <Input.Password
            value={passphrase}
            visibilityToggle={false}
            autoComplete="off"
            onChange={({ target }) => setPassphrase(target.value)}
          />
        </label>
      )}
      <p>
        <Button
          disabled={listRules.data === undefined || (known === undefined && file === undefined)}
          loading={fill.isPending}
          onClick={() => fill.mutate()}
        >
          {say("follow.fill")}
        </Button>
      </p>
      <div aria-live="polite">
        {error instanceof NotTheList && <Alert type="error" showIcon title={say(error.word)} />}
        {error instanceof SheetError && <Alert type="error" showIcon title={pick(SHEET_ERRORS[error.code])} />}
        {error !== null && !(error instanceof NotTheList || error instanceof SheetError) && (
          <FaultNotice error={error} retry={() => fill.mutate()} />
        )}
        {fill.data?.note !== undefined && <Alert type="info" showIcon title={say(fill.data.note)} />}
      </div>
    </section>
  );
}

interface Chosen {
  readonly file: File | undefined;
  readonly passphrase: string;
  readonly rules: DocumentRules | undefined;
}

/** Reads the list from a file, and makes sure that it is that of the thread. */
async function chosen(desk: Desk, thread: string, { file, passphrase, rules }: Chosen, signal: AbortSignal) {
  if (file === undefined || rules === undefined) throw new NotTheList("follow.bad");
  const { readOwnList } = await import("./read-own-list.ts");
  const list = await readOwnList(file, passphrase, rules);
  if (list === undefined) throw new NotTheList("follow.bad");
  const ids = list.subjects.map(({ personId }) => personId);
  const persons = await new Cases(desk.department.client).personsByRef(thread, ids, { signal });
  if (persons.size === 0) throw new NotTheList("follow.other");
  return list;
}
