import type { WordId } from "../words/words.ts";
import { OFF_LINE } from "./public-api.ts";

/** Place in the console that the main menu leads to. */
export interface Place {
  readonly to: "/" | "/inbox" | "/archive" | "/disc" | "/log" | "/evidence";
  readonly title: WordId;
  /** Second key of its shortcut, after `g`. */
  readonly key: string;
  /** What the shortcut does, for the help. */
  readonly help: WordId;
}

const DISC: Place = { to: "/disc", title: "disc.title", key: "d", help: "keys.disc" };

const ON_LINE: readonly Place[] = [
  { to: "/", title: "shell.home", key: "h", help: "keys.home" },
  { to: "/inbox", title: "inbox.title", key: "i", help: "keys.inbox" },
  { to: "/archive", title: "archive.title", key: "a", help: "keys.archive" },
  DISC,
  { to: "/log", title: "shell.log", key: "l", help: "keys.log" },
  { to: "/evidence", title: "shell.evidence", key: "v", help: "keys.evidence" },
];

/** Places in the order of the menu. Those of a desk ask to sign in first; without a gateway there are discs alone. */
export const PLACES: readonly Place[] = OFF_LINE ? [DISC] : ON_LINE;
