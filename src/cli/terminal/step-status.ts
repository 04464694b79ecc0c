import type { StepStatus } from "../../evidence/verify/step.ts";
import type { Text } from "./language.ts";

/** What came of a step of a verification, in words. */
export const STEP_STATUS: Readonly<Record<StepStatus, Text>> = {
  passed: { zh: "通过", en: "passed" },
  failed: { zh: "不通过", en: "FAILED" },
  "not-checked": { zh: "未核验", en: "not checked" },
};
