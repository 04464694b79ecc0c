/** Kinds of measures of a plan: money, goods, service, application, guardianship or placement, school or work. */
export const MEASURE_KINDS = ["M1", "M2", "M3", "M4", "M5", "M6"] as const;

/** Kind of a measure. */
export type MeasureKind = (typeof MEASURE_KINDS)[number];

/** Statuses of a measure, in their order; one that is dropped leaves it. */
export const MEASURE_STATUSES = ["planned", "sent", "doing", "done", "dropped"] as const;

/** Status of a measure. */
export type MeasureStatus = (typeof MEASURE_STATUSES)[number];

/** Tells whether a measure is still to be carried out. */
export function isOpenMeasure(status: MeasureStatus): boolean {
  return status !== "done" && status !== "dropped";
}
