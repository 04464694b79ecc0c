import t from "tap";
import { flowFixture, JOSE } from "../support/exchange/flow.ts";
import { refusalOf } from "../support/exchange/refusal-of.ts";
import { like } from "../support/like.ts";

/** Entries of a type, as they were recorded. */
async function entriesOf(f: Awaited<ReturnType<typeof flowFixture>>, type: string) {
  return (await f.entries()).filter((entry) => entry.type === type);
}

t.test("refusals: messages refused again and again share an entry, and no sender hides another's", async (t) => {
  const f = await flowFixture(t);
  const { procuratorate, civil } = f.parties;
  const refused = async (from: typeof civil, envelope: string) =>
    refusalOf(f.exchange.submit(from.caller, Buffer.from(envelope), JOSE));
  for (let n = 0; n < 1000; n++) await refused(procuratorate, `a.b.c.d.${n}`);
  await refused(civil, "a.b.c.d.e");
  const bad = await f.list("bad", { version: "9" });
  await refusalOf(f.exchange.submit(procuratorate.caller, bad, JOSE));
  const first = await entriesOf(f, "refused");
  t.equal(first.length, 3, "one for each kind");
  t.ok(first.every((entry) => entry.count === undefined));
  f.clock.at += 60_000;
  await refused(procuratorate, "a.b.c.d.e");
  const all = await entriesOf(f, "refused");
  t.equal(all.length, 5, "the count of the minute, and the first of the next");
  like(t, all.at(-2), { actor: "procuratorate", code: "invalid-envelope", count: 999 });
});

t.test("refusals: receipts that are refused or contradict share an entry for each packet", async (t) => {
  const f = await flowFixture(t);
  const { procuratorate, civil } = f.parties;
  const { json } = await f.exchange.submit(procuratorate.caller, await f.list("a"), JOSE);
  const [packet] = (JSON.parse(json) as { packets: { id: string }[] }).packets;
  if (packet === undefined) return t.fail("a packet");
  await f.exchange.packet(civil.caller, packet.id);
  for (let n = 0; n < 50; n++) await refusalOf(f.exchange.receipt(civil.caller, packet.id, `a.b.${n}`));
  t.equal((await entriesOf(f, "refused")).length, 1);
  await f.exchange.stop();
  like(t, (await entriesOf(f, "refused")).at(-1), { packet: packet.id, count: 49 }, "a stop loses no count");
});
