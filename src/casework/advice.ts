import type { GapAnswer, GuidelineAnswer } from "../domain/generated/answers.ts";
import type { Caller } from "../exchange/service.ts";
import type { AidSubjectList } from "../schema/generated/aid-subject-list.ts";
import type { Clocks } from "./clock/clocks-in-force.ts";
import { listedGapView } from "./gap/gap-view.ts";
import { listGaps, type ListGapSetting } from "./gap/list-gaps.ts";
import { checkList } from "./guideline/check-list.ts";
import { findingView } from "./guideline/finding-view.ts";
import type { Outcome } from "./guideline/finding.ts";
import type { GuidelineDocument } from "./guideline/guideline-document.ts";

/** Parts from outside that advice about a list needs. */
export interface AdviceDeps {
  /** Opens and checks a sealed list of a procuratorate, and stores nothing. Throws `Refusal`. */
  readonly readList: (
    caller: Caller,
    envelope: Buffer,
    mediaType: string,
  ) => Promise<Readonly<Record<string, unknown>>>;
  readonly guidelines: () => readonly GuidelineDocument[];
  readonly clocks: () => Clocks;
  readonly now: () => number;
  /** Counts an outcome of a rule; nothing else of a check is known afterwards. */
  readonly counted: (rule: string, guideline: string, outcome: Outcome) => void;
}

/** Advice about a list before it is sent: for a person to decide. A sealed list comes in, an answer goes out, nothing is kept. */
export interface Advice {
  /** Computes the aid gap of each household, as if the list were sealed today. Throws `Refusal`. */
  gap(caller: Caller, envelope: Buffer, mediaType: string): Promise<GapAnswer>;
  /** Tells which aid each person may ask for by the guideline in force. Throws `Refusal`. */
  guideline(caller: Caller, envelope: Buffer, mediaType: string): Promise<GuidelineAnswer>;
}

/** Makes the advice about lists. */
export function createAdvice({ readList, guidelines, clocks, now, counted }: AdviceDeps): Advice {
  const settingNow = (): ListGapSetting => {
    const inForce = clocks();
    const today = inForce.calendar.dateAt(now());
    return { sealed: today, today, guidelines: guidelines(), clocks: inForce };
  };
  return {
    async gap(...sealed) {
      // Checked against its schema: from here on it has this type.
      const list = (await readList(...sealed)) as unknown as AidSubjectList;
      const setting = settingNow();
      const households = listGaps(list, setting).map(listedGapView);
      return { on: setting.today, deadlines: setting.clocks.rules.version, households };
    },
    async guideline(...sealed) {
      const list = (await readList(...sealed)) as unknown as AidSubjectList;
      const setting = settingNow();
      const { today } = setting;
      const gaps = listGaps(list, setting);
      const found = checkList(list, setting.guidelines, { today, gaps, answersOf: () => [] });
      for (const { guideline, findings } of found) {
        for (const { rule, outcome } of findings) counted(rule, guideline, outcome);
      }
      return {
        on: today,
        subjects: found.map(({ index, guideline, findings, choices }) => ({
          index,
          guideline,
          findings: findings.map(findingView),
          choices: choices.map(({ rules, zh, en }) => ({ rules: [...rules], zh, en })),
        })),
      };
    },
  };
}
