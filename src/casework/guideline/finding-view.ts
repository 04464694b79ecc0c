import type { GuidelineFinding } from "../../domain/generated/answers.ts";
import type { Finding } from "./finding.ts";
import { inDecimals } from "./rational.ts";

/** Shows a finding as answers have it: with its amount in yuan. */
export function findingView({ name, missing, explain, amount, date, suggest, ...finding }: Finding): GuidelineFinding {
  return {
    ...finding,
    name: { zh: name.zh, en: name.en },
    missing: [...missing],
    explain: { zh: explain.zh, en: explain.en },
    ...(suggest === undefined ? {} : { suggest: { ...suggest } }),
    ...(amount === undefined ? {} : { amount: inDecimals(amount) }),
    ...(date === undefined ? {} : { date: { ...date } }),
  };
}
