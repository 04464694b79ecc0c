import { type ArchiveSearch, archiveSearch } from "./archive-search.ts";

/** Filters that a clerk gave a name. */
export interface KeptView {
  readonly name: string;
  readonly search: ArchiveSearch;
}

/** Name under which this browser keeps them. */
const KEPT = "aidx.views";

/** Reads the views that this browser keeps; what is none is left out. */
export function keptViews(): readonly KeptView[] {
  let kept: unknown;
  try {
    kept = JSON.parse(localStorage.getItem(KEPT) ?? "[]");
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
export function keepViews(views: readonly KeptView[]): void {
  localStorage.setItem(KEPT, JSON.stringify(views));
}
