import { Alert, Button, Input } from "antd";
import { useState } from "react";
import { platform } from "../../sdk/environment.ts";
import { useSpeech } from "../app/language.tsx";
import { MIN_PASSPHRASE } from "../desk/key-backup.ts";
import { FileDrop } from "../parts/file-drop.tsx";
import { saveFile } from "../parts/save-file.ts";
import type { WordId } from "../words/words.ts";
import type { Draft } from "./draft.ts";

interface Props {
  readonly draft: Draft;
  /** Nothing is written yet. */
  readonly isNew: boolean;
  readonly change: (draft: Draft | undefined) => void;
  readonly opened: () => void;
}

/** A draft, or what was sent of it, into a file under a passphrase. */
export function SaveDraft({ draft, words }: { readonly draft: Draft; readonly words: WordId }) {
  const { say } = useSpeech();
  const [passphrase, setPassphrase] = useState("");
  const save = async () => {
    const { sealDraft } = await import("./draft-file.ts");
    const day = new Date(platform.now()).toISOString().slice(0, 10);
    saveFile(`draft-${day}-${draft.jti.slice(-8)}.jwe`, await sealDraft(draft, passphrase));
  };
  return (
    <div className="form">
      <PassphraseField value={passphrase} change={setPassphrase} />
      <p>
        <Button disabled={passphrase.length < MIN_PASSPHRASE} onClick={() => void save()}>
          {say(words)}
        </Button>
      </p>
    </div>
  );
}

function PassphraseField({ value, change }: { readonly value: string; readonly change: (value: string) => void }) {
  const { say } = useSpeech();
  return (
    <label>
      {say("compose.passphrase", { count: MIN_PASSPHRASE })}
      <Input.Password
        value={value}
        visibilityToggle={false}
        autoComplete="off"
        onChange={({ target }) => change(target.value)}
      />
    </label>
  );
}

/** The draft in a file under a passphrase, out and in; and dropping it. */
export function DraftFile({ draft, isNew, change, opened }: Props) {
  const { say } = useSpeech();
  const [passphrase, setPassphrase] = useState("");
  const [file, setFile] = useState<File>();
  const [wrong, setWrong] = useState(false);
  const short = passphrase.length < MIN_PASSPHRASE;
  const save = async () => {
    const { sealDraft } = await import("./draft-file.ts");
    const day = new Date(platform.now()).toISOString().slice(0, 10);
    saveFile(`draft-${day}-${draft.jti.slice(-8)}.jwe`, await sealDraft(draft, passphrase));
  };
  const open = async () => {
    if (file === undefined) return;
    const { openDraft } = await import("./draft-file.ts");
    const found = await openDraft(file, passphrase);
    setWrong(found === undefined);
    if (found === undefined) return;
    change(found);
    setFile(undefined);
    setPassphrase("");
    opened();
  };
  return (
    <details className="form draft no-print">
      <summary>{say("compose.draft")}</summary>
      <p>{say("compose.draftWhat")}</p>
      <PassphraseField value={passphrase} change={setPassphrase} />
      <p className="line">
        <Button disabled={short || isNew} onClick={() => void save()}>
          {say("compose.saveDraft")}
        </Button>
        <Button disabled={short || file === undefined} onClick={() => void open()}>
          {say("compose.openDraft")}
        </Button>
        <Button danger disabled={isNew || draft.sent !== undefined} onClick={() => change(undefined)}>
          {say("compose.dropDraft")}
        </Button>
      </p>
      <FileDrop label={say("compose.chooseDraft")} accept=".jwe" chosen={file?.name} take={setFile} />
      <div aria-live="polite">{wrong && <Alert type="error" showIcon title={say("compose.draftBad")} />}</div>
    </details>
  );
}
