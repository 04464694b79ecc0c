import { useMutation } from "@tanstack/react-query";
import { Alert, Button, Input } from "antd";
import { type SubmitEvent, useState } from "react";
import { ERASURE_BASES } from "../../domain/recorded-request.ts";
import { isUuid7 } from "../../wire/uuid7.ts";
import { useSpeech } from "../app/language.tsx";
import type { Desk } from "../desk/desk.tsx";
import { Dialog } from "../parts/dialog.tsx";
import { FaultNotice } from "../parts/fault-notice.tsx";
import { Operator } from "./operator.ts";
import { isRegistered, type Registered, RequestFields } from "./recorded-request.tsx";

/** Destroys the payloads of a thread, after it has asked. */
export function EraseThread({ desk }: { readonly desk: Desk }) {
  const { say } = useSpeech();
  const [thread, setThread] = useState("");
  const [given, setGiven] = useState<Registered>({ basis: ERASURE_BASES[0], reference: "" });
  const [asking, setAsking] = useState(false);
  const erase = useMutation({ mutationFn: () => new Operator(desk).erase({ thread, ...given }) });
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    setAsking(true);
  };
  const sure = () => {
    setAsking(false);
    erase.mutate();
  };
  return (
    <section>
      <h2>{say("ops.eraseTitle")}</h2>
      <form onSubmit={submit} autoComplete="off">
        <p className="line">
          <label>
            {say("ops.eraseThread")}
            <Input value={thread} maxLength={36} onChange={({ target }) => setThread(target.value.trim())} />
          </label>
          <RequestFields bases={ERASURE_BASES} given={given} change={setGiven} />
          <Button
            danger
            htmlType="submit"
            loading={erase.isPending}
            disabled={!isUuid7(thread) || !isRegistered(given)}
          >
            {say("ops.erase")}
          </Button>
        </p>
      </form>
      <Dialog
        open={asking}
        close={() => setAsking(false)}
        title={say("ops.eraseTitle")}
        actions={
          <Button danger onClick={sure}>
            {say("ops.erase")}
          </Button>
        }
      >
        <p>{say("ops.eraseSure")}</p>
        <p>
          <code>{thread}</code>
        </p>
      </Dialog>
      <div aria-live="polite">
        {erase.error !== null && <FaultNotice error={erase.error} />}
        {erase.data !== undefined && (
          <Alert type="success" showIcon title={say("ops.erased", { count: erase.data.packets.length })} />
        )}
      </div>
    </section>
  );
}
