import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Alert, Button } from "antd";
import { useState } from "react";
import type { ComputedDeadlines } from "../../domain/generated/answers.ts";
import { platform } from "../../sdk/environment.ts";
import { mayHaveEffect } from "../../sdk/call.ts";
import { UnreachableError } from "../../sdk/problem-error.ts";
import { Sender } from "../../sdk/sender.ts";
import { itemsAt, textAt } from "../../sheets/write-list.ts";
import type { Field } from "../../schema/field.ts";
import { useSpeech } from "../app/language.tsx";
import type { Desk } from "../desk/desk.tsx";
import { DueTag } from "../desk/due-tag.tsx";
import { usePartyNames } from "../desk/parties.ts";
import { Dialog } from "../parts/dialog.tsx";
import { FaultNotice } from "../parts/fault-notice.tsx";
import type { Draft, Written } from "./draft.ts";
import { Issued } from "./issued.tsx";
import { keepOwnList } from "./own-list.tsx";
import { withoutReason } from "./recipients-step.tsx";
import { Refused } from "./refused.tsx";
import { type Answers, sealDraftMessage } from "./use-answers.ts";

interface Props {
  readonly desk: Desk;
  readonly draft: Draft;
  readonly document: Written;
  readonly field: Field;
  readonly change: (draft: Draft | undefined) => void;
  readonly answers: Answers;
  /** What the gateway says of the draft is what this page shows. */
  readonly agreed: boolean;
}

/** Rule about the time to sign for a packet. */
const TO_SIGN = "D06";

/** Last step: a look at the whole, the signature with the unit's own key, and the gateway's receipt. */
export function IssueStep({ desk, draft, document, field, change, answers, agreed }: Props) {
  const { say } = useSpeech();
  const nameOf = usePartyNames(desk);
  const queries = useQueryClient();
  const [asking, setAsking] = useState(false);
  const { client } = desk.department;
  const push = useMutation({
    mutationFn: async () => {
      const sealed = draft.sent ?? (await sealDraftMessage(desk, draft, document, draft.to));
      // Kept before the first try: what is sent again is the same message.
      change({ ...draft, sent: sealed });
      try {
        const submission = await new Sender(client).push(sealed);
        const bodies = new Map(answers.previews?.previews.map(({ recipient, body }) => [recipient, body]));
        const sent = { ...draft, document };
        return { submission, reasons: draft.reasons, jti: sealed.jti, bodies, sent };
      } catch (error) {
        // Refused: nothing was accepted, and the draft may be changed.
        if (error instanceof Error && !mayHaveEffect(error)) change(draftOnly(draft));
        throw error;
      }
    },
    onSuccess: ({ submission: { answer }, sent }) => {
      change(undefined);
      if (sent.type === "aid-subject-list") keepOwnList(queries, desk, answer.thread, sent.document);
      void queries.invalidateQueries({ queryKey: ["sent", desk.party] });
    },
  });
  const urgency = textAt(document, "header.urgency");
  const due = useQuery({
    queryKey: ["to sign", desk.party, urgency],
    queryFn: async ({ signal }) => {
      const question = { rule: TO_SIGN, start: new Date(platform.now()).toISOString(), urgency };
      const call = { method: "POST", path: "/v1/deadlines/compute", contentType: "application/json" } as const;
      return (await client.json({ ...call, body: JSON.stringify(question), signal })) as ComputedDeadlines;
    },
    enabled: urgency !== "",
  });
  if (push.data !== undefined) return <Issued {...push.data} field={field} nameOf={nameOf} />;
  const missing = withoutReason(draft, answers.proposed?.recipients ?? []);
  const to = draft.to ?? answers.checked?.recipients ?? [];
  const unknown = draft.sent !== undefined && !push.isPending;
  const ready = draft.sent !== undefined || (agreed && missing.length === 0 && to.length > 0);
  const dueAt = textAt(document, "header.dueAt");
  const [first] = due.data?.deadlines ?? [];
  const facts: readonly (readonly [title: string, value: string])[] = [
    [say("print.document"), textAt(document, "header.listNumber")],
    [say("compose.officer"), `${textAt(document, "header.officer.name")} ${textAt(document, "header.officer.office")}`],
    [say("compose.approver"), textAt(document, "header.approval.approver")],
    [say("compose.persons"), String(itemsAt(document, "subjects").length)],
    [say("compose.step.recipients"), to.map(nameOf).join("、")],
    [say("packet.policy"), answers.previews?.policy ?? ""],
  ];
  return (
    <section>
      <h2>{say("compose.step.issue")}</h2>
      {draft.sent === undefined && <Refused answers={answers} />}
      <dl className="facts">
        {facts.map(([title, value]) => (
          <div key={title} className="fact">
            <dt>{title}</dt>
            <dd>{value}</dd>
          </div>
        ))}
        {first !== undefined && (
          <div className="fact">
            <dt>{say("packet.due")}</dt>
            <dd>
              <DueTag due={first.due} now={due.dataUpdatedAt} />
            </dd>
          </div>
        )}
        {dueAt !== "" && (
          <div className="fact">
            <dt>{say("compose.dueAt")}</dt>
            <dd>
              <DueTag due={dueAt} now={platform.now()} />
            </dd>
          </div>
        )}
      </dl>
      <div aria-live="polite">
        {missing.length > 0 && (
          <Alert
            type="warning"
            showIcon
            title={say("compose.reasonMissing", { units: missing.map(nameOf).join("、") })}
          />
        )}
        {answers.previews?.previews.some(({ same }) => !same) === true && (
          <Alert type="error" showIcon title={say("compose.differsStop")} />
        )}
        {unknown && (
          <Alert type="warning" showIcon title={say("compose.unknown")} description={say("compose.unknownWhat")} />
        )}
        {push.error !== null && !(push.error instanceof UnreachableError && unknown) && (
          <FaultNotice error={push.error} />
        )}
      </div>
      <p>
        <Button type="primary" disabled={!ready} loading={push.isPending} onClick={() => setAsking(true)}>
          {say(draft.sent === undefined ? "compose.push" : "compose.pushAgain")}
        </Button>
      </p>
      <Dialog
        open={asking}
        close={() => setAsking(false)}
        title={say("compose.push")}
        actions={
          <Button
            type="primary"
            onClick={() => {
              setAsking(false);
              push.mutate();
            }}
          >
            {say("compose.pushDo")}
          </Button>
        }
      >
        <p>{say("compose.pushSure", { count: to.length })}</p>
      </Dialog>
    </section>
  );
}

function draftOnly({ sent: _sent, ...draft }: Draft): Draft {
  return draft;
}
