import { Checkbox } from "antd";
import { Dialog } from "../parts/dialog.tsx";
import { useSpeech } from "./language.tsx";
import type { WordId } from "../words/words.ts";
import type { Place } from "./places.ts";
import type { Shortcuts } from "./shortcuts.ts";

interface Props {
  readonly open: boolean;
  readonly close: () => void;
  readonly keys: Shortcuts;
  readonly places: readonly Place[];
}

/** Keys that act on a page. */
const ACTIONS: readonly (readonly [key: string, help: WordId])[] = [
  ["j", "keys.next"],
  ["k", "keys.previous"],
  ["x", "keys.select"],
  ["e", "keys.accept"],
  ["r", "keys.reject"],
  ["p", "keys.print"],
];

/** Dialog that lists the keys, and switches single ones off. */
export function KeyHelp({ open, close, keys, places }: Props) {
  const { say } = useSpeech();
  return (
    <Dialog open={open} close={close} title={say("shell.keys")}>
      <dl className="keys">
        {places.map(({ key, help }) => (
          <div key={key}>
            <dt>
              <kbd>g</kbd> <kbd>{key}</kbd>
            </dt>
            <dd>{say(help)}</dd>
          </div>
        ))}
        {ACTIONS.map(([key, help]) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
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
