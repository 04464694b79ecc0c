import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Alert, Button, Checkbox, Input } from "antd";
import { useState } from "react";
import type { MessageView } from "../../domain/generated/answers.ts";
import { platform } from "../../sdk/environment.ts";
import { Sender } from "../../sdk/sender.ts";
import { useSpeech } from "../app/language.tsx";
import type { Desk } from "../desk/desk.tsx";
import { useDocumentField } from "../desk/packet-schema.ts";
import { chinaTime } from "../parts/china-time.ts";
import { Dialog } from "../parts/dialog.tsx";
import { FaultNotice } from "../parts/fault-notice.tsx";

/** Reason that needs words of its own. */
const OTHER = "W99";
/** Longest note. */
const MAX_NOTE = 200;

/** Withdraws a message: its recipients are told, and packets that nobody signed for are not delivered any more. */
export function Withdraw({ desk, view }: { readonly desk: Desk; readonly view: MessageView }) {
  const { say, pick } = useSpeech();
  const queries = useQueryClient();
  const field = useDocumentField("withdrawal", "1");
  const [asking, setAsking] = useState(false);
  const [reason, setReason] = useState("");
  const [note, setNote] = useState("");
  const [deletion, setDeletion] = useState(true);
  // The same id each time: sent again after a lost answer, it is the same message.
  const [jti] = useState(() => desk.department.client.newId());
  const reasons = field.data?.members.find(({ name }) => name === "reason")?.codes ?? [];
  const send = useMutation({
    mutationFn: async () => {
      const sender = new Sender(desk.department.client);
      const document = {
        reason,
        ...(note.trim() === "" ? {} : { note: note.trim() }),
        message: view.id,
        issuedAt: chinaTime(platform.now()),
        deletionRequired: deletion,
      };
      return sender.push(await sender.seal(document as never, { type: "withdrawal", thread: view.thread, jti }));
    },
    onSuccess: () => {
      for (const list of ["message", "sent", "thread"]) {
        void queries.invalidateQueries({ queryKey: [list, desk.party] });
      }
    },
  });
  const gone = view.type === "withdrawal" || view.packets.every(({ state }) => state === "withdrawn");
  if (gone && !send.isSuccess) return null;
  return (
    <section>
      <div aria-live="polite">
        {send.error !== null && <FaultNotice error={send.error} />}
        {send.isSuccess && <Alert type="success" showIcon title={say("sent.withdrawn")} />}
      </div>
      {!send.isSuccess && (
        <Button danger loading={send.isPending} onClick={() => setAsking(true)}>
          {say("sent.withdraw")}
        </Button>
      )}
      <Dialog
        open={asking}
        close={() => setAsking(false)}
        title={say("sent.withdraw")}
        actions={
          <Button
            danger
            disabled={reason === "" || (reason === OTHER && note.trim() === "")}
            onClick={() => {
              setAsking(false);
              send.mutate();
            }}
          >
            {say("sent.withdraw")}
          </Button>
        }
      >
        <p>{say("sent.withdrawSure")}</p>
        <label>
          {say("sent.withdrawReason")}
          <select value={reason} onChange={({ target }) => setReason(target.value)}>
            <option value="" />
            {reasons.map((code) => (
              <option key={code.code} value={code.code}>
                {pick(code)}
              </option>
            ))}
          </select>
        </label>
        <label>
          {say("packet.rejectNote")}
          <Input.TextArea value={note} maxLength={MAX_NOTE} rows={2} onChange={({ target }) => setNote(target.value)} />
        </label>
        <Checkbox checked={deletion} onChange={({ target }) => setDeletion(target.checked)}>
          {say("sent.deletion")}
        </Checkbox>
      </Dialog>
    </section>
  );
}
