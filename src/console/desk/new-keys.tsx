import { useMutation } from "@tanstack/react-query";
import { Alert, Button, Input } from "antd";
import { useState } from "react";
import { isPartyId } from "../../domain/party.ts";
import type { GatewayTrust } from "../../sdk/gateway-trust.ts";
import { useSpeech } from "../app/language.tsx";
import { FaultNotice } from "../parts/fault-notice.tsx";
import { saveFile } from "../parts/save-file.ts";
import { keepIdentity } from "./identity.ts";
import { MIN_PASSPHRASE } from "./key-backup.ts";
import { type BackupForm, makeKeys } from "./make-keys.ts";

interface Props {
  /** Reads the trust file that was chosen, if one was. */
  readonly trust: () => Promise<GatewayTrust | undefined>;
  /** Called when the keys are kept. */
  readonly made: () => void;
}

/** Makes a unit's keys in this browser: the public ones go to the operator, a copy of all into safe custody. */
export function NewKeys({ trust, made }: Props) {
  const { say } = useSpeech();
  const [party, setParty] = useState("");
  const [form, setForm] = useState<BackupForm>("p12");
  const [passphrase, setPassphrase] = useState("");
  const work = useMutation({
    mutationFn: async (unit: string) => {
      const trusted = await trust();
      const { held, publicSet, backup } = await makeKeys(unit, form, passphrase);
      await keepIdentity({ party: unit, name: unit, keys: held, ...(trusted === undefined ? {} : { trust: trusted }) });
      saveFile(`${unit}.keys.${form}`, backup);
      saveFile(`${unit}.public.jwks.json`, new TextEncoder().encode(`${JSON.stringify(publicSet, undefined, 2)}\n`));
      return publicSet;
    },
    onSuccess() {
      setPassphrase("");
      made();
    },
  });
  const ready = isPartyId(party.trim()) && passphrase.length >= MIN_PASSPHRASE;
  return (
    <details className="form">
      <summary>{say("keys.make")}</summary>
      <p>{say("keys.makeWhat")}</p>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (ready) work.mutate(party.trim());
        }}
      >
        <label>
          {say("keys.makeParty")}
          <Input value={party} maxLength={64} autoComplete="off" onChange={({ target }) => setParty(target.value)} />
        </label>
        <label>
          {say("keys.form")}
          <select value={form} onChange={({ target }) => setForm(target.value === "jwe" ? "jwe" : "p12")}>
            <option value="p12">{say("keys.p12")}</option>
            <option value="jwe">{say("keys.jwe")}</option>
          </select>
        </label>
        <label>
          {say("keys.passphrase", { count: MIN_PASSPHRASE })}
          <Input.Password
            value={passphrase}
            visibilityToggle={false}
            autoComplete="new-password"
            onChange={({ target }) => setPassphrase(target.value)}
          />
        </label>
        <Button htmlType="submit" disabled={!ready} loading={work.isPending}>
          {say("keys.makeDo")}
        </Button>
      </form>
      <div aria-live="polite">
        {work.error !== null && <FaultNotice error={work.error} />}
        {work.data !== undefined && (
          <Alert
            type="success"
            showIcon
            title={say("keys.made")}
            description={
              <ul>
                {work.data.keys.map(({ kid, use }) => (
                  <li key={String(kid)}>
                    {say(use === "sig" ? "keys.sig" : "keys.enc")} <code>{String(kid)}</code>
                  </li>
                ))}
              </ul>
            }
          />
        )}
      </div>
    </details>
  );
}
