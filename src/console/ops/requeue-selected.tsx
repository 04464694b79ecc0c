import { useMutation } from "@tanstack/react-query";
import { Button } from "antd";
import { wordOf } from "../../domain/words/words.ts";
import { useSpeech } from "../app/language.tsx";
import type { Desk } from "../desk/desk.tsx";
import { describeFault } from "../parts/describe-fault.ts";
import { RecordTable } from "../parts/record-table.tsx";
import { StatusTag } from "../parts/status-tag.tsx";
import { Operator } from "./operator.ts";

/** What became of one of the selected packets: its state, or why nothing was done. */
interface Result {
  readonly packet: string;
  readonly state?: string;
  readonly error?: Error;
}

interface Props {
  readonly desk: Desk;
  readonly packets: readonly string[];
  readonly done: () => void;
}

/** Queues the selected packets again one after the other, and says of each what became of it. */
export function RequeueSelected({ desk, packets, done }: Props) {
  const speech = useSpeech();
  const { say, pick } = speech;
  const work = useMutation({ mutationFn: () => requeueEach(new Operator(desk), packets), onSuccess: done });
  return (
    <>
      {packets.length > 0 && (
        <p>
          <Button type="primary" loading={work.isPending} onClick={() => work.mutate()}>
            {say("ops.requeueSelected", { count: packets.length })}
          </Button>
        </p>
      )}
      <div aria-live="polite">
        {work.data !== undefined && (
          <RecordTable
            caption={say("ops.results")}
            idOf={({ packet }) => packet}
            rows={work.data}
            columns={[
              { id: "packet", title: say("packet.id"), names: true, cell: ({ packet }) => `…${packet.slice(-8)}` },
              {
                id: "result",
                title: say("ops.results"),
                cell: ({ state, error }) =>
                  error === undefined ? (
                    <StatusTag tone="good">{pick(wordOf("state", state ?? ""))}</StatusTag>
                  ) : (
                    <>
                      <StatusTag tone="bad">{say("ops.notDone")}</StatusTag> {describeFault(error, speech).title}
                    </>
                  ),
              },
            ]}
          />
        )}
      </div>
    </>
  );
}

async function requeueEach(operator: Operator, packets: readonly string[]): Promise<Result[]> {
  const results: Result[] = [];
  for (const packet of packets) {
    try {
      const { state } = await operator.requeue(packet);
      results.push({ packet, state });
    } catch (error) {
      results.push({ packet, error: error instanceof Error ? error : new Error(String(error)) });
    }
  }
  return results;
}
