import t from "tap";
import type { SubmissionAnswer } from "../../src/domain/generated/answers.ts";
import type { Caller } from "../../src/exchange/service.ts";
import type { MessageView } from "../../src/domain/generated/answers.ts";
import { digestOf, flowFixture, type FlowFixture, JOSE } from "../support/exchange/flow.ts";
import { like } from "../support/like.ts";
import { refusalOf } from "../support/exchange/refusal-of.ts";
import { until } from "../support/until.ts";

const OPERATOR: Caller = { party: "operator", scopes: new Set(["ops:read", "ops:write"]) };

/** Sends a list whose push to the recipient the endpoint refuses. */
async function failed(f: FlowFixture, jti: string, to = "education", code = "http-422") {
  f.wire.answer = () => (code === "http-410" ? { kind: "gone", code, status: 410 } : { kind: "failed", code });
  const envelope = await f.list(jti, { body: { to: [to] } });
  const { json } = await f.exchange.submit(f.parties.procuratorate.caller, envelope, JOSE);
  const answer = JSON.parse(json) as SubmissionAnswer;
  const [packet] = answer.packets;
  if (packet === undefined) throw new Error("one packet");
  await until("the push has failed", async () => (await f.store.packet(packet.id))?.state === "failed");
  return { ...answer, packet };
}

const inbox = async (f: FlowFixture, caller: Caller) =>
  (await f.exchange.inbox(caller, { limit: 100, waitMs: 0 }, new AbortController().signal)).items.map(
    (item) => item.packet,
  );

async function stepsOf(f: FlowFixture, packet: string): Promise<unknown[]> {
  return (await f.entries()).filter((entry) => entry.packet === packet).map(({ type, via }) => via ?? type);
}

t.test("a failed packet is in its recipient's inbox, is fetched and receipted like any other", async (t) => {
  const f = await flowFixture(t);
  const { school, procuratorate } = f.parties;
  const { id, packet } = await failed(f, "fetched");
  const seen = (await f.exchange.message(procuratorate.caller, id)) as MessageView;
  like(t, seen.packets, [{ state: "failed", cause: "http-422", failedAt: String }]);
  await until("it is listed", async () => (await inbox(f, school.caller)).includes(packet.id));
  await f.exchange.packet(school.caller, packet.id, { peek: true });
  t.equal((await f.store.packet(packet.id))?.state, "failed", "HEAD delivers nothing");
  const { bytes } = await f.exchange.packet(school.caller, packet.id);
  t.same(bytes, f.wire.pushes[0]?.bytes);
  like(t, await f.store.packet(packet.id), { state: "delivered", cause: null, failedAt: null, fetchedAt: f.clock.at });
  t.equal(await refusalOf(f.exchange.requeue(OPERATOR, packet.id)), "state-conflict", "nothing is left to push");
  const { repeat } = await f.exchange.receipt(school.caller, packet.id, await f.receipt(school, packet));
  t.equal(repeat, false);
  t.same(await stepsOf(f, packet.id), ["sealed", "attempt", "failed", "fetched", "receipt"]);
  t.same(await inbox(f, school.caller), []);
});

t.test("a receipt for a failed packet, of which the recipient has the bytes, counts as its delivery", async (t) => {
  const f = await flowFixture(t);
  const { school } = f.parties;
  const { packet } = await failed(f, "receipted");
  const [push] = f.wire.pushes;
  if (push === undefined) throw new Error("one push");
  const word = await f.receipt(school, digestOf(push), { outcome: "rejected", reason: "not-responsible" });
  await f.exchange.receipt(school.caller, packet.id, word);
  like(t, await f.store.packet(packet.id), { state: "rejected", deliveredAt: f.clock.at, settledAt: f.clock.at });
  t.same(await stepsOf(f, packet.id), ["sealed", "attempt", "failed", "receipt", "receipt"]);
});

t.test("a withdrawal takes a failed packet back: it can be fetched no longer", async (t) => {
  const f = await flowFixture(t);
  const { school, procuratorate } = f.parties;
  const { id, packet } = await failed(f, "withdrawn");
  const more = { type: "withdrawal", thread: id, to: ["education"], body: { to: ["education"] } };
  await f.exchange.submit(procuratorate.caller, await f.list("back", more), JOSE);
  t.equal((await f.store.packet(packet.id))?.state, "withdrawn");
  t.equal(await refusalOf(f.exchange.packet(school.caller, packet.id)), "withdrawn");
  const entry = (await f.entries()).find(({ type }) => type === "withdrawn");
  like(t, entry, { packet: packet.id, was: "failed" });
});

t.test("failed packets are queued again by filter, in portions, each once; a dry run changes nothing", async (t) => {
  const f = await flowFixture(t);
  const refused: string[] = [];
  for (let n = 0; n < 5; n++) refused.push((await failed(f, `r${n}`)).packet.id);
  const clinic = (await failed(f, "clinic", "medical-insurance")).packet.id;
  f.clock.at += 3_600_000;
  const late = await failed(f, "late", "education", "http-410");
  const page = { limit: 2, dryRun: false };
  const filter = { recipient: "education", cause: "http-422" } as const;

  const before = await f.entries();
  const dry = await f.exchange.requeueAll(OPERATOR, filter, { limit: 2, dryRun: true });
  like(t, dry, {
    dryRun: true,
    count: 5,
    items: [{ id: refused[0], state: "failed" }, { id: refused[1] }],
    next: refused[1],
  });
  t.same(await f.entries(), before);
  for (const [other, ids] of [
    [{ thread: late.thread }, [late.packet.id]],
    [{ from: f.clock.at - 1 }, [late.packet.id]],
    [{ to: f.clock.at - 1, recipient: "medical-insurance" }, [clinic]],
    [{ cause: "window-closed" }, []],
  ] as const) {
    const found = await f.exchange.requeueAll(OPERATOR, other, { limit: 10, dryRun: true });
    t.same(
      found.items.map(({ id }) => id),
      ids,
      JSON.stringify(other),
    );
  }

  f.wire.answer = () => ({ kind: "failed", code: "http-422" });
  const done: string[] = [];
  for (let after: string | undefined; ; ) {
    const portion = await f.exchange.requeueAll(OPERATOR, filter, {
      ...page,
      ...(after === undefined ? {} : { after }),
    });
    done.push(...portion.items.map(({ id, state }) => `${id} ${state}`));
    // They are refused once more meanwhile: another portion must not find them again.
    await f.relay();
    after = portion.next;
    if (after === undefined) break;
  }
  t.same(
    done,
    refused.map((id) => `${id} queued`),
  );
  const entries = (await f.entries()).filter(({ type }) => type === "requeued");
  t.same(
    entries.map(({ packet, actor }) => [packet, actor]),
    refused.map((id) => [id, "operator"]),
  );
  const on = (await f.entries()).filter(({ change }) => change === "endpoint-on");
  t.same(
    on.map(({ party, actor }) => [party, actor]),
    [["education", "operator"]],
    "once, and by whom",
  );
  t.equal((await f.store.packet(clinic))?.state, "failed", "what the filter does not find stays");
});

t.test("the same portion twice at once queues each packet once", async (t) => {
  const f = await flowFixture(t);
  const ids: string[] = [];
  for (let n = 0; n < 4; n++) ids.push((await failed(f, `twice${n}`)).packet.id);
  const portion = { limit: 10, dryRun: false };
  const both = await Promise.all(
    [1, 2].map(() => f.exchange.requeueAll(OPERATOR, { recipient: "education" }, portion)),
  );
  t.same(both.flatMap(({ items }) => items.map(({ id }) => id)).toSorted(), ids);
  t.equal((await f.entries()).filter(({ type }) => type === "requeued").length, 4);
});
