import t from "tap";
import type { AlarmCode } from "../../src/monitor/alarm.ts";
import { type Standing, turnsOf } from "../../src/monitor/standing.ts";

/** What is told over some looks: `+code` begins, `-code` ends. */
function told(...looks: readonly (readonly AlarmCode[])[]) {
  let standing: Standing = new Map();
  return looks.map((codes, n) => {
    const { turns, ...next } = turnsOf(
      standing,
      codes.map((code) => ({ code })),
      n,
    );
    standing = next.standing;
    return turns.map(({ alarm, begins }) => `${begins ? "+" : "-"}${alarm.code}`).join(" ");
  });
}

t.test("an alarm is told when it begins and when it ends", async (t) => {
  t.same(told([], ["stall"], ["stall"], ["stall"], [], ["stall"]), ["", "+stall", "", "", "-stall", "+stall"]);
  t.same(told(["stall", "unwitnessed"], ["unwitnessed"]), ["+stall +unwitnessed", "-stall"]);
  const { turns } = turnsOf(new Map([["stall", 7]]), [], 9);
  t.match(turns, [{ begins: false, since: 7 }]);
});

t.test("a look that came to no end does not say that an alarm is over", async (t) => {
  for (const cut of ["unreachable", "bad-signature", "entries", "rollback", "fork"] as const)
    t.same(told(["stall"], [cut], ["stall"], []), ["+stall", `+${cut}`, `-${cut}`, "-stall"], cut);
  t.same(told(["fork"], ["unreachable"], ["fork"]), ["+fork", "+unreachable", "-unreachable"]);
  t.same(told(["bad-signature"], ["unreachable"], ["rollback"]), [
    "+bad-signature",
    "+unreachable",
    "-bad-signature -unreachable +rollback",
  ]);
});
