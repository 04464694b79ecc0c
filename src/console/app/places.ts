import { type Desk, type Role, roleOf } from "../desk/desk.tsx";
import type { WordId } from "../words/words.ts";
import { OFF_LINE } from "./public-api.ts";

/** Place of an auditor. */
type AuditPlace = "/audit" | "/audit/deliveries" | "/audit/events" | "/audit/reads" | "/audit/statements";

/** Place of an operator. */
type OpsPlace = "/ops" | "/ops/endpoints" | "/ops/import" | "/ops/packets" | "/ops/requests";

/** Place in the console that the main menu leads to. */
export interface Place {
  readonly to:
    | "/"
    | "/compose"
    | "/lead"
    | "/sent"
    | "/inbox"
    | "/archive"
    | "/disc"
    | "/log"
    | "/evidence"
    | AuditPlace
    | OpsPlace;
  readonly title: WordId;
  /** Second key of its shortcut, after `g`. */
  readonly key: string;
  /** What the shortcut does, for the help. */
  readonly help: WordId;
  /** Kind of party for which it is; absent: for all. */
  readonly only?: "department" | "procuratorate";
}

const DISC: Place = { to: "/disc", title: "disc.title", key: "d", help: "keys.disc" };

const HOME: Place = { to: "/", title: "shell.home", key: "h", help: "keys.home" };
const PUBLIC: readonly Place[] = [
  { to: "/log", title: "shell.log", key: "l", help: "keys.log" },
  { to: "/evidence", title: "shell.evidence", key: "v", help: "keys.evidence" },
];

const ON_LINE: readonly Place[] = [
  HOME,
  { to: "/compose", title: "compose.title", key: "c", help: "keys.compose", only: "procuratorate" },
  { to: "/sent", title: "sent.title", key: "s", help: "keys.sent", only: "procuratorate" },
  { to: "/inbox", title: "inbox.title", key: "i", help: "keys.inbox" },
  { to: "/archive", title: "archive.title", key: "a", help: "keys.archive" },
  { to: "/lead", title: "lead.title", key: "r", help: "keys.lead", only: "department" },
  DISC,
  ...PUBLIC,
];
const OF_AUDITORS: readonly Place[] = [
  HOME,
  { to: "/audit", title: "audit.title", key: "a", help: "keys.audit" },
  { to: "/audit/deliveries", title: "audit.deliveries", key: "d", help: "keys.deliveries" },
  { to: "/audit/events", title: "audit.events", key: "e", help: "keys.events" },
  { to: "/audit/statements", title: "audit.statements", key: "s", help: "keys.statements" },
  { to: "/audit/reads", title: "audit.reads", key: "r", help: "keys.reads" },
  ...PUBLIC,
];

const OF_OPERATORS: readonly Place[] = [
  HOME,
  { to: "/ops", title: "ops.title", key: "o", help: "keys.ops" },
  { to: "/ops/packets", title: "ops.packets", key: "p", help: "keys.opsPackets" },
  { to: "/ops/endpoints", title: "ops.endpoints", key: "e", help: "keys.opsEndpoints" },
  { to: "/ops/requests", title: "ops.requests", key: "r", help: "keys.opsRequests" },
  { to: "/ops/import", title: "ops.import", key: "d", help: "keys.opsImport" },
  ...PUBLIC,
];
const OF_ROLES: Readonly<Record<Role, readonly Place[]>> = {
  unit: ON_LINE,
  auditor: OF_AUDITORS,
  operator: OF_OPERATORS,
};
const OFF_LINE_PLACES = [DISC];

/** First place of each role: what it has to do. */
export const FIRST_PLACES = { unit: "/inbox", auditor: "/audit", operator: "/ops" } as const satisfies Record<
  Role,
  Place["to"]
>;

/** Gives the places in the order of the menu. Those of a desk ask to sign in first; without a gateway there are discs alone. */
export function placesOf(desk: Desk | undefined): readonly Place[] {
  if (OFF_LINE) return OFF_LINE_PLACES;
  if (desk === undefined) return ON_LINE;
  return OF_ROLES[roleOf(desk)].filter(({ only }) => only === undefined || desk.kind === only);
}
