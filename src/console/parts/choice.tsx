import { useSpeech } from "../app/language.tsx";

interface Props {
  readonly label: string;
  readonly value: string | undefined;
  readonly options: readonly (readonly [code: string, word: string])[];
  readonly choose: (code: string) => void;
}

/** A choice of codes, shown by their words; empty: any. */
export function Choice({ label, value, options, choose }: Props) {
  const { say } = useSpeech();
  return (
    <label>
      {label}
      <select value={value ?? ""} onChange={({ target }) => choose(target.value)}>
        <option value="">{say("archive.any")}</option>
        {options.map(([code, word]) => (
          <option key={code} value={code}>
            {word}
          </option>
        ))}
      </select>
    </label>
  );
}
