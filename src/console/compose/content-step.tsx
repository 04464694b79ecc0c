import { Alert, Button, Checkbox } from "antd";
import { useRef, useState } from "react";
import { SHEET_ERRORS, SheetError } from "../../sheets/workbook.ts";
import { itemsAt } from "../../sheets/write-list.ts";
import { useSpeech } from "../app/language.tsx";
import type { Desk } from "../desk/desk.tsx";
import { FileDrop } from "../parts/file-drop.tsx";
import { saveFile } from "../parts/save-file.ts";
import type { DocumentFaults } from "./document-faults.ts";
import { DocumentForm, type Jump } from "./document-form.tsx";
import type { ComposedType, DocumentRules } from "./document-rules.ts";
import type { Draft, Written } from "./draft.ts";
import { FaultList } from "./fault-list.tsx";
import { LetterPrint } from "./letter-print.tsx";
import { OwnListFile } from "./own-list.tsx";

interface Props {
  readonly desk: Desk;
  /** Department that a letter is about. */
  readonly department: string | undefined;
  readonly rules: DocumentRules;
  readonly draft: Draft;
  readonly change: (draft: Draft) => void;
  readonly faults: DocumentFaults;
  /** The faults are those of the document as it is now. */
  readonly settled: boolean;
}

/** Types for which officers know a workbook; the others have a few fields. */
const BY_WORKBOOK: ReadonlySet<ComposedType> = new Set([
  "aid-subject-list",
  "supplement",
  "correction",
  "reverse-lead",
]);

/** First step: the document, from a workbook or by form, with its faults beside the fields while it is written. */
export function ContentStep({ desk, department, rules, draft, change, faults, settled }: Props) {
  const { say, pick } = useSpeech();
  const [wrong, setWrong] = useState<string>();
  const [jump, setJump] = useState<Jump>();
  const { file } = draft;
  const { complete = (document: Written) => document, letter } = draft.derived ?? {};
  // Two changes may come before the page is drawn again: the second one is made to what the first one left.
  const latest = useRef(draft);
  latest.current = draft;
  const write = (edit: (document: Written) => Written) => {
    const { document: before, revision } = latest.current;
    latest.current = { ...latest.current, document: complete(edit(before)), revision: revision + 1 };
    change(latest.current);
  };
  const take = async (chosen: File) => {
    setWrong(undefined);
    const { readWorkbook } = await import("./read-workbook.ts");
    try {
      const { document, faults, notes, placeOf } = await readWorkbook(chosen, rules.layout);
      const { to: _chosenBefore, ...kept } = draft;
      const read = { name: chosen.name, faults, notes, placeOf };
      change({ ...kept, document, file: read, compared: false, reasons: {}, revision: draft.revision + 1 });
    } catch (error) {
      if (!(error instanceof SheetError)) throw error;
      setWrong(pick(SHEET_ERRORS[error.code]));
    }
  };
  const download = async () => {
    const { templateWorkbook } = await import("./read-workbook.ts");
    saveFile(say("compose.templateName"), templateWorkbook(rules.layout));
  };
  const persons = itemsAt(draft.document, rules.persons).length;
  const unread = (file?.faults.length ?? 0) > 0;
  return (
    <>
      {letter !== undefined && <LetterPrint letter={letter(draft.document)} />}
      <div className="no-print">
        {draft.thread !== undefined && (
          <OwnListFile
            desk={desk}
            rules={rules}
            draft={draft}
            thread={draft.thread}
            department={department}
            change={change}
          />
        )}
        {BY_WORKBOOK.has(draft.type) && (
          <section>
            <h2>{say("compose.workbook")}</h2>
            <p>{say("compose.workbookWhat")}</p>
            <p>
              <Button onClick={() => void download()}>{say("compose.template")}</Button>
            </p>
            <FileDrop label={say("compose.choose")} accept=".xlsx" chosen={file?.name} take={(one) => void take(one)} />
          </section>
        )}
        <div aria-live="polite">
          {wrong !== undefined && <Alert type="error" showIcon title={wrong} />}
          <Alert
            type={faults.faults.length > 0 ? "warning" : "success"}
            showIcon
            title={say("compose.counts", { persons, faults: faults.faults.length, hints: faults.hints.length })}
          />
        </div>
        {unread && (
          <p className="line">
            <span>{say("compose.unread")}</span>
            <Button onClick={() => file !== undefined && change({ ...draft, file: { ...file, faults: [] } })}>
              {say("compose.unreadGo")}
            </Button>
          </p>
        )}
        {faults.faults.some(({ code }) => code === "sheet-zeros") && (
          <Checkbox checked={draft.compared} onChange={({ target }) => change({ ...draft, compared: target.checked })}>
            {say("compose.compared")}
          </Checkbox>
        )}
        <FaultList title={say("compose.faults")} list={faults.faults} jump={setJump} />
        <FaultList title={say("compose.hints")} list={faults.hints} jump={setJump} />
        <DocumentForm
          rules={rules}
          document={draft.document}
          write={write}
          faults={settled ? faults.faults : []}
          jump={jump}
          names={draft.derived?.names}
        />
      </div>
    </>
  );
}
