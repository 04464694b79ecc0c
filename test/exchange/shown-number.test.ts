import t from "tap";
import type { MessageView, SubmissionAnswer } from "../../src/domain/generated/answers.ts";
import { numbersOf } from "../../src/exchange/shown-number.ts";
import { retentionEntries } from "../../src/persons/erase.ts";
import { flowFixture, JOSE, type TestParty } from "../support/exchange/flow.ts";

/** Faults that the flow reported. */
const faults: string[] = [];
/** Gives the header to civil affairs only. */
const f = await flowFixture(t, (flow) => ({
  ...flow,
  policy: () => ({
    ...flow.policy(),
    disclose: (type, body, today) => (to) => {
      const seen = flow.policy().disclose(type, body, today)(to);
      return to.id === "civil-affairs" ? { ...seen, body: { ...seen.body, header: body.header } } : seen;
    },
  }),
  observer: { ...flow.observer, fault: (where) => faults.push(where) },
}));
const { procuratorate, civil, school } = f.parties;
let jti = 0;

async function submitted(
  header: object,
  from: TestParty = procuratorate,
  more: object = {},
): Promise<SubmissionAnswer> {
  const to = from === procuratorate ? [civil.id, school.id] : [procuratorate.id];
  const envelope = await f.envelope(from, { jti: `s-${++jti}`, to, body: { header }, ...more });
  return JSON.parse((await f.exchange.submit(from.caller, envelope, JOSE)).json) as SubmissionAnswer;
}
const seenBy = async (party: TestParty, id: string) =>
  ((await f.exchange.message(party.caller, id)) as MessageView).documentNumber;
const numberIn = async (id: string) => (await numbersOf(f.flow, [id])).get(id);

t.test("a list's number and a reply's, each for those who got it", async (t) => {
  const list = await submitted({ transferId: "A1", listNumber: "letter-1" });
  t.same(await Promise.all([procuratorate, civil, school].map((party) => seenBy(party, list.id))), [
    "letter-1",
    "letter-1",
    undefined,
  ]);
  const reply = await submitted({ documentNumber: "reply-1" }, civil, { thread: list.thread, type: "feedback" });
  t.same([await seenBy(civil, reply.id), await seenBy(procuratorate, reply.id)], ["reply-1", undefined]);
  const { messages } = await f.exchange.thread(civil.caller, list.thread);
  t.same(
    messages.map((view) => ("documentNumber" in view ? view.documentNumber : undefined)),
    ["letter-1", "reply-1"],
  );
  const none = await submitted({ transferId: "A2" });
  t.same([await seenBy(procuratorate, none.id), await seenBy(civil, none.id)], [undefined, undefined]);
  const operator = { party: "operator", scopes: new Set(["ops:read"]) };
  t.notOk(JSON.stringify(await f.exchange.message(operator, list.id)).includes("letter-1"));
});

t.test("a recipient sees it as long as it can fetch the packet", async (t) => {
  const withdrawn = await submitted({ transferId: "B1", listNumber: "letter-2" });
  await submitted({}, procuratorate, {
    thread: withdrawn.thread,
    type: "withdrawal",
    to: undefined,
    body: { reason: "1" },
  });
  t.same([await seenBy(procuratorate, withdrawn.id), await seenBy(civil, withdrawn.id)], ["letter-2", undefined]);

  const erased = await submitted({ transferId: "B2", listNumber: "letter-3" });
  const packet = erased.packets.find(({ recipient }) => recipient === civil.id)?.id ?? "";
  const settled = (id: string) =>
    f.store.pool.query("update packets set state = 'accepted', settled_at = $1 where id = $2", [f.clock.at, id]);
  const rule = { state: "accepted", types: [], except: true, before: f.clock.at + 1 } as const;
  const sweep = () =>
    f.store.erasureRows.eraseDue(rule, f.clock.at, 10, retentionEntries(f.clock.at, "gateway", "default@1"));
  await settled(packet);
  t.equal((await sweep()).erased, 1);
  t.same([await seenBy(procuratorate, erased.id), await seenBy(civil, erased.id)], ["letter-3", undefined]);
  await settled(erased.packets.find(({ id }) => id !== packet)?.id ?? "");
  t.equal((await sweep()).erased, 1, "the last packet: the envelope goes too");
  t.equal(await seenBy(procuratorate, erased.id), undefined);
  const { rows } = await f.store.pool.query("select envelope, document_number from messages where id = $1", [
    erased.id,
  ]);
  t.same(rows, [{ envelope: null, document_number: null }]);
});

t.test("a program of the version before destroys the envelope alone: the number is not shown", async (t) => {
  const { id } = await submitted({ transferId: "C1", listNumber: "letter-4" });
  t.equal(await numberIn(id), "letter-4");
  await f.store.pool.query("update messages set envelope = null where id = $1", [id]);
  t.equal(await numberIn(id), undefined);
});

t.test("a number that was moved to another message is reported and not shown", async (t) => {
  const one = await submitted({ transferId: "D1", listNumber: "letter-5" });
  const inThread = { thread: one.thread, type: "supplement" };
  const other = await submitted({ transferId: "D2", listNumber: "letter-6" }, procuratorate, inThread);
  await f.store.pool.query(
    "update messages set document_number = (select document_number from messages where id = $1) where id = $2",
    [one.id, other.id],
  );
  t.equal(await seenBy(procuratorate, other.id), undefined);
  t.same(faults, ["document-number"]);
  t.equal(await seenBy(procuratorate, one.id), "letter-5");
});
