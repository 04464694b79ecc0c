import type { WordId } from "../words/words.ts";
import { OFF_LINE } from "./public-api.ts";

/** Place in the console that the main menu leads to. */
export interface Place {
  readonly to: "/" | "/compose" | "/sent" | "/inbox" | "/archive" | "/disc" | "/log" | "/evidence";
  readonly title: WordId;
  /** Second key of its shortcut, after `g`. */
  readonly key: string;
  /** What the shortcut does, for the help. */
  readonly help: WordId;
  /** Kind of party for which it is; absent: for all. */
  readonly only?: "procuratorate";
}

const DISC: Place = { to: "/disc", title: "disc.title", key: "d", help: "keys.disc" };

const ON_LINE: readonly Place[] = [
  { to: "/", title: "shell.home", key: "h", help: "keys.home" },
  { to: "/compose", title: "compose.title", key: "c", help: "keys.compose", only: "procuratorate" },
  { to: "/sent", title: "sent.title", key: "s", help: "keys.sent", only: "procuratorate" },
  { to: "/inbox", title: "inbox.title", key: "i", help: "keys.inbox" },
  { to: "/archive", title: "archive.title", key: "a", help: "keys.archive" },
  DISC,
  { to: "/log", title: "shell.log", key: "l", help: "keys.log" },
  { to: "/evidence", title: "shell.evidence", key: "v", help: "keys.evidence" },
];

/** Places in the order of the menu. Those of a desk ask to sign in first; without a gateway there are discs alone. */
export const PLACES: readonly Place[] = OFF_LINE ? [DISC] : ON_LINE;
