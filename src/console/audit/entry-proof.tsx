import { useMutation } from "@tanstack/react-query";
import { Button } from "antd";
import type { LoggedEvent } from "../../domain/generated/answers.ts";
import { canonicalize } from "../../wire/jcs.ts";
import { useSpeech } from "../app/language.tsx";
import type { Desk } from "../desk/desk.tsx";
import { FaultNotice } from "../parts/fault-notice.tsx";
import { Verdict } from "../parts/verdict.tsx";
import { ProofPath } from "../log/proof-path.tsx";
import { proveEntry } from "./packet-proof.ts";

/** An entry as it was hashed, its hash computed here, and on demand its place in the published log. */
export function EntryProof({ desk, event }: { readonly desk: Desk; readonly event: LoggedEvent }) {
  const { say } = useSpeech();
  const proof = useMutation({ mutationFn: () => proveEntry(desk, event) });
  const { data } = proof;
  return (
    <details>
      <summary>{say("audit.entry")}</summary>
      <pre className="code">{canonicalize(event.entry)}</pre>
      <p>
        {say("log.leaf")} <code>{event.log.leafHash}</code>
      </p>
      <Button size="small" onClick={() => proof.mutate()} loading={proof.isPending}>
        {say("audit.prove")}
      </Button>
      <div aria-live="polite">
        {proof.error !== null && <FaultNotice error={proof.error} />}
        {data !== undefined && (
          <>
            <p>
              {say("audit.hash")} <Verdict status={data.hash} />
            </p>
            <p>
              {say("log.inclusion")} <Verdict status={data.place} />
            </p>
            {data.found !== undefined && <ProofPath entry={data.found} />}
          </>
        )}
      </div>
    </details>
  );
}
