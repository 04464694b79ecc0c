import t from "tap";
import { mayNameMinor } from "../../src/console/desk/minors.ts";

const TODAY = "2026-11-30";
const of = (...subjects: object[]) => mayNameMinor({ subjects }, TODAY);
const born = (date: string) => ({ identity: { birth: { date, precision: "D" } } });

t.test("a document may be about a minor: by a date, a year, a household, or because it does not say", async (t) => {
  t.notOk(of(born("1988-06-14")));
  t.ok(of(born("1988-06-14"), born("2014-09-02")));
  t.notOk(of(born("2008-11-30")), "eighteen today");
  t.ok(of(born("2008-12-01")), "tomorrow");
  t.ok(of({ identity: { birthYear: "2008" } }), "a year allows its last day");
  t.notOk(of({ identity: { birthYear: "2007" } }));
  t.ok(of({ ...born("1988-06-14"), household: { members: [{ birth: { date: "2019", precision: "Y" } }] } }));
  t.ok(of({ needs: [] }), "what is not given counts as the youngest");
  t.notOk(of(), "nobody");
  t.notOk(mayNameMinor("x", TODAY));
});
