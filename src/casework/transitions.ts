/** The one table of what a reply makes of an item. */
import { type ItemState, type Reply, isReply, storedState } from "../domain/item.ts";

/** Condition of a change, beside state and reply. */
export type Guard =
  /** 40 needs aid with its form, for money the first payment, and a decision's number or first aid (先行救助). */
  | "carried-out"
  /** Not accepted only before the check began. */
  | "before-check"
  /** While documents are missing, only emergency aid (N02) is decided and paid, as first aid. */
  | "first-aid"
  /** Refused while documents are missing only for R02 after the pause, or because the person refused, is lost or died. */
  | "supplement-over"
  /** Back to the check only because somebody objected to the notice (X1). */
  | "objection"
  | "corrects"
  | "reopens";

/** Cell of the table: the next state, or `same` when the fact is added and nothing changes. */
export interface Cell {
  readonly to: ItemState | "same";
  readonly guard?: Guard;
}

/** The guards, by their digits in the table. */
const GUARDS: Readonly<Record<string, Guard>> = {
  "1": "carried-out",
  "2": "before-check",
  "3": "first-aid",
  "4": "supplement-over",
  "5": "objection",
  "6": "corrects",
  "7": "reopens",
};

/** Rows: states. Columns: replies. `x`: no such change. `=`: no change, the fact is added. `^n`: guard n. */
const TABLE = `
state         10         11          12              13      20          21      30         31      32         40           50     90
sent          accepted   supplement  not-accepted    passed  checking    notice  granted    part    refused    delivered^1  ended  unknown
accepted      =          supplement  not-accepted^2  passed  checking    notice  granted    part    refused    delivered^1  ended  unknown
supplement    accepted   =           not-accepted    passed  checking    x       granted^3  part^3  refused^4  delivered^3  ended  unknown
checking      x          supplement  x               passed  =           notice  granted    part    refused    delivered^1  ended  unknown
notice        x          x           x               x       checking^5  =       granted    part    refused    delivered^1  ended  x
granted       x          x           x               x       x           x       =          part^6  refused^6  delivered    ended  x
part          x          x           x               x       x           x       granted^6  =       refused^6  delivered    ended  x
delivered     x          x           x               x       x           x       granted^6  part^6  refused^6  =            ended  x
refused       accepted^7 x           x               x       x           x       granted^6  part^6  refused^6  x            =      x
not-accepted  accepted^7 x           x               passed  x           x       granted^6  part^6  refused^6  x            =      x
ended         accepted^7 x           x               x       x           x       granted^6  part^6  refused^6  x            =      x
unknown       accepted^7 x           x               x       x           x       granted^6  part^6  refused^6  x            =      x
passed        x          x           x               =       x           x       x          x       x          x            x      x
`;

const CELLS = readTable(TABLE);

function readTable(text: string): ReadonlyMap<string, ReadonlyMap<Reply, Cell | undefined>> {
  const [[, ...replies] = [], ...rows] = text
    .trim()
    .split("\n")
    .map((line) => line.split(/ +/));
  return new Map(
    rows.map(([state = "", ...cells]) => [
      state,
      new Map(replies.filter(isReply).map((reply, index) => [reply, readCell(cells[index] ?? "x")])),
    ]),
  );
}

function readCell(text: string): Cell | undefined {
  if (text === "x") return undefined;
  const [to = "", digit = ""] = text.split("^");
  const guard = GUARDS[digit];
  return { to: to === "=" ? "same" : (to as ItemState), ...(guard === undefined ? {} : { guard }) };
}

/** Finds what a reply makes of an item in a state; undefined when there is no such change. `signed` counts as `sent`. */
export function cellOf(state: ItemState, reply: Reply): Cell | undefined {
  return CELLS.get(storedState(state))?.get(reply);
}

/** Lists the replies that a state allows, with or without a guard. */
export function repliesIn(state: ItemState): Reply[] {
  const row = CELLS.get(storedState(state)) ?? new Map<Reply, Cell | undefined>();
  return [...row].flatMap(([reply, cell]) => (cell === undefined ? [] : [reply]));
}
