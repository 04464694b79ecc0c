import { Input } from "antd";
import { useSpeech } from "../app/language.tsx";
import { FileDrop } from "../parts/file-drop.tsx";

/** Files that hold a unit's keys, with the passphrase of those that have one. */
export interface GivenKeys {
  readonly files: readonly File[];
  readonly passphrase: string;
}

/** Nothing chosen yet. */
export const NO_KEYS: GivenKeys = { files: [], passphrase: "" };

const ENCRYPTED = /\.(jwe|p12|pfx)$/i;

/** Takes the files of a unit's keys, and asks for a passphrase when one is encrypted. */
export function KeyFiles({ given, give }: { readonly given: GivenKeys; readonly give: (keys: GivenKeys) => void }) {
  const { say } = useSpeech();
  const { files, passphrase } = given;
  return (
    <>
      <FileDrop
        label={say("sign.keyFile")}
        accept=".json,.jwe,.p12,.pfx"
        chosen={files.length === 0 ? undefined : files.map(({ name }) => name).join(" · ")}
        takeAll={(all) => give({ ...given, files: all })}
      />
      {files.some(({ name }) => ENCRYPTED.test(name)) && (
        <label>
          {say("sign.passphrase")}
          <Input.Password
            value={passphrase}
            visibilityToggle={false}
            autoComplete="off"
            onChange={({ target }) => give({ ...given, passphrase: target.value })}
          />
        </label>
      )}
    </>
  );
}
