import { Button, Checkbox, Input } from "antd";
import { useState } from "react";
import { useSpeech } from "../app/language.tsx";
import type { Desk } from "../desk/desk.tsx";
import { useParties, usePartyNames } from "../desk/parties.ts";
import { Loading } from "../parts/loading.tsx";
import { RecordTable } from "../parts/record-table.tsx";
import type { Draft } from "./draft.ts";
import { Refused } from "./refused.tsx";
import type { Answers } from "./use-answers.ts";

interface Props {
  readonly desk: Desk;
  readonly draft: Draft;
  readonly change: (draft: Draft) => void;
  readonly answers: Answers;
}

/** Longest reason. */
const MAX_REASON = 200;

/** Second step: who gets it. The gateway proposes by its routing table; whoever differs says why. */
export function RecipientsStep({ desk, draft, change, answers }: Props) {
  const { say } = useSpeech();
  const nameOf = usePartyNames(desk);
  const parties = useParties(desk);
  const [more, setMore] = useState("");
  const proposed = draft.derived?.to ?? answers.proposed?.recipients ?? [];
  const chosen = draft.to ?? proposed;
  const listed = [...new Set([...proposed, ...chosen])];
  const others = (parties.data?.parties ?? []).filter(
    ({ id, kind, active }) => kind === "department" && active && !listed.includes(id),
  );
  const choose = (to: readonly string[]) => {
    const { to: _before, ...kept } = draft;
    const same = to.length === proposed.length && proposed.every((party) => to.includes(party));
    change(same ? kept : { ...kept, to });
  };
  const turn = (party: string, on: boolean) => choose(on ? [...chosen, party] : chosen.filter((one) => one !== party));
  const needsReason = (party: string) => proposed.includes(party) !== chosen.includes(party);
  return (
    <section>
      <h2>{say("compose.step.recipients")}</h2>
      <p>{say("compose.recipientsWhat")}</p>
      <Refused answers={answers} />
      {answers.pending && <Loading />}
      {listed.length > 0 && (
        <RecordTable
          caption={say("compose.step.recipients")}
          idOf={(party) => party}
          rows={listed}
          columns={[
            {
              id: "party",
              title: say("compose.unit"),
              names: true,
              cell: (party) => (
                <Checkbox checked={chosen.includes(party)} onChange={({ target }) => turn(party, target.checked)}>
                  {nameOf(party)}
                </Checkbox>
              ),
            },
            {
              id: "why",
              title: say("compose.why"),
              cell: (party) => say(proposed.includes(party) ? "compose.byRouting" : "compose.byHand"),
            },
            {
              id: "reason",
              title: say("compose.reason"),
              cell: (party) =>
                needsReason(party) && (
                  <Input
                    aria-label={say("compose.reasonOf", { name: nameOf(party) })}
                    value={draft.reasons[party] ?? ""}
                    maxLength={MAX_REASON}
                    onChange={({ target }) =>
                      change({ ...draft, reasons: { ...draft.reasons, [party]: target.value } })
                    }
                  />
                ),
            },
          ]}
        />
      )}
      <form
        className="line"
        onSubmit={(event) => {
          event.preventDefault();
          if (more !== "") turn(more, true);
          setMore("");
        }}
      >
        <label>
          {say("compose.addUnit")}
          <select value={more} onChange={({ target }) => setMore(target.value)}>
            <option value="" />
            {others.map(({ id }) => (
              <option key={id} value={id}>
                {nameOf(id)}
              </option>
            ))}
          </select>
        </label>
        <Button htmlType="submit" disabled={more === ""}>
          {say("compose.add")}
        </Button>
      </form>
      {chosen.length === 0 && answers.proposed !== undefined && <p role="status">{say("compose.nobody")}</p>}
    </section>
  );
}

/** Parties for which a reason is still to be given. */
export function withoutReason({ to, reasons, derived }: Draft, routed: readonly string[]): readonly string[] {
  if (to === undefined) return [];
  const proposed = derived?.to ?? routed;
  const differing = [...proposed.filter((one) => !to.includes(one)), ...to.filter((one) => !proposed.includes(one))];
  return differing.filter((party) => (reasons[party] ?? "").trim() === "");
}
