import { Alert, Button, Input } from "antd";
import { useState } from "react";
import { platform } from "../../sdk/environment.ts";
import { useSpeech } from "../app/language.tsx";
import { MIN_PASSPHRASE } from "../desk/key-backup.ts";
import { FileDrop } from "../parts/file-drop.tsx";
import { saveFile } from "../parts/save-file.ts";
import type { Draft } from "./draft.ts";

interface Props {
  readonly draft: Draft;
  /** Nothing is written yet. */
  readonly isNew: boolean;
  readonly change: (draft: Draft | undefined) => void;
  readonly opened: () => void;
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
      <label>
        {say("compose.passphrase", { count: MIN_PASSPHRASE })}
        <Input.Password
          value={passphrase}
          visibilityToggle={false}
          autoComplete="off"
          onChange={({ target }) => setPassphrase(target.value)}
        />
      </label>
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
