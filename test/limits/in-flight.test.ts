import fc from "fast-check";
import t from "tap";
import { type Arrival, type CallInFlight, InFlight } from "../../src/limits/in-flight.ts";
import { holds } from "../support/holds.ts";

const BOUND = { calls: 3, bytes: 100 };
const ALL = { name: "all", bound: { calls: 5, bytes: 150 } };
const arrival = (caller: string, bytes = 0, giveWay?: () => boolean): Arrival => {
  return { bytes, accounts: [{ name: caller, bound: BOUND }, ALL], ...(giveWay === undefined ? {} : { giveWay }) };
};
/** Begins a call that must be let in. */
function begun(inFlight: InFlight, of: Arrival): CallInFlight {
  const call = inFlight.begin(of);
  if (typeof call === "string") throw new Error(`bound reached: ${call}`);
  return call;
}

t.test("in flight: calls and bytes are bounded for each caller, and for all together", async (t) => {
  const inFlight = new InFlight();
  const first = begun(inFlight, arrival("a", 60));
  t.equal(inFlight.begin(arrival("a", 41)), "a");
  const second = begun(inFlight, arrival("a", 40));
  begun(inFlight, arrival("a"));
  t.equal(inFlight.begin(arrival("a")), "a", "three calls");
  t.equal(inFlight.begin(arrival("b", 51)), "all");
  begun(inFlight, arrival("b", 50));
  t.same(inFlight.of("a"), { calls: 3, bytes: 100 });
  second.hold(30);
  t.same([first.isWithin(), inFlight.begin(arrival("c", 1))], [false, "all"], "an answer may hold more than the bound");
  for (let n = 0; n < 2; n++) second.end();
  second.hold(10);
  t.same([inFlight.of("a"), first.isWithin()], [{ calls: 2, bytes: 60 }, true], "an ended call holds nothing");
});

t.test("in flight: the oldest call that can gives way to a newer one of its caller", async (t) => {
  const inFlight = new InFlight();
  const gone: string[] = [];
  const giving = (name: string, may = true) => arrival("a", 10, () => may && gone.push(name) > 0);
  begun(inFlight, giving("has all it needs", false));
  for (const name of ["1", "2", "3", "4"]) begun(inFlight, giving(name));
  t.same(gone, ["1", "2"]);
  t.same(inFlight.of("a"), { calls: 3, bytes: 30 });
  t.equal(inFlight.begin({ ...giving("large"), bytes: 101 }), "a", "larger than its caller's bound");
  t.same(gone, ["1", "2"], "nothing gives way to it");
});

t.test("in flight: unfinished calls of others give way too, so that no flood takes what several share", async (t) => {
  const inFlight = new InFlight();
  const gone: string[] = [];
  const giving = (caller: string) => arrival(caller, 10, () => gone.push(caller) > 0);
  for (const name of ["1", "2", "3", "4", "5"]) begun(inFlight, giving(`address ${name}`));
  begun(inFlight, giving("address 6"));
  begun(inFlight, arrival("party"));
  t.same(gone, ["address 1", "address 2"]);
  for (let n = 0; n < 2; n++) begun(inFlight, arrival("party"));
  for (let n = 0; n < 2; n++) begun(inFlight, arrival("other"));
  t.equal(inFlight.begin(giving("address 7")), "all", "calls of parties give way to nobody");
  t.same(inFlight.of("all"), { calls: 5, bytes: 0 });
});

t.test("in flight: nothing is left when all calls have ended", async (t) => {
  const step = fc.record({ caller: fc.constantFrom("a", "b"), bytes: fc.nat(60), more: fc.nat(60), end: fc.nat(9) });
  await holds(
    t,
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const inFlight = new InFlight();
      const calls: CallInFlight[] = [];
      for (const { caller, bytes, more, end } of steps) {
        const call = inFlight.begin(arrival(caller, bytes, () => true));
        if (typeof call !== "string") calls.push(call);
        calls[end]?.hold(more);
        calls[end]?.end();
      }
      for (const call of calls) call.end();
      return ["a", "b", "all"].every((name) => inFlight.of(name).calls === 0 && inFlight.of(name).bytes === 0);
    }),
  );
});
