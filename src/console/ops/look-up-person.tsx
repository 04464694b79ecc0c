import { useMutation } from "@tanstack/react-query";
import { Button, Input } from "antd";
import { type SubmitEvent, useState } from "react";
import type { PersonThreadsAnswer } from "../../domain/generated/answers.ts";
import { LOOKUP_BASES } from "../../domain/recorded-request.ts";
import { wordOf } from "../../domain/words/words.ts";
import type { Field } from "../../schema/field.ts";
import { useSpeech } from "../app/language.tsx";
import type { Desk } from "../desk/desk.tsx";
import { useDocumentField } from "../desk/packet-schema.ts";
import { usePartyNames } from "../desk/parties.ts";
import { ClockTime } from "../parts/clock-time.tsx";
import { FaultNotice } from "../parts/fault-notice.tsx";
import { RecordTable } from "../parts/record-table.tsx";
import { ShortId } from "../parts/short-id.tsx";
import { Operator } from "./operator.ts";
import { isRegistered, type Registered, RequestFields } from "./recorded-request.tsx";

/** Code of the resident identity card, and of a person without a document. */
const [CITIZEN, NONE] = ["01", "00"];

/** Finds the threads with a person's data. The number leaves the page's memory as soon as it is sent. */
export function LookUpPerson({ desk }: { readonly desk: Desk }) {
  const { say } = useSpeech();
  const [idType, setIdType] = useState(CITIZEN);
  const [idNumber, setIdNumber] = useState("");
  const [given, setGiven] = useState<Registered>({ basis: LOOKUP_BASES[0], reference: "" });
  const ask = useMutation({
    // Not kept once it was answered: the variables of a call hold the number.
    gcTime: 0,
    mutationFn: (number: { readonly text: string }) =>
      new Operator(desk).lookUp({ idType, idNumber: take(number), ...given }),
  });
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    ask.mutate({ text: idNumber });
    setIdNumber("");
  };
  return (
    <section>
      <h2>{say("ops.lookUpTitle")}</h2>
      <form onSubmit={submit} autoComplete="off">
        <p className="line">
          <IdType value={idType} choose={setIdType} />
          <label>
            {say("ops.idNumber")}
            <Input
              value={idNumber}
              maxLength={32}
              autoComplete="off"
              onChange={({ target }) => setIdNumber(target.value.trim())}
            />
          </label>
          <RequestFields bases={LOOKUP_BASES} given={given} change={setGiven} />
          <Button
            type="primary"
            htmlType="submit"
            loading={ask.isPending}
            disabled={idNumber === "" || !isRegistered(given)}
          >
            {say("ops.lookUp")}
          </Button>
        </p>
      </form>
      <div aria-live="polite">
        {ask.error !== null && <FaultNotice error={ask.error} />}
        {ask.data !== undefined && <Threads desk={desk} answer={ask.data} />}
      </div>
    </section>
  );
}

/** Takes the number out of what the call remembers of it. */
function take(number: { text: string }): string {
  const { text } = number;
  number.text = "";
  return text;
}

function IdType({ value, choose }: { readonly value: string; readonly choose: (code: string) => void }) {
  const { say, pick } = useSpeech();
  const list = useDocumentField("aid-subject-list", "1");
  const words = list.data === undefined ? [] : (named("idType", list.data)?.codes ?? []);
  return (
    <label>
      {say("ops.idType")}
      <select value={value} onChange={({ target }) => choose(target.value)}>
        {words
          .filter(({ code }) => code !== NONE)
          .map(({ code, ...word }) => (
            <option key={code} value={code}>
              {pick(word)}
            </option>
          ))}
      </select>
    </label>
  );
}

/** Finds the first field of a name. */
function named(name: string, field: Field): Field | undefined {
  if (field.name === name) return field;
  const inside = [...field.members, ...(field.items === undefined ? [] : [field.items])];
  return inside.map((one) => named(name, one)).find((one) => one !== undefined);
}

function Threads({ desk, answer: { threads } }: { readonly desk: Desk; readonly answer: PersonThreadsAnswer }) {
  const { say, pick } = useSpeech();
  const nameOf = usePartyNames(desk);
  return (
    <>
      <p role="status">{say("ops.found", { count: threads.length })}</p>
      {threads.length > 0 && (
        <RecordTable
          caption={say("ops.lookUpTitle")}
          idOf={({ thread }) => thread}
          rows={threads}
          columns={[
            {
              id: "thread",
              title: say("ops.thread"),
              names: true,
              cell: ({ thread, type }) => (
                <>
                  {pick(wordOf("message", type))} <ShortId id={thread} />
                </>
              ),
            },
            { id: "sender", title: say("ops.sender"), cell: ({ sender }) => nameOf(sender) },
            { id: "at", title: say("ops.accepted"), cell: ({ acceptedAt }) => <ClockTime at={acceptedAt} /> },
            { id: "messages", title: say("ops.messages"), cell: ({ messages }) => messages },
            { id: "open", title: say("ops.open"), cell: ({ open }) => open },
          ]}
        />
      )}
    </>
  );
}
