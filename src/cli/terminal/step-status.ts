import type { Bilingual } from "../../domain/bilingual.ts";
import type { StepStatus } from "../../evidence/verify/step.ts";

/** What came of a step of a verification, in words. */
export const STEP_STATUS: Readonly<Record<StepStatus, Bilingual>> = {
  passed: { zh: "通过", en: "passed" },
  failed: { zh: "不通过", en: "FAILED" },
  "not-checked": { zh: "未核验", en: "not checked" },
};
