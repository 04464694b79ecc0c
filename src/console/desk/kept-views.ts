import { type ArchiveSearch, archiveSearch } from "./archive-search.ts";

/** Filters that a clerk gave a name. */
export interface KeptView {
  readonly name: string;
  readonly search: ArchiveSearch;
}

/** Lists whose views are kept. */
export type ViewedList = "/archive" | "/sent";

/** Names under which this browser keeps them. */
const KEPT: Readonly<Record<ViewedList, string>> = { "/archive": "aidx.views", "/sent": "aidx.views-sent" };

/** Reads the views that this browser keeps; what is none is left out. */
export function keptViews(list: ViewedList): readonly KeptView[] {
  let kept: unknown;
  try {
    kept = JSON.parse(localStorage.getItem(KEPT[list]) ?? "[]");
  } catch {
    return [];
  }
  if (!Array.isArray(kept)) return [];
  return kept.flatMap((view: { name?: unknown; search?: unknown } | null) =>
    typeof view?.name === "string" && typeof view.search === "object" && view.search !== null
      ? [{ name: view.name, search: archiveSearch(view.search as Record<string, unknown>) }]
      : [],
  );
}

/** Keeps views in place of those before. */
export function keepViews(list: ViewedList, views: readonly KeptView[]): void {
  localStorage.setItem(KEPT[list], JSON.stringify(views));
}
