import { useMutation } from "@tanstack/react-query";
import { Alert, Button } from "antd";
import { useState } from "react";
import { DIFFERENCES } from "../../evidence/reconcile/difference-words.ts";
import { useSpeech } from "../app/language.tsx";
import type { Desk } from "../desk/desk.tsx";
import { usePartyChoices } from "../desk/parties.ts";
import { Choice } from "../parts/choice.tsx";
import { FaultNotice } from "../parts/fault-notice.tsx";
import { FileDrop } from "../parts/file-drop.tsx";
import { RecordTable } from "../parts/record-table.tsx";
import type { WordId } from "../words/words.ts";
import { type Found, reconcileKept } from "./reconcile-kept.ts";

type Side = "sender" | "recipient";

const SIDES: Readonly<Record<Side, { readonly label: WordId; readonly files: WordId; readonly accept: string }>> = {
  sender: { label: "audit.sender", files: "audit.senderFiles", accept: ".push" },
  recipient: { label: "audit.recipient", files: "audit.recipientFiles", accept: ".json" },
};

/** Compares the files that a sender and a recipient keep with the log; one of both is enough. */
export function ReconcileSection({ desk }: { readonly desk: Desk }) {
  const { say } = useSpeech();
  const parties = usePartyChoices(desk);
  const [chosen, setChosen] = useState<Partial<Record<Side, { party?: string; files?: readonly File[] }>>>({});
  const [read, setRead] = useState("");
  const whole = (side: Side) => {
    const { party, files = [] } = chosen[side] ?? {};
    return party === undefined || party === "" || files.length === 0 ? undefined : { party, files };
  };
  const sides = { sender: whole("sender"), recipient: whole("recipient") };
  const compare = useMutation({
    mutationFn: () => reconcileKept(desk, sides, (count, size) => setRead(say("audit.read", { count, size }))),
  });
  const take = (side: Side, change: object) => {
    setChosen((now) => ({ ...now, [side]: { ...now[side], ...change } }));
    compare.reset();
  };
  return (
    <section className="no-print">
      <h2>{say("audit.reconcile")}</h2>
      <p>{say("audit.reconcileWhat")}</p>
      <div className="beside">
        {(["sender", "recipient"] as const).map((side) => (
          <div key={side}>
            <Choice
              label={say(SIDES[side].label)}
              value={chosen[side]?.party}
              options={parties}
              choose={(party) => take(side, { party })}
            />
            <FileDrop
              label={say(SIDES[side].files)}
              accept={SIDES[side].accept}
              chosen={chosen[side]?.files && say("audit.files", { count: chosen[side].files.length })}
              takeAll={(files) => take(side, { files })}
            />
          </div>
        ))}
      </div>
      <p className="line">
        <Button
          type="primary"
          disabled={sides.sender === undefined && sides.recipient === undefined}
          loading={compare.isPending}
          onClick={() => compare.mutate()}
        >
          {say("audit.compare")}
        </Button>
        <span role="status">{compare.isPending && read}</span>
      </p>
      <div aria-live="polite">
        {compare.error !== null && <FaultNotice error={compare.error} />}
        {compare.data?.length === 0 && <Alert type="success" showIcon title={say("audit.agreed")} />}
        {compare.data !== undefined && compare.data.length > 0 && <Differences found={compare.data} />}
      </div>
    </section>
  );
}

function Differences({ found }: { readonly found: readonly Found[] }) {
  const { say, pick } = useSpeech();
  const placeOf = (one: Found) => ({ message: "", packet: "", party: "", file: "", ...one });
  return (
    <>
      <Alert type="error" showIcon title={say("audit.differences", { count: found.length })} />
      <RecordTable
        caption={say("audit.reconcile")}
        idOf={(one) => Object.values(placeOf(one)).join(" ")}
        rows={found}
        columns={[
          { id: "code", title: say("audit.difference"), names: true, cell: ({ code }) => pick(DIFFERENCES[code]) },
          { id: "message", title: say("audit.message"), cell: (one) => <code>{placeOf(one).message}</code> },
          { id: "packet", title: say("audit.packet"), cell: (one) => <code>{placeOf(one).packet}</code> },
          { id: "place", title: say("audit.partyOrFile"), cell: (one) => placeOf(one).party || placeOf(one).file },
        ]}
      />
    </>
  );
}
