import { useMutation } from "@tanstack/react-query";
import { Alert, Button } from "antd";
import { useSpeech } from "../app/language.tsx";
import type { Desk } from "../desk/desk.tsx";
import { Dialog } from "../parts/dialog.tsx";
import { FaultNotice } from "../parts/fault-notice.tsx";
import { Operator } from "./operator.ts";

interface Props {
  readonly desk: Desk;
  readonly recipient: string | undefined;
  readonly done: () => void;
}

/** Queues all failed packets of a recipient again: first it counts them, then it asks. */
export function RequeueAll({ desk, recipient, done }: Props) {
  const { say } = useSpeech();
  const operator = new Operator(desk);
  const count = useMutation({ mutationFn: () => operator.countFailed(recipient ?? "") });
  const work = useMutation({
    mutationFn: () => operator.requeueAll(recipient ?? ""),
    onSuccess: done,
    onSettled: () => count.reset(),
  });
  const error = count.error ?? work.error;
  return (
    <>
      <p className="line">
        <Button disabled={recipient === undefined} loading={count.isPending} onClick={() => count.mutate()}>
          {say("ops.requeueAll")}
        </Button>
        {recipient === undefined && <span className="quiet">{say("ops.requeueOf")}</span>}
      </p>
      <Dialog
        open={count.data !== undefined}
        close={() => count.reset()}
        title={say("ops.requeue")}
        actions={
          count.data !== 0 && (
            <Button type="primary" loading={work.isPending} onClick={() => work.mutate()}>
              {say("ops.requeue")}
            </Button>
          )
        }
      >
        <p>{say("ops.requeueSure", { count: count.data ?? 0 })}</p>
      </Dialog>
      <div aria-live="polite">
        {error !== null && <FaultNotice error={error} />}
        {work.data !== undefined && <Alert type="success" showIcon title={say("ops.requeued", { count: work.data })} />}
      </div>
    </>
  );
}
