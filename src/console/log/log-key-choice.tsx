import { sha256 } from "@noble/hashes/sha2.js";
import { Alert, Button, Input } from "antd";
import { type SubmitEvent, useState } from "react";
import { parseVerifierKey, SIGNATURE_TYPES } from "../../tlog/note.ts";
import { useSpeech } from "../app/language.tsx";

/** Name under which a log's key is kept in this browser. It is public. */
const KEPT = "aidx.log-key";

interface Props {
  readonly own: string | undefined;
  readonly choose: (key: string | undefined) => void;
}

/** Gives the log's key that the reader has entered before. */
export function keptLogKey(): string | undefined {
  const kept = localStorage.getItem(KEPT);
  return kept !== null && isLogKey(kept) ? kept : undefined;
}

/** Lets the reader bring the log's key, so that nothing rests on what the gateway publishes about itself. */
export function LogKeyChoice({ own, choose }: Props) {
  const { say } = useSpeech();
  const [text, setText] = useState(own ?? "");
  const [wrong, setWrong] = useState(false);
  const use = (event: SubmitEvent) => {
    event.preventDefault();
    const key = text.trim();
    setWrong(!isLogKey(key));
    if (!isLogKey(key)) return;
    localStorage.setItem(KEPT, key);
    choose(key);
  };
  const drop = () => {
    localStorage.removeItem(KEPT);
    setText("");
    choose(undefined);
  };
  return (
    <section>
      <h2>{say("log.ownKey")}</h2>
      <form className="line" onSubmit={use}>
        <label>
          {say("log.ownKeyHint")}
          <Input value={text} onChange={({ target }) => setText(target.value)} maxLength={256} />
        </label>
        <Button htmlType="submit">{say("log.ownKeyUse")}</Button>
        {own !== undefined && <Button onClick={drop}>{say("log.ownKeyDrop")}</Button>}
      </form>
      <div aria-live="polite">{wrong && <Alert type="warning" showIcon title={say("log.ownKeyBad")} />}</div>
    </section>
  );
}

/** Tells whether a text is the key of a log (C2SP signed-note vkey). */
function isLogKey(text: string): boolean {
  try {
    return parseVerifierKey(text, sha256).type === SIGNATURE_TYPES.ed25519;
  } catch {
    return false;
  }
}
