import type { StepStatus } from "../../evidence/verify/step.ts";
import { useSpeech } from "../app/language.tsx";
import { StatusTag, type Tone } from "./status-tag.tsx";

const TONES: Readonly<Record<StepStatus, Tone>> = { passed: "good", failed: "bad", "not-checked": "open" };

/** What a check found: 通过, 不通过 or 未核验. What cannot be checked here is never shown as failed. */
export function Verdict({ status }: { readonly status: StepStatus }) {
  const { say } = useSpeech();
  return <StatusTag tone={TONES[status]}>{say(`verdict.${status}`)}</StatusTag>;
}
