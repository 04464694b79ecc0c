import type { CaseHousehold } from "../../domain/generated/answers.ts";
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
