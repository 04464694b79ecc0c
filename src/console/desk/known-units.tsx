import { Button } from "antd";
import { useState } from "react";
import { useSpeech } from "../app/language.tsx";
import { Dialog } from "../parts/dialog.tsx";
import { dropIdentity, type Identity } from "./identity.ts";

interface Props {
  readonly units: readonly Identity[];
  readonly enter: (unit: Identity) => void;
  /** Called when a key was removed. */
  readonly changed: () => void;
}

/** The units whose keys this browser has. */
export function KnownUnits({ units, enter, changed }: Props) {
  const { say } = useSpeech();
  const [leaving, setLeaving] = useState<Identity>();
  const forget = ({ party }: Identity) =>
    void dropIdentity(party).then(() => {
      setLeaving(undefined);
      changed();
    });
  return (
    <section>
      <h2>{say("sign.known")}</h2>
      <ul className="doors">
        {units.map((unit) => (
          <li key={unit.party} className="line">
            <Button type="primary" onClick={() => enter(unit)}>
              {say("sign.enter", { name: unit.name })}
            </Button>
            <code>{unit.party}</code>
            <Button danger onClick={() => setLeaving(unit)}>
              {say("sign.forget", { name: unit.name })}
            </Button>
          </li>
        ))}
      </ul>
      <Dialog
        open={leaving !== undefined}
        close={() => setLeaving(undefined)}
        title={say("sign.forget", { name: leaving?.name ?? "" })}
        actions={
          <Button danger onClick={() => leaving !== undefined && forget(leaving)}>
            {say("sign.forget", { name: leaving?.name ?? "" })}
          </Button>
        }
      >
        <p>{say("sign.forgetSure")}</p>
      </Dialog>
    </section>
  );
}
