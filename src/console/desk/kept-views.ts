/** Filters that somebody gave a name, kept in this browser: codes, ids and days, nothing of a packet or person. */

/** Filters of a list that have a name. */
export interface KeptView<Search> {
  readonly name: string;
  readonly search: Search;
}

/** Names under which this browser keeps the views of each list. */
const KEPT = {
  "/archive": "aidx.views",
  "/sent": "aidx.views-sent",
  "/audit/deliveries": "aidx.views-deliveries",
  "/audit/events": "aidx.views-events",
  "/audit/reads": "aidx.views-reads",
} as const;

/** List whose views are kept. */
export type ViewedList = keyof typeof KEPT;

/** Reads the views that this browser keeps; what is none is left out. @param read reads filters that may be any value */
export function keptViews<Search>(
  list: ViewedList,
  read: (given: Record<string, unknown>) => Search,
): readonly KeptView<Search>[] {
  let kept: unknown;
  try {
    kept = JSON.parse(localStorage.getItem(KEPT[list]) ?? "[]");
  } catch {
    return [];
  }
  if (!Array.isArray(kept)) return [];
  return kept.flatMap((view: { name?: unknown; search?: unknown } | null) =>
    typeof view?.name === "string" && typeof view.search === "object" && view.search !== null
      ? [{ name: view.name, search: read(view.search as Record<string, unknown>) }]
      : [],
  );
}

/** Keeps views in place of those before. */
export function keepViews(list: ViewedList, views: readonly KeptView<object>[]): void {
  localStorage.setItem(KEPT[list], JSON.stringify(views));
}
