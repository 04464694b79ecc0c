import t from "tap";
import { Refusal } from "../../src/domain/refusal.ts";
import { type FlowFixture, flowFixture, JOSE } from "../support/exchange/flow.ts";
import { until } from "../support/until.ts";
import { like } from "../support/like.ts";

const never = new AbortController().signal;

/** Waits until a packet is listed: no older transaction may be open, in any database of the server. */
async function listed(f: FlowFixture, count: number): Promise<void> {
  await until(`${count} packets listed`, async () => {
    const { items } = await f.store.inbox("civil-affairs", undefined, 500);
    return items.length === count;
  });
}

t.test("an inbox lists packets without a receipt, oldest first, for its owner only", async (t) => {
  const f = await flowFixture(t);
  const { procuratorate, civil, school } = f.parties;
  for (const jti of ["a", "b", "c"]) await f.exchange.submit(procuratorate.caller, await f.list(jti), JOSE);
  await listed(f, 3);
  const first = await f.exchange.inbox(civil.caller, { limit: 2, waitMs: 0 }, never);
  t.equal(first.items.length, 2);
  const second = await f.exchange.inbox(civil.caller, { after: first.next, limit: 2, waitMs: 0 }, never);
  t.equal(second.items.length, 1);
  t.same((await f.exchange.inbox(civil.caller, { after: second.next, limit: 2, waitMs: 0 }, never)).items, []);
  t.same((await f.exchange.inbox(school.caller, { limit: 2, waitMs: 0 }, never)).items, []);
  const [item] = first.items;
  if (item === undefined) throw new Error("an item");
  like(t, item, { from: "procuratorate", type: "aid-subject-list", digest: /^sha-256=:.*:$/, due: /^2026-/ });
  await f.exchange.receipt(civil.caller, item.packet, await f.receipt(civil, { id: item.packet, digest: item.digest }));
  t.equal((await f.exchange.inbox(civil.caller, { limit: 500, waitMs: 0 }, never)).items.length, 2);
});

t.test("a held poll ends with a commit, at its time limit, or when its caller leaves", async (t) => {
  const f = await flowFixture(t);
  const { procuratorate, civil } = f.parties;
  const held = f.exchange.inbox(civil.caller, { limit: 10, waitMs: 30_000 }, never);
  await f.exchange.submit(procuratorate.caller, await f.list("wake"), JOSE);
  const { items, next } = await held;
  t.equal(items.length, 1);

  const gone = new AbortController();
  const left = f.exchange.inbox(civil.caller, { after: next, limit: 10, waitMs: 30_000 }, gone.signal);
  gone.abort();
  t.same((await left).items, []);

  const stopped = f.exchange.inbox(civil.caller, { after: next, limit: 10, waitMs: 30_000 }, never);
  await f.exchange.stop();
  t.same((await stopped).items, [], "stopping ends held polls");
});

t.test("a commit of another process ends a held poll", async (t) => {
  const f = await flowFixture(t);
  const { procuratorate, civil } = f.parties;
  const { id } = await f.exchange.submit(procuratorate.caller, await f.list("one"), JOSE);
  const packet = (await f.store.packetsOfMessage(id))[0];
  // Held, for a transaction in another database of the server may still be open.
  const { next } = await f.exchange.inbox(civil.caller, { limit: 10, waitMs: 30_000 }, never);
  const held = f.exchange.inbox(civil.caller, { after: next, limit: 10, waitMs: 30_000 }, never);
  // A row as another process writes it, of which this process is not told.
  await f.store.pool.query(
    `insert into packets (id, message, thread, type, version, sender, recipient, sealed_at, size, digest, media_type, kid, disclosed, due, push)
     select gen_random_uuid(), message, thread, type, version, sender, recipient, sealed_at, size, digest, media_type, kid, disclosed, due, push
     from packets where id = $1`,
    [packet?.id],
  );
  t.equal((await held).items.length, 1);
});

t.test("a poll that reads its inbox misses no wake that ends another poll of its party", async (t) => {
  const f = await flowFixture(t);
  const { procuratorate, civil } = f.parties;
  const { id } = await f.exchange.submit(procuratorate.caller, await f.list("one"), JOSE);
  const { next } = await f.exchange.inbox(civil.caller, { limit: 10, waitMs: 30_000 }, never);
  const query = { after: next, limit: 10, waitMs: 600_000 };
  const inbox = f.store.inbox.bind(f.store);
  const [begun, goOn] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const held = f.exchange.inbox(civil.caller, query, never);
  f.store.inbox = async (...args) => {
    const page = await inbox(...args);
    f.store.inbox = inbox;
    begun.resolve();
    await goOn.promise;
    return page;
  };
  const reading = f.exchange.inbox(civil.caller, query, never);
  let ended = false;
  void reading.then(() => (ended = true));
  await begun.promise;
  const [packet] = await f.store.packetsOfMessage(id);
  await f.store.pool.query(
    `insert into packets (id, message, thread, type, version, sender, recipient, sealed_at, size, digest, media_type, kid, disclosed, due, push)
     select gen_random_uuid(), message, thread, type, version, sender, recipient, sealed_at, size, digest, media_type, kid, disclosed, due, push
     from packets where id = $1`,
    [packet?.id],
  );
  t.equal((await held).items.length, 1);
  goOn.resolve();
  await until("the other poll ends too", () => ended, 10_000);
  t.equal((await reading).items.length, 1);
});

t.test("a cursor that the gateway did not make is refused", async (t) => {
  const f = await flowFixture(t);
  for (const after of ["", "x", "AAAA", "a".repeat(500)]) {
    const error: unknown = await f.exchange
      .inbox(f.parties.civil.caller, { after, limit: 1, waitMs: 0 }, never)
      .catch((reason: unknown) => reason);
    t.ok(error instanceof Refusal && error.code === "malformed-request", after);
  }
});
