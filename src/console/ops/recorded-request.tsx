import { Input } from "antd";
import { isReference } from "../../domain/recorded-request.ts";
import { wordOf } from "../../domain/words/words.ts";
import { useSpeech } from "../app/language.tsx";

/** Ground and number of a request that somebody registered. */
export interface Registered {
  readonly basis: string;
  readonly reference: string;
}

interface Props {
  readonly bases: readonly string[];
  readonly given: Registered;
  readonly change: (given: Registered) => void;
}

/** The fields of a recorded request. */
export function RequestFields({ bases, given, change }: Props) {
  const { say, pick } = useSpeech();
  return (
    <>
      <label>
        {say("ops.basis")}
        <select value={given.basis} onChange={({ target }) => change({ ...given, basis: target.value })}>
          {bases.map((code) => (
            <option key={code} value={code}>
              {pick(wordOf("basis", code))}
            </option>
          ))}
        </select>
      </label>
      <label>
        {say("ops.reference")}
        <Input
          value={given.reference}
          maxLength={64}
          autoComplete="off"
          title={say("ops.referenceHint")}
          onChange={({ target }) => change({ ...given, reference: target.value.trim() })}
        />
      </label>
    </>
  );
}

/** Tells whether the number of the request is one. */
export function isRegistered({ reference }: Registered): boolean {
  return isReference(reference);
}
