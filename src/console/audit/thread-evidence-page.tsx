import { useMutation } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { Button } from "antd";
import { type ComponentType, useEffect, useState } from "react";
import { useSpeech } from "../app/language.tsx";
import { atAuditDesk } from "../desk/at-desk.tsx";
import type { Desk } from "../desk/desk.tsx";
import { TrustChoice } from "../evidence/trust-choice.tsx";
import { VerifiedSteps } from "../evidence/verified-steps.tsx";
import { startVerifier } from "../evidence/verifier.ts";
import { FaultNotice } from "../parts/fault-notice.tsx";
import { Loading } from "../parts/loading.tsx";
import { saveFile } from "../parts/save-file.ts";
import { ShortId } from "../parts/short-id.tsx";
import { AuditFrame } from "./audit-frame.tsx";
import { auditorOf } from "./auditor.ts";

/** Evidence of a thread: fetched, verified beside the page with keys that the auditor chose, and kept as a file. */
export const ThreadEvidencePage: ComponentType = atAuditDesk(function ThreadEvidencePage({
  desk,
}: {
  readonly desk: Desk;
}) {
  const { say } = useSpeech();
  const { thread = "" } = useParams({ strict: false });
  const [verifier] = useState(startVerifier);
  useEffect(() => () => verifier.end(), [verifier]);
  const [trust, setTrust] = useState<string>();
  const fetched = useMutation({ mutationFn: () => auditorOf(desk).evidence(thread), retry: false });
  const check = useMutation({
    mutationFn: ({ file, keys }: { file: Uint8Array; keys: string }) => verifier.verify(file, keys),
  });
  const file = fetched.data;
  const error = fetched.error ?? check.error;
  return (
    <AuditFrame heading="audit.evidence" what="audit.evidenceWhat" asked={[]}>
      <p>
        {say("audit.thread")} <ShortId id={thread} />
      </p>
      <p className="line">
        <Button type="primary" onClick={() => fetched.mutate()} loading={fetched.isPending}>
          {say("audit.fetch")}
        </Button>
        <span role="status">
          {file !== undefined && say("audit.fetched", { count: Math.ceil(file.length / 1024) })}
        </span>
        {file !== undefined && (
          <Button onClick={() => saveFile(`evidence-${thread}.zip`, file)}>{say("audit.save")}</Button>
        )}
      </p>
      <TrustChoice chosen={trust} choose={setTrust} />
      <p>
        <Button
          type="primary"
          disabled={file === undefined || trust === undefined}
          onClick={() => file !== undefined && trust !== undefined && check.mutate({ file, keys: trust })}
        >
          {say("evidence.verify")}
        </Button>
      </p>
      <div aria-live="polite">
        {check.isPending && <Loading />}
        {error !== null && <FaultNotice error={error} />}
        {check.data !== undefined && <VerifiedSteps verification={check.data} />}
      </div>
    </AuditFrame>
  );
});
