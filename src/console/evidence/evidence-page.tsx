import { useMutation, useQuery } from "@tanstack/react-query";
import { Alert, Button } from "antd";
import { useEffect, useState } from "react";
import { useSpeech } from "../app/language.tsx";
import { useTitle } from "../app/page-title.ts";
import { FaultNotice } from "../parts/fault-notice.tsx";
import { FileDrop } from "../parts/file-drop.tsx";
import { Loading } from "../parts/loading.tsx";
import { TrustChoice } from "./trust-choice.tsx";
import { VerifiedSteps } from "./verified-steps.tsx";
import { startVerifier } from "./verifier.ts";

/** Largest file that is read, MB: about a thread of ten thousand packets. */
const MAX_MB = 64;

/** Verifies a file of evidence on this machine. */
export function EvidencePage() {
  const { say } = useSpeech();
  useTitle("evidence.title");
  const [verifier] = useState(startVerifier);
  useEffect(() => () => verifier.end(), [verifier]);
  const loaded = useQuery({ queryKey: ["verifier"], queryFn: () => verifier.load().then(() => true), staleTime: 0 });
  const [trust, setTrust] = useState<string>();
  const [file, setFile] = useState<File>();
  const check = useMutation({
    mutationFn: async ({ chosen, keys }: { chosen: File; keys: string }) =>
      verifier.verify(new Uint8Array(await chosen.arrayBuffer()), keys),
  });
  const tooLarge = file !== undefined && file.size > MAX_MB * 1024 * 1024;
  return (
    <>
      <h1>{say("evidence.title")}</h1>
      <p>{say("evidence.what")}</p>
      <TrustChoice chosen={trust} choose={setTrust} />
      <h2>{say("evidence.file")}</h2>
      <FileDrop
        label={say("evidence.drop")}
        accept=".zip,application/zip"
        chosen={file?.name}
        take={(chosen) => {
          setFile(chosen);
          check.reset();
        }}
      />
      {tooLarge && <Alert type="warning" showIcon title={say("evidence.tooLarge", { size: MAX_MB })} />}
      <p className="line">
        <Button
          type="primary"
          disabled={file === undefined || tooLarge || trust === undefined}
          onClick={() => file !== undefined && trust !== undefined && check.mutate({ chosen: file, keys: trust })}
        >
          {say("evidence.verify")}
        </Button>
        <span className="quiet" role="status">
          {trust === undefined ? say("evidence.trustMissing") : loaded.data === true ? say("evidence.ready") : ""}
        </span>
      </p>
      <div aria-live="polite">
        {check.isPending && <Loading />}
        {check.error !== null && <FaultNotice error={check.error} />}
        {check.data !== undefined && <VerifiedSteps verification={check.data} />}
      </div>
    </>
  );
}
