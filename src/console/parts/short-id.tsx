import { Button } from "antd";
import { useState } from "react";
import { useSpeech } from "../app/language.tsx";

/** Characters that are shown of an id. */
const SHOWN = 8;

/**
 * An id, shortened to its last characters, with a button that copies the whole. The last ones, because ids of one day
 * (UUIDv7) begin alike.
 */
export function ShortId({ id }: { readonly id: string }) {
  const { say } = useSpeech();
  const [copied, setCopied] = useState(false);
  const copy = () => void navigator.clipboard.writeText(id).then(() => setCopied(true));
  return (
    <span className="short-id">
      <span title={id}>
        <span className="seen-not">{say("part.whole", { id })}</span>
        <code aria-hidden="true">{id.length > SHOWN ? `…${id.slice(-SHOWN)}` : id}</code>
      </span>
      <Button size="small" type="text" onClick={copy}>
        {say(copied ? "part.copied" : "part.copy")}
      </Button>
    </span>
  );
}
