import t from "tap";
import { type FlowFixture, flowFixture, JOSE } from "../support/exchange/flow.ts";
import { until } from "../support/until.ts";

/** Whether the queued packets for a party are pushed. */
async function pushed(f: FlowFixture, message: string): Promise<boolean | undefined> {
  return (await f.store.packetsOfMessage(message))[0]?.push;
}

/** The directory of the fixture, with a department that is pushed to from now on. */
function movedToPush(f: FlowFixture): void {
  f.parties.civil.party.delivery = { mode: "push", endpoint: "http://127.0.0.1:9/civil-affairs" };
}

t.test("take-over: only a gateway whose directory was put in force last changes the way of delivery", async (t) => {
  const f = await flowFixture(t);
  const { id } = await f.exchange.submit(f.parties.procuratorate.caller, await f.list("one"), JOSE);
  movedToPush(f);
  let inForce = "another";
  f.store.snapshotVersions = async () => [inForce];
  await f.exchange.directoryChanged();
  t.equal(await pushed(f, id), false, "another gateway's directory holds");
  inForce = f.flow.directory().version;
  await f.exchange.directoryChanged();
  t.equal(await pushed(f, id), true);
});

t.test("take-over: a fault of one party holds up no other, and is soon tried again", async (t) => {
  const faults: unknown[] = [];
  const f = await flowFixture(t, (flow) => ({
    ...flow,
    observer: { ...flow.observer, fault: (where, error) => void faults.push([where, error]) },
  }));
  const { id } = await f.exchange.submit(f.parties.procuratorate.caller, await f.list("one"), JOSE);
  const takeOver = f.store.takeOver.bind(f.store);
  const broken = new Error("broken");
  let tries = 0;
  f.store.takeOver = async (party, ...rest) => {
    if (party !== "procuratorate") return takeOver(party, ...rest);
    if (++tries === 1) throw broken;
    return { taken: 0 };
  };
  movedToPush(f);
  await f.exchange.directoryChanged();
  t.same(faults, [["take-over", broken]]);
  t.equal(await pushed(f, id), true, "the first party's fault did not hold it up");
  await until("it looks again", () => tries > 1);
  t.equal(faults.length, 1);
});
