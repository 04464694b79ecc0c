/** Successors of merged and renamed parties as of a day, and offices that are responsible for needs during a time. */
import t from "tap";
import { directoryToday } from "../../src/directory/successors.ts";
import { officeFor } from "../../src/domain/party.ts";
import type { Directory, Party } from "../../src/exchange/ports.ts";

const party = (id: string, successor?: Party["successor"]): Party => ({
  id,
  kind: "department",
  name: { zh: id, en: id },
  division: "990101",
  scopes: [],
  suite: "jose",
  delivery: { mode: "pull" },
  keys: new Map(),
  encryptionKey: undefined,
  active: true,
  ...(successor === undefined ? {} : { successor }),
});
const directoryOf = (...parties: Party[]): Directory => ({
  version: "v",
  party: (id) => parties.find((one) => one.id === id),
  parties: () => parties,
});

t.test("successors: a party is succeeded from the day on, through all who took over by then", async (t) => {
  const directory = directoryOf(
    party("a", { party: "b", from: "2026-10-12" }),
    party("b", { party: "c", from: "2026-11-01" }),
    party("c"),
  );
  let day = "2026-10-11";
  const today = directoryToday(
    () => directory,
    () => day,
  );
  t.equal(today().party("a")?.succeededBy, undefined);
  const before = today();
  t.equal(today(), before, "one object a day");
  day = "2026-10-12";
  t.equal(today().party("a")?.succeededBy, "b");
  t.equal(today().party("b")?.succeededBy, undefined);
  t.same(
    Array.from(today().parties(), ({ id }) => id),
    ["a", "b", "c"],
    "it stays in the directory",
  );
  day = "2026-11-01";
  t.equal(today().party("a")?.succeededBy, "c");
});

t.test("successors: a directory without any is its own view, and a circle or a missing party ends", async (t) => {
  const plain = directoryOf(party("a"));
  const day = () => "2026-10-12";
  t.equal(directoryToday(() => plain, day)(), plain);
  const from = "2026-01-01";
  const circle = directoryOf(party("a", { party: "b", from }), party("b", { party: "a", from }));
  t.equal(directoryToday(() => circle, day)().party("a")?.succeededBy, "b");
  const missing = directoryOf(party("a", { party: "z", from }));
  t.equal(directoryToday(() => missing, day)().party("a")?.succeededBy, undefined);
});

t.test("offices: the one in force that names the need counts, else the one that names none", async (t) => {
  const office = (en: string, more: object = {}) => ({ name: { zh: en, en }, ...more });
  const offices = [
    office("children", { needs: ["N10"], from: "2026-03-01", until: "2026-06-30" }),
    office("aid", { until: "2026-04-30" }),
    office("any"),
  ];
  const of = (need: string | undefined, day: string) => officeFor(offices, need, day)?.name.en;
  t.equal(of("N10", "2026-02-28"), "aid");
  t.equal(of("N10", "2026-03-01"), "children");
  t.equal(of("N10", "2026-06-30"), "children");
  t.equal(of("N10", "2026-07-01"), "any");
  t.equal(of("N01", "2026-04-30"), "aid");
  t.equal(of(undefined, "2026-05-01"), "any");
  t.equal(officeFor([office("children", { needs: ["N10"] })], "N01", "2026-05-01"), undefined);
});
