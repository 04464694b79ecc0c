import { Button } from "antd";
import type { LetterText } from "../../sheets/letter-text.ts";
import { useSpeech } from "../app/language.tsx";

/** A letter about late items with the names, for paper: the words are those of the command line. */
export function LetterPrint({ letter }: { readonly letter: LetterText }) {
  const { say } = useSpeech();
  const { organ, number, title, to, before, heads, rows, after, sign } = letter;
  return (
    <>
      <p className="no-print">
        <Button onClick={() => window.print()}>{say("print.do", { form: title })}</Button>
      </p>
      <article className="paper" lang="zh-CN" aria-label={title}>
        <p className="paper-organ">{organ}</p>
        <p className="paper-number">{number}</p>
        <hr />
        <h2>{title}</h2>
        <p className="paper-to">{to}</p>
        {before.map((text) => (
          <p key={text}>{text}</p>
        ))}
        <table className="paper-table">
          <thead>
            <tr>
              {heads.map((head) => (
                <th key={head} scope="col">
                  {head}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.join(" ")}>
                {row.map((cell, n) => (
                  <td key={heads[n]}>{cell}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
        {after.map((text) => (
          <p key={text}>{text}</p>
        ))}
        <p className="paper-sign">
          {sign.map((line) => (
            <span key={line} className="paper-line">
              {line}
            </span>
          ))}
        </p>
      </article>
    </>
  );
}
