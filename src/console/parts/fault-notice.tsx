import { Alert, Button } from "antd";
import { wordOf } from "../../domain/words/words.ts";
import { ProblemError, UnreachableError, UntrustedError } from "../../sdk/problem-error.ts";
import { unsupported } from "../../evidence/verify/step.ts";
import { ProofError } from "../../tlog/proof-error.ts";
import { UnsupportedHere } from "../../wire/signatures.ts";
import { type Speech, useSpeech } from "../app/language.tsx";

/** What went wrong, in words, and what to do: with the code and the request by which the operator finds it. */
export function FaultNotice({ error, retry }: { readonly error: Error; readonly retry?: () => void }) {
  const speech = useSpeech();
  const { title, what, marks } = describeFault(error, speech);
  return (
    <Alert
      type="error"
      showIcon
      title={title}
      description={
        <>
          <p>{what}</p>
          {marks.length > 0 && <p className="quiet">{marks.join(" · ")}</p>}
        </>
      }
      {...(retry === undefined ? {} : { action: <Button onClick={retry}>{speech.say("state.retry")}</Button> })}
    />
  );
}

/** Finds the words for an error. */
function describeFault(error: Error, { say, pick }: Speech): { title: string; what: string; marks: string[] } {
  if (error instanceof ProblemError) {
    const { code, detail, instance } = error;
    const marks = [
      say("state.code", { code }),
      ...(instance === undefined ? [] : [say("state.request", { id: instance })]),
    ];
    return { title: pick(wordOf("refusal", code)), what: detail ?? "", marks };
  }
  if (error instanceof UnreachableError) {
    return { title: say("state.unreachable"), what: say("state.unreachableWhat"), marks: [] };
  }
  if (error instanceof UntrustedError) {
    const what = error.text === undefined ? say("state.untrustedWhat") : pick(error.text);
    return { title: say("state.untrusted"), what, marks: [say("state.code", { code: error.code })] };
  }
  if (error instanceof ProofError) {
    return {
      title: say("proof.failed"),
      what: say(`proof.${error.code}`),
      marks: [say("state.code", { code: error.code })],
    };
  }
  if (error instanceof UnsupportedHere) {
    return { title: say("verdict.not-checked"), what: pick(unsupported(error)), marks: [] };
  }
  return { title: say("state.fault"), what: say("state.faultWhat"), marks: [`${error.name}: ${error.message}`] };
}
