import { inDecimals } from "../guideline/rational.ts";
import type { GapHousehold } from "../../domain/generated/answers.ts";
import { present } from "../../wire/present.ts";
import type { BridgeGap } from "./draft-bridge.ts";
import type { HouseholdGap } from "./household-gap.ts";
import type { ListedGap } from "./list-gaps.ts";
import { monthlyFen } from "./living-need.ts";

/** Writes an amount of fen as a decimal text in yuan. */
export function yuan(fen: bigint): string {
  return inDecimals({ of: fen, over: 100n });
}

/** Gives of a household's gap what the draft of a bridge needs. */
export function bridgeGap(found: ListedGap): BridgeGap {
  return { ...listedGapView(found), ...present({ lastTemporaryAid: found.lastTemporaryAid }) };
}

/** Shows the gap of a household of a list, whose persons are known by their places. */
export function listedGapView(found: ListedGap): GapHousehold {
  return { ...gapView(found), subjects: [...found.subjects] };
}

/** Shows a gap with what was computed, and nothing that the list itself says of its persons. */
export function gapView({
  need,
  gap,
  expected,
  bridge,
  parallel,
  missing,
}: HouseholdGap): Omit<GapHousehold, "subjects"> {
  return {
    expected: expected.map((aid) => ({ ...aid })),
    parallel,
    missing: [...missing],
    ...(need === undefined ? {} : { monthlyNeed: yuan(monthlyFen(need)) }),
    ...(gap === undefined
      ? {}
      : {
          level: gap.level,
          days: gap.days,
          runs: gap.runs.map((run) => ({ ...run })),
          ...(gap.openAfter === undefined ? {} : { openAfter: gap.openAfter }),
        }),
    ...(bridge === undefined
      ? {}
      : {
          bridge: {
            reasons: [...bridge.reasons],
            sameCause: bridge.sameCause,
            ...(bridge.amount === undefined ? {} : { amount: yuan(bridge.amount) }),
          },
        }),
  };
}
