import t from "tap";
import { ALARM_CODES, type AlarmCode } from "../../src/monitor/alarm.ts";
import { type Check, checksOf } from "../../src/monitor/checks.ts";
import { readStanding, type Standing, changesOf, writeStanding } from "../../src/monitor/standing.ts";
import { like } from "../support/like.ts";

const ALL: readonly Check[] = ["entries", "witnesses", "unwitnessed", "stall"];

/** Alarms and checks of a look. */
type Looked = readonly AlarmCode[] | readonly [codes: readonly AlarmCode[], checks: readonly Check[]];

const isPair = (look: Looked): look is readonly [readonly AlarmCode[], readonly Check[]] => Array.isArray(look[0]);

/** Changes over some looks, with the state written and read again between them: `+code` begins, `-code` ends. */
function told(...looks: readonly Looked[]) {
  let standing: Standing = new Map();
  return looks.map((look, n) => {
    const [codes, checks] = isPair(look) ? look : [look, ALL];
    const found = { alarms: codes.map((code) => ({ code })), checks: new Set(checks) };
    const { turns, ...next } = changesOf(standing, found, n);
    standing = readStanding(JSON.parse(JSON.stringify(writeStanding(next.standing))));
    return turns.map(({ alarm, begins }) => `${begins ? "+" : "-"}${alarm.code}`).join(" ");
  });
}

t.test("standing: an alarm is reported when it begins and when it ends", async (t) => {
  t.same(told([], ["stall"], ["stall"], ["stall"], [], ["stall"]), ["", "+stall", "", "", "-stall", "+stall"]);
  t.same(told(["stall", "unwitnessed"], ["unwitnessed"]), ["+stall +unwitnessed", "-stall"]);
  const standing: Standing = new Map([["stall", { since: 7, checks: new Set() }]]);
  like(t, changesOf(standing, { alarms: [], checks: new Set() }, 9).turns, [{ begins: false, since: 7 }]);
});

t.test("standing: an unfinished look ends no alarm", async (t) => {
  for (const cut of ["unreachable", "bad-signature", "entries", "rollback"] as const) {
    t.same(told(["stall"], [cut], ["stall"], []), ["+stall", `+${cut}`, `-${cut}`, "-stall"], cut);
  }
  t.same(
    told(["stall"], ["fork"], ["stall"], []),
    ["+stall", "+fork", "", "-stall"],
    "with a fork all others stand on",
  );
  t.same(told(["fork"], ["unreachable"], ["fork"]), ["+fork", "+unreachable", "-unreachable"]);
  t.same(told(["bad-signature"], ["unreachable"], ["rollback"]), [
    "+bad-signature",
    "+unreachable",
    "-bad-signature -unreachable +rollback",
  ]);
});

t.test("standing: a fork never ends, every other alarm may", async (t) => {
  for (const code of ALARM_CODES) {
    t.same(
      told([code], [], [], [code]),
      code === "fork" ? ["+fork", "", "", ""] : [`+${code}`, `-${code}`, "", `+${code}`],
    );
  }
});

t.test("standing: a look without the check that raised an alarm does not end it", async (t) => {
  const only = (...checks: Check[]) => [[], checks] as const;
  for (const [code, ...needed] of [
    ["stall", "stall"],
    ["unwitnessed", "unwitnessed"],
    ["entries", "entries", "witnesses"],
    ["unreachable", "entries", "witnesses"],
    ["rollback", "witnesses"],
    ["bad-signature"],
  ] as const) {
    for (const left of needed) {
      t.same(
        told([code], only(...ALL.filter((check) => check !== left)), only(...needed)),
        [`+${code}`, "", `-${code}`],
        `${code} without ${left}`,
      );
    }
    t.same(told([code], only(...needed)), [`+${code}`, `-${code}`], `${code}: no other check is needed`);
  }
  t.same(told([["entries"], []], only()), ["+entries", "-entries"], "found in hashes alone");
  t.same(
    told([["entries"], []], ["entries"], only(), [["entries"], []], only(), only("entries", "witnesses")),
    ["+entries", "", "", "", "", "-entries"],
    "then in entries too, whichever look raises it last",
  );
});

t.test("checks: they follow from the options of a look", async (t) => {
  const none = { entries: false, trust: { quorum: 0 }, stallMs: Infinity, unwitnessedMs: Infinity };
  const of = (more: Partial<typeof none>) => [...checksOf({ ...none, ...more })];
  t.same(of({}), []);
  t.same(of({ entries: true }), ["entries"]);
  t.same(of({ stallMs: 5 }), ["stall"]);
  t.same(of({ trust: { quorum: 1 } }), ["witnesses"]);
  t.same(of({ trust: { quorum: 1 }, unwitnessedMs: 5 }), ["witnesses", "unwitnessed"]);
  t.same(of({ unwitnessedMs: 5 }), [], "without witnesses nothing is witnessed");
});

t.test("standing: the earlier form is read too, and another one is refused", async (t) => {
  t.same(
    readStanding({ stall: 7, entries: 8 }),
    new Map([
      ["stall", { since: 7, checks: new Set(["stall"]) }],
      ["entries", { since: 8, checks: new Set(["entries"]) }],
    ]),
  );
  t.same(readStanding({ rollback: 7 }), new Map([["rollback", { since: 7, checks: new Set() }]]));
  for (const bad of [
    [],
    null,
    { other: 7 },
    { stall: "7" },
    { stall: -1 },
    { stall: {} },
    { stall: { since: 7 } },
    { stall: { since: 7, checks: ["stall", "other"] } },
    { stall: { since: 7.5, checks: [] } },
  ]) {
    t.throws(() => readStanding(bad), { code: "malformed" }, JSON.stringify(bad));
  }
});
