import { ProblemError } from "../../sdk/problem-error.ts";
import { useSpeech } from "../app/language.tsx";
import { FaultNotice } from "../parts/fault-notice.tsx";
import type { Answers } from "./use-answers.ts";

/** Why the gateway would refuse a message, place by place. */
export function Refused({ answers: { error, retry } }: { readonly answers: Pick<Answers, "error" | "retry"> }) {
  const { pick } = useSpeech();
  if (error === null) return null;
  const errors = error instanceof ProblemError ? error.errors : [];
  return (
    <>
      <FaultNotice error={error} retry={retry} />
      {errors.length > 0 && (
        <ul>
          {errors.map(({ pointer, code, message, messageZh, field, fieldZh }) => (
            <li key={`${pointer} ${code}`}>
              <strong>
                {field !== undefined && fieldZh !== undefined ? pick({ zh: fieldZh, en: field }) : pointer}
              </strong>{" "}
              {pick({ zh: messageZh, en: message })}
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
