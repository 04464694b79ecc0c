import type { WordId } from "../words/words.ts";

/** Place in the console that the main menu leads to. */
export interface Place {
  readonly to: "/" | "/inbox" | "/archive" | "/log" | "/evidence";
  readonly title: WordId;
  /** Second key of its shortcut, after `g`. */
  readonly key: string;
  /** What the shortcut does, for the help. */
  readonly help: WordId;
}

/** Places in the order of the menu. Those of a desk ask to sign in first. */
export const PLACES: readonly Place[] = [
  { to: "/", title: "shell.home", key: "h", help: "keys.home" },
  { to: "/inbox", title: "inbox.title", key: "i", help: "keys.inbox" },
  { to: "/archive", title: "archive.title", key: "a", help: "keys.archive" },
  { to: "/log", title: "shell.log", key: "l", help: "keys.log" },
  { to: "/evidence", title: "shell.evidence", key: "v", help: "keys.evidence" },
];
