import { Checkbox } from "antd";
import { Dialog } from "../parts/dialog.tsx";
import { useSpeech } from "./language.tsx";
import { PLACES } from "./places.ts";
import type { Shortcuts } from "./shortcuts.ts";

interface Props {
  readonly open: boolean;
  readonly close: () => void;
  readonly keys: Shortcuts;
}

/** Dialog that lists the keys, and switches single ones off. */
export function KeyHelp({ open, close, keys }: Props) {
  const { say } = useSpeech();
  return (
    <Dialog open={open} close={close} title={say("shell.keys")}>
      <dl className="keys">
        {PLACES.map(({ key, help }) => (
          <div key={key}>
            <dt>
              <kbd>g</kbd> <kbd>{key}</kbd>
            </dt>
            <dd>{say(help)}</dd>
          </div>
        ))}
        <div>
          <dt>
            <kbd>?</kbd>
          </dt>
          <dd>{say("keys.help")}</dd>
        </div>
        <div>
          <dt>
            <kbd>Esc</kbd>
          </dt>
          <dd>{say("keys.escape")}</dd>
        </div>
      </dl>
      <Checkbox checked={keys.on} onChange={({ target }) => keys.turn(target.checked)}>
        {say("shell.keysOn")}
      </Checkbox>
    </Dialog>
  );
}
