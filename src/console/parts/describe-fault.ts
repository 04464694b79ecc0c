import { wordOf } from "../../domain/words/words.ts";
import { unsupported } from "../../evidence/verify/step.ts";
import { ProblemError, UnreachableError, UntrustedError } from "../../sdk/problem-error.ts";
import { ProofError } from "../../tlog/proof-error.ts";
import { UnsupportedHere } from "../../wire/signatures.ts";
import type { Speech } from "../app/language.tsx";

/** Finds the words for an error: what it is, what to do, and by which marks the operator finds it. */
export function describeFault(error: Error, { say, pick }: Speech): { title: string; what: string; marks: string[] } {
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
