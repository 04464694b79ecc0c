import { Link, useSearch } from "@tanstack/react-router";
import { Button } from "antd";
import { type ComponentType, useDeferredValue, useMemo, useState } from "react";
import { wordOf } from "../../domain/words/words.ts";
import { useSpeech } from "../app/language.tsx";
import { useTitle } from "../app/page-title.ts";
import { atDesk } from "../desk/at-desk.tsx";
import type { Desk } from "../desk/desk.tsx";
import { FaultNotice } from "../parts/fault-notice.tsx";
import { Loading } from "../parts/loading.tsx";
import { ContentStep } from "./content-step.tsx";
import { type DocumentRules, isComposed, useDocumentRules } from "./document-rules.ts";
import { type Draft, useDraft } from "./draft.ts";
import { DraftFile } from "./draft-file.tsx";
import { documentFaults } from "./document-faults.ts";
import { GapNotice } from "./gap-notice.tsx";
import { IssueStep } from "./issue-step.tsx";
import { MatrixStep } from "./matrix-step.tsx";
import { RecipientsStep } from "./recipients-step.tsx";
import "../parts/sending.css";
import { startDraft } from "./start-draft.ts";
import { useAnswers } from "./use-answers.ts";

/** Steps of composing, in order. */
const STEPS = ["content", "recipients", "matrix", "issue"] as const;

type Step = (typeof STEPS)[number];

/** A new message: its content, who gets it, what each of them sees, and issuing it. */
export const ComposePage: ComponentType = atDesk(function ComposePage({ desk }: { readonly desk: Desk }) {
  const { say, pick } = useSpeech();
  useTitle("compose.title");
  const asked: {
    readonly type?: unknown;
    readonly thread?: unknown;
    readonly number?: unknown;
    readonly department?: unknown;
  } = useSearch({
    strict: false,
  });
  const [draft, setDraft] = useDraft(desk);
  const type = draft?.type ?? (isComposed(asked.type) ? asked.type : "aid-subject-list");
  const thread = typeof asked.thread === "string" ? asked.thread : undefined;
  const number = typeof asked.number === "string" ? asked.number : undefined;
  const department = typeof asked.department === "string" ? asked.department : undefined;
  // Another message was asked for while one is being written.
  const other =
    draft !== undefined && asked.type !== undefined && (asked.type !== draft.type || thread !== draft.thread);
  const rules = useDocumentRules(type);
  const started = useMemo(
    () => rules.data && startDraft(desk, rules.data, { type, thread, number }),
    [desk, rules.data, type, thread, number],
  );
  return (
    <>
      <h1 className="no-print">{type === "aid-subject-list" ? say("compose.title") : pick(wordOf("message", type))}</h1>
      {rules.error !== null && <FaultNotice error={rules.error} retry={() => void rules.refetch()} />}
      {rules.isPending && <Loading />}
      {other && draft !== undefined && <OtherDraft draft={draft} drop={() => setDraft(undefined)} />}
      {!other && rules.data !== undefined && started !== undefined && (
        <Composed
          desk={desk}
          department={department}
          rules={rules.data}
          draft={draft ?? started}
          change={setDraft}
          isNew={draft === undefined}
        />
      )}
    </>
  );
});

/** Lets choose between the message that is being written and another one. */
function OtherDraft({ draft, drop }: { readonly draft: Draft; readonly drop: () => void }) {
  const { say, pick } = useSpeech();
  return (
    <>
      <p role="status">{say("compose.other", { type: pick(wordOf("message", draft.type)) })}</p>
      <p className="line">
        <Link to="/compose">{say("compose.goOn")}</Link>
        <Button danger disabled={draft.sent !== undefined} onClick={drop}>
          {say("compose.dropDraft")}
        </Button>
      </p>
    </>
  );
}

interface Props {
  readonly desk: Desk;
  readonly department: string | undefined;
  readonly rules: DocumentRules;
  readonly draft: Draft;
  readonly change: (draft: Draft | undefined) => void;
  readonly isNew: boolean;
}

function Composed({ desk, department, rules, draft, change, isNew }: Props) {
  const { say } = useSpeech();
  const [step, setStep] = useState<Step>(draft.sent === undefined ? "content" : "issue");
  const document = useDeferredValue(draft.document);
  const judged = useMemo(() => rules.judge(document), [rules, document]);
  const faults = documentFaults(draft, judged);
  const whole = judged.ok && faults.faults.length === 0 ? judged.body : undefined;
  const settled = document === draft.document;
  const answers = useAnswers(desk, draft, step === "content" || !settled ? undefined : whole);
  const agreed = answers.previews?.previews.every(({ same }) => same) === true && answers.given;
  const open: Readonly<Record<Step, boolean>> = {
    content: draft.sent === undefined,
    recipients: draft.sent === undefined && whole !== undefined,
    matrix: draft.sent === undefined && whole !== undefined,
    issue: draft.sent !== undefined || whole !== undefined,
  };
  const next = STEPS[STEPS.indexOf(step) + 1];
  return (
    <>
      <ol className="steps no-print" aria-label={say("compose.steps")}>
        {STEPS.map((one) => (
          <li key={one}>
            <Button
              type={one === step ? "primary" : "default"}
              disabled={!open[one] && one !== step}
              {...(one === step ? { "aria-current": "step" as const } : {})}
              onClick={() => setStep(one)}
            >
              {say(`compose.step.${one}`)}
            </Button>
          </li>
        ))}
      </ol>
      {step === "content" && (
        <ContentStep
          desk={desk}
          department={department}
          rules={rules}
          draft={draft}
          change={change}
          faults={faults}
          settled={settled}
        />
      )}
      {step === "recipients" && <RecipientsStep desk={desk} draft={draft} change={change} answers={answers} />}
      {step === "recipients" && whole !== undefined && draft.type === "aid-subject-list" && settled && (
        <GapNotice desk={desk} draft={draft} document={whole} />
      )}
      {step === "matrix" && whole !== undefined && (
        <MatrixStep desk={desk} document={whole} field={rules.field} answers={answers} />
      )}
      {step === "issue" && (
        <IssueStep
          desk={desk}
          draft={draft}
          document={whole ?? draft.document}
          field={rules.field}
          change={change}
          answers={answers}
          agreed={agreed}
        />
      )}
      {next !== undefined && (
        <p className="no-print">
          <Button type="primary" disabled={!open[next]} onClick={() => setStep(next)}>
            {say("compose.next", { step: say(`compose.step.${next}`) })}
          </Button>
        </p>
      )}
      <DraftFile draft={draft} isNew={isNew} change={change} opened={() => setStep("content")} />
    </>
  );
}
