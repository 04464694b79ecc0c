import { useMutation, useQuery } from "@tanstack/react-query";
import { Alert, Button, Input } from "antd";
import { type SubmitEvent, useState } from "react";
import { isPartyId } from "../../domain/party.ts";
import { useSpeech } from "../app/language.tsx";
import { type Identity, keepIdentity, keptIdentities } from "../desk/identity.ts";
import { KeyFiles, NO_KEYS } from "../desk/key-files.tsx";
import { KnownUnits } from "../desk/known-units.tsx";
import { FileRefused, keysOfFiles, trustOfFile } from "../desk/chosen-files.ts";
import { FaultNotice } from "../parts/fault-notice.tsx";
import { FileDrop } from "../parts/file-drop.tsx";
import { deskOf, type OffLineDesk } from "./off-line-desk.ts";

/** Takes a unit's key and its trusted gateway, from files or as this browser keeps them. No gateway is asked. */
export function DiscDoor({ enter }: { readonly enter: (desk: OffLineDesk) => void }) {
  const { say } = useSpeech();
  const known = useQuery({ queryKey: ["identities"], queryFn: keptIdentities, staleTime: 0 });
  const [party, setParty] = useState("");
  const [given, setGiven] = useState(NO_KEYS);
  const [trustFile, setTrustFile] = useState<File>();
  const id = party.trim();
  const open = useMutation({
    async mutationFn(unit: Identity | undefined) {
      if (unit?.trust !== undefined) return deskOf(unit.party, unit.keys, unit.trust);
      if (trustFile === undefined) throw new FileRefused("sign.trustBad");
      const [keys, trust] = [await keysOfFiles(given.files, given.passphrase), await trustOfFile(trustFile)];
      if (keys.decryption.length === 0) throw new FileRefused("sign.keyBad");
      const desk = await deskOf(id, keys, trust);
      await keepIdentity({ party: id, name: id, keys, trust });
      return desk;
    },
    onSuccess: enter,
  });
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (isPartyId(id)) open.mutate(undefined);
  };
  // Here nobody can be asked for the keys of a gateway that is not pinned.
  const pinned = (known.data ?? []).filter(({ trust }) => trust !== undefined);
  const { error } = open;
  return (
    <>
      {pinned.length > 0 && <KnownUnits units={pinned} enter={open.mutate} changed={() => void known.refetch()} />}
      <h2>{say("sign.new")}</h2>
      <form onSubmit={submit}>
        <p className="line">
          <label>
            {say("sign.party")} <span className="quiet">{say("sign.partyHint")}</span>
            <Input value={party} onChange={({ target }) => setParty(target.value)} maxLength={64} autoComplete="off" />
          </label>
        </p>
        <KeyFiles given={given} give={setGiven} />
        <p>{say("sign.trustWhat")}</p>
        <FileDrop label={say("sign.trustFile")} accept=".json" chosen={trustFile?.name} take={setTrustFile} />
        <p>
          <Button
            type="primary"
            htmlType="submit"
            loading={open.isPending}
            disabled={!isPartyId(id) || given.files.length === 0 || trustFile === undefined}
          >
            {say("sign.do")}
          </Button>
        </p>
      </form>
      <div aria-live="polite">
        {error instanceof FileRefused ? (
          <Alert type="error" showIcon title={say(error.reason)} />
        ) : (
          error !== null && <FaultNotice error={error} />
        )}
      </div>
    </>
  );
}
