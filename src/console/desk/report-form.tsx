import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Alert, Button } from "antd";
import { useState } from "react";
import { NEED_WORDS } from "../../domain/words/need-words.ts";
import type { OpenedPacket } from "../../sdk/packet.ts";
import type { Field } from "../../schema/field.ts";
import { useSpeech } from "../app/language.tsx";
import { Dialog } from "../parts/dialog.tsx";
import { FaultNotice } from "../parts/fault-notice.tsx";
import { SchemaInput } from "../parts/schema-input.tsx";
import { answerForm, fieldFaults, type FormValues, readAnswerForm } from "./answer-form.ts";
import { ANSWER_VERSION, type ReadAnswer } from "./answer-workbook.ts";
import { caseKey, type PersonItem } from "./case-items.tsx";
import type { Desk } from "./desk.tsx";

interface Props {
  readonly desk: Desk;
  readonly packet: OpenedPacket;
  /** Number of the transfer that is reported about. */
  readonly transfer: string;
  /** Fields of the feedback's schema. */
  readonly schema: Field;
  readonly about: PersonItem;
  readonly close: () => void;
}

/** A form as it was read, with the id of its message: sent again unchanged, it is the same message. */
interface Read extends ReadAnswer {
  readonly jti: string;
}

/** Reports by a form what became of one need of one person. */
export function ReportForm({ desk, packet, transfer, schema, about, close }: Props) {
  const { say, pick } = useSpeech();
  const queries = useQueryClient();
  const { department, party } = desk;
  // The unit's own lines are the same next time; with the page, or when the unit signs out, they are gone.
  const ownKey = ["own-lines", party];
  const [own, setOwn] = useState<FormValues>(() => queries.getQueryData<FormValues>(ownKey) ?? linesOf(desk));
  const [unknown] = useState(queries.getQueryData(ownKey) === undefined);
  const [values, setValues] = useState<FormValues>({});
  const [read, setRead] = useState<Read>();
  const send = useMutation({
    mutationFn: ({ document, jti }: Read) =>
      department.sendFeedback(packet, document, { version: ANSWER_VERSION, jti }),
    onSuccess: () => {
      queries.setQueryData(ownKey, own);
      void queries.invalidateQueries({ queryKey: caseKey(desk, packet.thread) });
      void queries.invalidateQueries({ queryKey: ["thread", party, packet.thread] });
    },
  });
  const form = answerForm(schema, packet, transfer, values["reply"] ?? "");
  const { name, personId, item } = about;
  const need = pick(NEED_WORDS[item.need] ?? { zh: item.need, en: item.need });
  const change = (set: (values: FormValues) => void, before: FormValues) => (path: string) => (value: string) => {
    // Another document is another message.
    setRead(undefined);
    send.reset();
    set({ ...before, [path]: value });
  };
  const submit = () => {
    const made = read ?? {
      ...readAnswerForm(form, { personId, need: item.need }, { ...own, ...values }),
      jti: department.client.newId(),
    };
    setRead(made);
    if (made.faults.length === 0 && made.results > 0) send.mutate(made);
  };
  const faults = read === undefined ? [] : fieldFaults(read, send.error);
  const inputs = (columns: typeof form.usual, from: FormValues, on: ReturnType<typeof change>) =>
    columns.map((column) => (
      <SchemaInput key={column.path} column={column} value={from[column.path] ?? ""} change={on(column.path)} />
    ));
  const result = change(setValues, values);
  return (
    <Dialog
      open
      close={close}
      title={say("form.title", { name: name === "" ? personId : name, need })}
      actions={
        !send.isSuccess && (
          <Button type="primary" loading={send.isPending} onClick={submit}>
            {say("form.send")}
          </Button>
        )
      }
    >
      {!send.isSuccess && (
        <div className="form">
          <details open={unknown}>
            <summary>{say("form.own")}</summary>
            {inputs(form.own, own, change(setOwn, own))}
          </details>
          {inputs(form.usual, values, result)}
          <details>
            <summary>{say("form.more")}</summary>
            {inputs(form.other, values, result)}
          </details>
        </div>
      )}
      <div aria-live="polite">
        {read?.results === 0 && <Alert type="warning" showIcon title={say("form.noReply")} />}
        {faults.length > 0 && (
          <Alert
            type="error"
            showIcon
            title={say("feedback.faults", { count: faults.length })}
            description={
              <ul>
                {faults.map(({ field, text }) => (
                  <li key={`${field?.zh} ${text.zh}`}>
                    {field !== undefined && <strong>{pick(field)} </strong>}
                    {pick(text)}
                  </li>
                ))}
              </ul>
            }
          />
        )}
        {send.error !== null && faults.length === 0 && <FaultNotice error={send.error} />}
        {send.isSuccess && <Alert type="success" showIcon title={say("feedback.sent", { count: 1 })} />}
      </div>
    </Dialog>
  );
}

/** What the directory says of the unit. */
function linesOf({ party, name, division }: Desk): FormValues {
  return {
    "header.from.department": party,
    "header.from.name": name,
    ...(division === undefined ? {} : { "header.from.division": division }),
  };
}
