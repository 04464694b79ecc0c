import { Button } from "antd";
import { useSpeech } from "../app/language.tsx";
import { Dialog } from "../parts/dialog.tsx";
import { PURPOSES, type Purpose } from "../print/purposes.ts";

interface Props {
  readonly open: boolean;
  readonly close: () => void;
  readonly choose: (purpose: Purpose) => void;
}

/** Asks what a copy of a minor's record is for, before it is made. */
export function PurposeQuestion({ open, close, choose }: Props) {
  const { say } = useSpeech();
  return (
    <Dialog
      open={open}
      close={close}
      title={say("purpose.title")}
      actions={PURPOSES.map((purpose) => (
        <Button key={purpose} onClick={() => choose(purpose)}>
          {say(`purpose.${purpose}`)}
        </Button>
      ))}
    >
      <p>{say("purpose.what")}</p>
    </Dialog>
  );
}
