import { Button } from "antd";
import type { ReactNode } from "react";
import { useSpeech } from "../app/language.tsx";
import { useTitle } from "../app/page-title.ts";
import { ClockTime } from "../parts/clock-time.tsx";
import { FaultNotice } from "../parts/fault-notice.tsx";
import { Loading } from "../parts/loading.tsx";
import type { WordId } from "../words/words.ts";

/** A question that a page asks: as react-query has it. */
export interface Asked {
  readonly error: Error | null;
  readonly isPending: boolean;
  readonly isRefetching: boolean;
  readonly dataUpdatedAt: number;
  readonly refetch: () => unknown;
}

interface Props {
  readonly heading: WordId;
  readonly what: WordId;
  readonly filters?: ReactNode;
  /** Questions of the page, asked anew together. */
  readonly asked: readonly Asked[];
  /** What was found, in words; read out when it changes. */
  readonly found?: string | undefined;
  readonly children: ReactNode;
}

/** Frame of an auditor's page: it says that each question is recorded, and asks again only when told to. */
export function AuditFrame({ heading, what, filters, asked, found, children }: Props) {
  const { say } = useSpeech();
  useTitle(heading);
  const error = asked.find((one) => one.error !== null)?.error;
  const isPending = asked.some((one) => one.isPending);
  const again = () => {
    for (const one of asked) void one.refetch();
  };
  return (
    <>
      <h1>{say(heading)}</h1>
      <p className="no-print">
        {say(what)} <strong>{say("audit.recorded")}</strong>
      </p>
      {filters}
      {error !== undefined && error !== null ? (
        <FaultNotice error={error} retry={again} />
      ) : isPending ? (
        <Loading />
      ) : (
        <>
          {asked.length > 0 && (
            <p className="line">
              <span role="status">{found}</span>
              <span className="quiet">
                {say("state.stale", { time: "" })}
                <ClockTime at={Math.min(...asked.map((one) => one.dataUpdatedAt))} />
              </span>
              <Button className="no-print" onClick={again} loading={asked.some((one) => one.isRefetching)}>
                {say("state.refresh")}
              </Button>
            </p>
          )}
          {children}
        </>
      )}
    </>
  );
}
