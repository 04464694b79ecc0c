import t from "tap";
import type { Arrival, CaseworkDeps } from "../../../src/casework/arrival.ts";
import { type Clocks, createClocks } from "../../../src/casework/clock/clocks-in-force.ts";
import { supplementOver } from "../../../src/casework/clock/supplement-over.ts";
import { createCasework } from "../../../src/casework/take.ts";
import { defaultPolicy } from "../../support/exchange/default-policy.ts";
import { refusalOf } from "../../support/exchange/refusal-of.ts";
import { sentItem } from "../../support/casework.ts";

const { deadlines, calendar } = (await defaultPolicy()).config;

/** The shipped rules with another limit of pauses, working days. */
function clocksWith(pauseLimit: number): Clocks {
  const rules = deadlines.rules.map((rule) => (rule.pause.includes("P1") ? { ...rule, pauseLimit } : rule));
  return createClocks({ ...deadlines, rules }, calendar);
}

/** Documents missing since Tuesday, 20 October 2026. */
const waiting = (rules: string) =>
  sentItem({
    state: "supplement",
    rules,
    since: Date.parse("2026-10-20T10:00:00+08:00"),
    dates: { pauses: [{ code: "P1", from: "2026-10-20" }] },
  });
const noon = (day: string) => Date.parse(`${day}T12:00:00+08:00`);

t.test("documents may be missing to the last working day of the limit", async (t) => {
  const five = clocksWith(5);
  t.notOk(supplementOver(five, waiting("a"), noon("2026-10-27")));
  t.ok(supplementOver(five, waiting("a"), noon("2026-10-28")));
  t.notOk(supplementOver(clocksWith(20), waiting("a"), noon("2026-10-28")));
  const { dates: _none, ...silent } = waiting("a");
  t.ok(supplementOver(five, { ...silent, dates: {} }, noon("2026-10-28")), "since the state began, without a date");
});

t.test("a refusal is judged by the rules under which its item began, not by those in force", async (t) => {
  const present = clocksWith(20);
  const versions = new Map([["earlier", clocksWith(5)]]);
  const take = (rules: string, issuedAt: string) => {
    const item = waiting(rules);
    const deps: Partial<CaseworkDeps> = {
      keys: {
        subject: () => Buffer.from(item.subject, "hex"),
        household: () => Buffer.alloc(16),
        link: () => Buffer.alloc(16),
        salts: (count) => Array.from({ length: count }, () => Buffer.alloc(16)),
        seal: () => Buffer.alloc(0),
        open: () => Buffer.alloc(0),
      },
      rows: {
        caseOf: async () => ({ revision: 1, items: [item], documents: new Map([["aa", item.message]]) }),
        factsOf: async () => [],
      } as unknown as CaseworkDeps["rows"],
      documentKey: () => Buffer.from("aa", "hex"),
      organisation: () => undefined,
      versions: { of: async () => (version) => versions.get(version ?? "") ?? present },
    };
    const arrival: Partial<Arrival> = {
      id: "0199a000-0000-7000-8000-000000000009",
      thread: item.thread,
      at: Date.parse(issuedAt),
      type: "feedback",
      sender: "civil-affairs",
      opener: "procuratorate",
      body: {
        header: { answers: "list", issuedAt },
        results: [{ personId: "P-1", needs: ["N01"], reply: "32", reason: "R02", decidedOn: "2026-10-28" }],
      },
      withdrawn: [],
    };
    return createCasework(deps as CaseworkDeps, () => "id").take(arrival as Arrival);
  };
  const day = "2026-10-28T12:00:00+08:00";
  t.equal((await take("earlier", day)).change?.items[0]?.state, "refused");
  t.equal(await refusalOf(take("present", day)), "case-transition case-transition");
  t.equal(await refusalOf(take("earlier", "2026-10-27T12:00:00+08:00")), "case-transition case-transition");
});
