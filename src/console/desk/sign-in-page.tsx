import { useMutation, useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { Alert, Button, Input } from "antd";
import { type SubmitEvent, useState } from "react";
import { isPartyId } from "../../domain/party.ts";
import { LANGUAGE_TAGS, useSpeech } from "../app/language.tsx";
import { FIRST_PLACES } from "../app/places.ts";
import { useTitle } from "../app/page-title.ts";
import { FaultNotice } from "../parts/fault-notice.tsx";
import { FileDrop } from "../parts/file-drop.tsx";
import { FileRefused, keysOfFiles, trustOfFile } from "./chosen-files.ts";
import { type Desk, roleOf, useDeskDoor } from "./desk.tsx";
import { type Identity, keptIdentities } from "./identity.ts";
import { type GivenKeys, KeyFiles, NO_KEYS } from "./key-files.tsx";
import { KnownUnits } from "./known-units.tsx";
import { NewKeys } from "./new-keys.tsx";
import { IS_LOCAL, openDesk } from "./open-desk.ts";

/** What is filled in to import a key. */
interface Given {
  readonly party: string;
  readonly given: GivenKeys;
  readonly trustFile: File | undefined;
}

/** Lets a unit in by its own key. */
export function SignInPage() {
  const { say, language } = useSpeech();
  useTitle("desk.signIn");
  const { open } = useDeskDoor();
  const navigate = useNavigate();
  const opened = (desk: Desk) => {
    open(desk);
    // The pages of units that get packets are none of an auditor's or operator's.
    const role = roleOf(desk);
    const first = FIRST_PLACES[role];
    if (role !== "unit" && !location.pathname.includes(first)) void navigate({ to: first });
  };
  const known = useQuery({ queryKey: ["identities"], queryFn: keptIdentities, staleTime: 0 });
  const [party, setParty] = useState("");
  const [given, setGiven] = useState(NO_KEYS);
  const [trustFile, setTrustFile] = useState<File>();
  const [wrong, setWrong] = useState<string>();
  const enter = useMutation({
    mutationFn: async (who: Given | Identity) => {
      const keys = "keys" in who ? who.keys : await keysOfFiles(who.given.files, who.given.passphrase);
      const trust = "keys" in who ? who.trust : who.trustFile && (await trustOfFile(who.trustFile));
      const identity = { party: who.party, keys, ...(trust === undefined ? {} : { trust }) };
      return openDesk(identity, LANGUAGE_TAGS[language]);
    },
    onSuccess: opened,
  });
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    setWrong(isPartyId(party.trim()) ? undefined : say("sign.partyBad"));
    const unit = party.trim();
    if (isPartyId(unit) && given.files.length > 0) enter.mutate({ party: unit, given, trustFile });
  };
  const { error } = enter;
  return (
    <>
      <h1>{say("desk.signIn")}</h1>
      <p>{say("sign.what")}</p>
      {known.data !== undefined && known.data.length > 0 && (
        <KnownUnits units={known.data} enter={enter.mutate} changed={() => void known.refetch()} />
      )}
      <h2>{say("sign.new")}</h2>
      <form onSubmit={submit}>
        <p className="line">
          <label>
            {say("sign.party")} <span className="quiet">{say("sign.partyHint")}</span>
            <Input value={party} onChange={({ target }) => setParty(target.value)} maxLength={64} autoComplete="off" />
          </label>
        </p>
        <KeyFiles given={given} give={setGiven} />
        <p>
          {say("sign.trustWhat")} {IS_LOCAL && say("sign.trustLocal")}
        </p>
        <FileDrop label={say("sign.trustFile")} accept=".json" chosen={trustFile?.name} take={setTrustFile} />
        <p>
          <Button
            type="primary"
            htmlType="submit"
            loading={enter.isPending}
            disabled={given.files.length === 0 || (trustFile === undefined && !IS_LOCAL)}
          >
            {say("sign.do")}
          </Button>
        </p>
      </form>
      <NewKeys trust={async () => trustFile && trustOfFile(trustFile)} made={() => void known.refetch()} />
      <div aria-live="polite">
        {wrong !== undefined && <Alert type="warning" showIcon title={wrong} />}
        {error instanceof FileRefused ? (
          <Alert type="error" showIcon title={say(error.reason)} />
        ) : (
          error !== null && <FaultNotice error={error} />
        )}
      </div>
    </>
  );
}
