import { useMutation } from "@tanstack/react-query";
import { Button } from "antd";
import { useState } from "react";
import type { InboxItem } from "../../domain/generated/answers.ts";
import { wordOf } from "../../domain/words/words.ts";
import { PacketError } from "../../sdk/packet.ts";
import { useSpeech } from "../app/language.tsx";
import { Dialog } from "../parts/dialog.tsx";
import { describeFault } from "../parts/describe-fault.ts";
import { RecordTable } from "../parts/record-table.tsx";
import { StatusTag } from "../parts/status-tag.tsx";
import type { Desk } from "./desk.tsx";

/** What became of one of the selected packets. */
interface Result {
  readonly item: InboxItem;
  /** Why it was not accepted; absent: it was. */
  readonly error?: Error;
}

interface Props {
  readonly desk: Desk;
  readonly items: readonly InboxItem[];
  readonly done: () => void;
}

/** Opens, verifies and accepts the selected packets one after the other, and says of each what became of it. */
export function AcceptSelected({ desk, items, done }: Props) {
  const { say, pick, ...speech } = useSpeech();
  const [asking, setAsking] = useState(false);
  const work = useMutation({ mutationFn: () => acceptEach(desk, items), onSuccess: done });
  const accept = () => {
    setAsking(false);
    work.mutate();
  };
  const why = (error: Error) =>
    error instanceof PacketError
      ? pick(wordOf("reason", error.reason))
      : describeFault(error, { say, pick, ...speech }).title;
  return (
    <>
      {items.length > 0 && (
        <p>
          <Button type="primary" aria-keyshortcuts="e" loading={work.isPending} onClick={() => setAsking(true)}>
            {say("inbox.acceptSelected", { count: items.length })}
          </Button>
        </p>
      )}
      <Dialog
        open={asking}
        close={() => setAsking(false)}
        title={say("packet.accept")}
        actions={
          <Button type="primary" onClick={accept}>
            {say("packet.accept")}
          </Button>
        }
      >
        <p>{say("inbox.acceptSure", { count: items.length })}</p>
      </Dialog>
      <div aria-live="polite">
        {work.data !== undefined && (
          <RecordTable
            caption={say("inbox.results")}
            idOf={({ item }) => item.packet}
            rows={work.data}
            columns={[
              { id: "packet", title: say("packet.id"), cell: ({ item }) => `…${item.packet.slice(-8)}`, names: true },
              {
                id: "result",
                title: say("inbox.results"),
                cell: ({ error }) =>
                  error === undefined ? (
                    <StatusTag tone="good">{pick(wordOf("state", "accepted"))}</StatusTag>
                  ) : (
                    <>
                      <StatusTag tone="bad">{say("inbox.notAccepted")}</StatusTag> {why(error)}
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

async function acceptEach({ department }: Desk, items: readonly InboxItem[]): Promise<Result[]> {
  const results: Result[] = [];
  for (const item of items) {
    try {
      await department.acknowledge(await department.fetch(item), "accepted");
      results.push({ item });
    } catch (error) {
      results.push({ item, error: error instanceof Error ? error : new Error(String(error)) });
    }
  }
  return results;
}
