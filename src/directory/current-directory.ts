import { type DirectoryChange, directoryChanges } from "./changes.ts";
import type { DirectorySnapshot } from "./directory.ts";

/** The directory as it is now. A reader that took a snapshot keeps a consistent one; the next reader gets the new one. */
export interface CurrentDirectory {
  current(): DirectorySnapshot;
  /** Puts a new snapshot in place at once and tells what changed. */
  replace(next: DirectorySnapshot): readonly DirectoryChange[];
}

/** Holds the directory of a running gateway. */
export function holdDirectory(first: DirectorySnapshot): CurrentDirectory {
  let snapshot = first;
  return {
    current: () => snapshot,
    replace(next) {
      const changes = directoryChanges(snapshot.document, next.document);
      snapshot = next;
      return changes;
    },
  };
}
