import { sha256 } from "@noble/hashes/sha2.js";
import { Alert, Button, Input } from "antd";
import { type SubmitEvent, useState } from "react";
import { readTrust, TrustError } from "../../evidence/verify/trust.ts";
import { decodeUtf8 } from "../../wire/utf8.ts";
import { useSpeech } from "../app/language.tsx";
import { useGateway } from "../app/queries.ts";
import { FileDrop } from "../parts/file-drop.tsx";

/** Name under which the choice is kept in this browser: public keys only. */
const KEPT = "aidx.trust";

interface Props {
  /** Document of trusted keys, as `readTrust` takes it. */
  readonly chosen: string | undefined;
  readonly choose: (trust: string | undefined) => void;
}

/** Lets the auditor decide which keys to trust. */
export function TrustChoice({ chosen, choose }: Props) {
  const { say, pick } = useSpeech();
  const gateway = useGateway();
  const [key, setKey] = useState("");
  const [wrong, setWrong] = useState<string>();
  const [published, setPublished] = useState(false);
  const [file, setFile] = useState<string>();
  const take = (trust: string, from: { readonly file?: string; readonly published?: boolean }) => {
    try {
      readTrust(trust, sha256);
    } catch (error) {
      if (!(error instanceof TrustError)) throw error;
      setWrong(pick(error.text));
      return;
    }
    setWrong(undefined);
    setPublished(from.published === true);
    setFile(from.file);
    if (from.published !== true) localStorage.setItem(KEPT, trust);
    choose(trust);
  };
  const [first, setFirst] = useState(true);
  if (first) {
    setFirst(false);
    const kept = localStorage.getItem(KEPT);
    if (kept !== null && chosen === undefined && isTrust(kept)) choose(kept);
  }
  const takeKey = (event: SubmitEvent) => {
    event.preventDefault();
    take(JSON.stringify({ log: [key.trim()] }), {});
  };
  return (
    <section>
      <h2>{say("evidence.trust")}</h2>
      <p>{say("evidence.trustWhat")}</p>
      <FileDrop
        label={say("evidence.trustFile")}
        accept=".json,application/json"
        chosen={file}
        take={(given) =>
          void given.arrayBuffer().then((bytes) => {
            try {
              take(decodeUtf8(new Uint8Array(bytes)), { file: given.name });
            } catch {
              setWrong(say("log.ownKeyBad"));
            }
          })
        }
      />
      <form className="line" onSubmit={takeKey}>
        <label>
          {say("evidence.trustKey")}
          <Input value={key} onChange={({ target }) => setKey(target.value)} maxLength={256} />
        </label>
        <Button htmlType="submit">{say("log.ownKeyUse")}</Button>
        {gateway.data !== undefined && (
          <Button onClick={() => take(publishedTrust(gateway.data.log), { published: true })}>
            {say("evidence.trustPublished")}
          </Button>
        )}
      </form>
      <div aria-live="polite">
        {wrong !== undefined && <Alert type="warning" showIcon title={wrong} />}
        {published && <Alert type="warning" showIcon title={say("evidence.trustPublishedWarn")} />}
        {chosen !== undefined && <Trusting trust={chosen} />}
      </div>
    </section>
  );
}

function Trusting({ trust }: { readonly trust: string }) {
  const { say } = useSpeech();
  const { log, witnesses, quorum } = readTrust(trust, sha256);
  return <p>{say("evidence.trusting", { log: log.length, witnesses: witnesses.length, quorum })}</p>;
}

function publishedTrust(log: {
  readonly keys: readonly string[];
  readonly witnesses: readonly string[];
  readonly quorum: number;
}) {
  return JSON.stringify({ log: log.keys, witnesses: log.witnesses, quorum: log.quorum });
}

function isTrust(text: string): boolean {
  try {
    readTrust(text, sha256);
    return true;
  } catch {
    return false;
  }
}
