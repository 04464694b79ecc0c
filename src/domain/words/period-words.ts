import type { Bilingual } from "../bilingual.ts";
import type { Period, Roll } from "../deadline.ts";

/** Writes a period in words: `5 个工作日`, `5 working days`. A period to the end of a month has its own words. */
export function periodWords(period: Period, roll?: Roll): Bilingual {
  const words = (length: number, zh: string, en: string): Bilingual => ({
    zh: `${length}${zh}`,
    en: `${length} ${en}${length === 1 ? "" : "s"}`,
  });
  if ("workingDays" in period) return words(period.workingDays, " 个工作日", "working day");
  if ("days" in period) return words(period.days, " 日", "day");
  if ("hours" in period) return words(period.hours, " 小时", "hour");
  if (roll !== "month-end") return words(period.months, " 个月", "month");
  const { en } = words(period.months, "", "month");
  return { zh: `其后第 ${period.months} 个月的月末`, en: `the end of the month, ${en} later` };
}
