import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Alert, Button, Input, Radio } from "antd";
import { useState } from "react";
import type { PacketView } from "../../domain/generated/answers.ts";
import { type ReceiptOutcome, REJECT_REASONS, type RejectReason } from "../../domain/receipt.ts";
import { wordOf } from "../../domain/words/words.ts";
import type { Verdict } from "../../sdk/receipt.ts";
import { useSpeech } from "../app/language.tsx";
import { ClockTime } from "../parts/clock-time.tsx";
import { Dialog } from "../parts/dialog.tsx";
import { FaultNotice } from "../parts/fault-notice.tsx";

/** What became of a receipt. */
interface Answered {
  readonly repeat: boolean;
  readonly entry: { readonly outcome: ReceiptOutcome };
}

interface Props {
  /** Desk that hands in the receipt, or keeps it for a disc. */
  readonly desk: {
    readonly party: string;
    readonly department: { acknowledge(packet: Props["packet"], verdict: Verdict): Promise<Answered> };
  };
  /** The packet that is answered. */
  readonly packet: { readonly id: string; readonly digest: string };
  /** Reason for which it cannot be opened: then it can only be refused. */
  readonly broken: RejectReason | undefined;
  /** Receipt that the gateway has of it already. */
  readonly recorded: PacketView["receipt"];
}

/** Most characters of a note (protocol section 6). */
const MAX_NOTE = 500;

/** Accepts or refuses a packet with a signed receipt, which is final. */
export function AnswerPacket({ desk, packet, broken, recorded }: Props) {
  const { say, pick } = useSpeech();
  const queries = useQueryClient();
  const [asking, setAsking] = useState<"accept" | "reject">();
  const [reason, setReason] = useState<RejectReason>(broken ?? "not-responsible");
  const [note, setNote] = useState("");
  const answer = useMutation({
    mutationFn: (verdict: Verdict) => desk.department.acknowledge(packet, verdict),
    onSuccess: () => {
      for (const list of ["inbox", "received", "message", "case"]) {
        void queries.invalidateQueries({ queryKey: [list, desk.party] });
      }
    },
  });
  const give = (verdict: Verdict) => {
    setAsking(undefined);
    answer.mutate(verdict);
  };
  const done = answer.data?.entry.outcome ?? recorded?.outcome;
  return (
    <section className="no-print">
      <div aria-live="polite">
        {answer.error !== null && <FaultNotice error={answer.error} />}
        {done !== undefined && (
          <Alert
            type="success"
            showIcon
            title={pick(wordOf("state", done))}
            description={
              <>
                {recorded !== undefined && <ClockTime at={recorded.receivedAt} />}{" "}
                {recorded?.reason !== undefined && pick(wordOf("reason", recorded.reason))}
                {answer.data?.repeat === true && say("packet.doneAgain")}
              </>
            }
          />
        )}
      </div>
      {done === undefined && (
        <p className="line">
          {broken === undefined && (
            <Button type="primary" aria-keyshortcuts="e" loading={answer.isPending} onClick={() => setAsking("accept")}>
              {say("packet.accept")}
            </Button>
          )}
          <Button danger aria-keyshortcuts="r" disabled={answer.isPending} onClick={() => setAsking("reject")}>
            {say("packet.reject")}
          </Button>
        </p>
      )}
      <Dialog
        open={asking === "accept"}
        close={() => setAsking(undefined)}
        title={say("packet.accept")}
        actions={
          <Button type="primary" onClick={() => give("accepted")}>
            {say("packet.accept")}
          </Button>
        }
      >
        <p>{say("packet.acceptSure")}</p>
      </Dialog>
      <Dialog
        open={asking === "reject"}
        close={() => setAsking(undefined)}
        title={say("packet.reject")}
        actions={
          <Button
            danger
            onClick={() => give({ rejected: reason, ...(note.trim() === "" ? {} : { note: note.trim() }) })}
          >
            {say("packet.reject")}
          </Button>
        }
      >
        <fieldset>
          <legend>{say("packet.rejectReason")}</legend>
          <Radio.Group
            vertical
            value={reason}
            onChange={({ target }) => setReason(target.value as RejectReason)}
            options={REJECT_REASONS.map((code) => ({ value: code, label: pick(wordOf("reason", code)) }))}
          />
        </fieldset>
        <label>
          {say("packet.rejectNote")}
          <Input.TextArea value={note} maxLength={MAX_NOTE} rows={3} onChange={({ target }) => setNote(target.value)} />
        </label>
        <p>{say("packet.rejectSure")}</p>
      </Dialog>
    </section>
  );
}
