import { type DirectoryChange, directoryChanges } from "./changes.ts";
import type { DirectorySnapshot } from "./directory.ts";

/** The directory in force. A snapshot that was taken stays consistent; the next call gets the new one. */
export interface CurrentDirectory {
  current(): DirectorySnapshot;
  /** Replaces the snapshot at once; returns the changes. */
  replace(next: DirectorySnapshot): readonly DirectoryChange[];
  /** Calls a listener after each replacement. */
  onReplaced(listener: () => void): void;
}

/** Holds the directory of a running gateway. */
export function holdDirectory(first: DirectorySnapshot): CurrentDirectory {
  let snapshot = first;
  const listeners: (() => void)[] = [];
  return {
    current: () => snapshot,
    replace(next) {
      const changes = directoryChanges(snapshot.document, next.document);
      snapshot = next;
      for (const listener of listeners) listener();
      return changes;
    },
    onReplaced: (listener) => void listeners.push(listener),
  };
}
