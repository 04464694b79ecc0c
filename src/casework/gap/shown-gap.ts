import type { CaseHousehold, CaseItem } from "../../domain/generated/answers.ts";
import { present } from "../../wire/present.ts";
import type { CaseGap } from "./case-gaps.ts";
import { gapView } from "./gap-view.ts";

/** Shows the gap of a household of a case to the sender of its list. */
export function shownGap({ subjects, services, secondBridge, ...found }: CaseGap): CaseHousehold {
  return {
    ...gapView({ ...found, services }),
    subjects: [...subjects],
    services: services.map((service) => ({ ...service })),
    ...(secondBridge ? { secondBridge: true as const } : {}),
  };
}

/** Shows the gap of an item's household in a work list. */
export function gapOfItem(found: CaseGap | undefined): CaseItem["gap"] {
  const { gap, bridge, secondBridge } = found ?? {};
  if (gap === undefined) return undefined;
  const [first] = gap.runs;
  const last = gap.runs.at(-1);
  return {
    level: gap.level,
    days: gap.days,
    ...present({ from: first?.from, to: last?.to, bridge: bridge === undefined ? undefined : true }),
    ...(secondBridge === true ? { secondBridge: true as const } : {}),
  };
}
