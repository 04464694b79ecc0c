import { Checkbox, Input } from "antd";
import { useId } from "react";
import { forClerks, shownCode } from "../../sheets/template.ts";
import type { Column } from "../../sheets/layout.ts";
import { useSpeech } from "../app/language.tsx";

interface Props {
  /** Field of a document, as its schema describes it. */
  readonly column: Column;
  readonly value: string;
  readonly change: (value: string) => void;
  /** Place of the field in its document, by which a fault finds it. */
  readonly at?: string;
  /** What is wrong with its value. */
  readonly fault?: string | undefined;
}

/** What separates the codes of a list in one text, as in a cell. */
const SEPARATOR = "；";
/** Texts longer than this get several lines. */
const ONE_LINE = 100;

/** Field of a form, made from the schema: a list to choose from, a day, a text. Its value is the text that a cell would have. */
export function SchemaInput({ column, value, change, at, fault }: Props) {
  const { say, pick, language } = useSpeech();
  const faultId = useId();
  const marks = {
    ...(at === undefined ? {} : { id: at }),
    ...(fault === undefined ? {} : { "aria-invalid": true, "aria-describedby": faultId }),
  };
  const wrong = fault !== undefined && (
    <span id={faultId} className="field-fault">
      {fault}
    </span>
  );
  const { field, codes, heading } = column;
  const label = pick(heading);
  const { kind, schema, note } = field;
  const said = forClerks(note);
  if (kind === "list" && codes.length > 0) {
    const chosen = new Set(value.split(SEPARATOR).filter(Boolean));
    const turn = (code: string, on: boolean) => {
      const next = new Set(chosen);
      if (on) next.add(code);
      else next.delete(code);
      change([...next].join(SEPARATOR));
    };
    return (
      <fieldset id={at} aria-describedby={fault === undefined ? undefined : faultId} tabIndex={-1}>
        <legend>{label}</legend>
        {codes.map((code) => (
          <Checkbox
            key={code.code}
            checked={chosen.has(code.code)}
            onChange={({ target }) => turn(code.code, target.checked)}
          >
            {pick(code)}
          </Checkbox>
        ))}
        {wrong}
      </fieldset>
    );
  }
  const options =
    kind === "boolean"
      ? [
          { code: "true", word: say("form.yes") },
          ...(schema["const"] === true ? [] : [{ code: "false", word: say("form.no") }]),
        ]
      : codes.map((code) => ({
          code: code.code,
          word: language === "zh" ? shownCode(code) : `${code.code} ${code.en}`,
        }));
  return (
    <>
      <label>
        {label} {said !== "" && language === "zh" && <span className="quiet">{said}</span>}
        {options.length > 0 && kind !== "text" ? (
          <select {...marks} value={value} onChange={({ target }) => change(target.value)}>
            <option value="" />
            {options.map(({ code, word }) => (
              <option key={code} value={code}>
                {word}
              </option>
            ))}
          </select>
        ) : kind === "date" ? (
          <input {...marks} type="date" value={value} onChange={({ target }) => change(target.value)} />
        ) : Number(schema["maxLength"] ?? 0) > ONE_LINE ? (
          <Input.TextArea
            {...marks}
            value={value}
            rows={2}
            maxLength={Number(schema["maxLength"])}
            onChange={({ target }) => change(target.value)}
          />
        ) : (
          <Input {...marks} value={value} autoComplete="off" onChange={({ target }) => change(target.value)} />
        )}
      </label>
      {wrong}
    </>
  );
}
