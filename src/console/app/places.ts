import type { WordId } from "../words/words.ts";

/** Place in the console that the main menu leads to. */
export interface Place {
  readonly to: "/" | "/log" | "/evidence";
  readonly title: WordId;
  /** Second key of its shortcut, after `g`. */
  readonly key: string;
  /** What the shortcut does, for the help. */
  readonly help: WordId;
}

/** Places that are open to all, in the order of the menu. */
export const PUBLIC_PLACES: readonly Place[] = [
  { to: "/", title: "shell.home", key: "h", help: "keys.home" },
  { to: "/log", title: "shell.log", key: "l", help: "keys.log" },
  { to: "/evidence", title: "shell.evidence", key: "v", help: "keys.evidence" },
];
