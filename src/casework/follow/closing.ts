import type { ClosingFault } from "../../domain/follow.ts";
import { isOpen } from "../../domain/item.ts";
import { inOrder, type SubjectHistory } from "./history.ts";
import type { Duty } from "./duties.ts";
import type { Life } from "./life.ts";

/**
 * Lists what keeps a case from being closed: an item without an outcome, granted aid that has not come, nobody's word that the
 * money has come, a measure after grade D that is missing or still to be carried out, or that it is closed.
 *
 * @param measureOpen whether the measure after grade D is missing, or still to be carried out
 */
export function closingFaults(
  history: SubjectHistory,
  life: Life,
  duties: readonly Duty[],
  measureOpen: boolean,
): ClosingFault[] {
  const states = history.items.map(({ state }) => state);
  const granted = states.filter((state) => state === "granted" || state === "part");
  return [
    ...(states.some((state) => isOpen(state) && state !== "granted" && state !== "part")
      ? ["close-item-open" as const]
      : []),
    ...(granted.length > 0 ? ["close-not-delivered" as const] : []),
    ...(arrivalKnown(history, life, duties) ? [] : ["close-arrival-unknown" as const]),
    ...(measureOpen ? ["close-measure-open" as const] : []),
    ...(life.state === "closed" ? ["close-already" as const] : []),
  ];
}

/** Tells whether F0 was carried out or excused, or a later visit told that the money has come. */
function arrivalKnown({ visits }: SubjectHistory, { ended }: Life, duties: readonly Duty[]): boolean {
  const first = duties.find(({ kind }) => kind === "F0");
  if (first?.state === "done" || first?.state === "excused" || ended !== undefined) return true;
  return inOrder(visits).some(({ outcome, arrived }) => outcome === "V1" && arrived === true);
}
