import type { SubmissionAnswer } from "../../src/domain/generated/answers.ts";
import t, { type Test } from "tap";
import type { Policy } from "../../src/exchange/ports.ts";
import { type FlowFixture, flowFixture, JOSE } from "../support/exchange/flow.ts";
import { refusalOf } from "../support/exchange/refusal-of.ts";
import { like } from "../support/like.ts";
import { until } from "../support/until.ts";

/** Shows a recipient the subjects whose `for` names it, and the header. */
const bySubject = (policy: Policy): Policy => ({
  ...policy,
  disclose: (type, body) => (to) => {
    const { subjects } = body as { subjects?: { for: string[] }[] };
    const own = subjects?.filter((subject) => subject.for.includes(to.id));
    return { body: type === "withdrawal" ? body : { header: body.header, subjects: own }, groups: [] };
  },
});

const ALL = ["civil-affairs", "education", "medical-insurance"];

/** A thread of a list with three persons and a supplement about the first, for civil affairs and education. */
async function thread(t: Test): Promise<Omit<FlowFixture, "list"> & { list: string; supplement: string }> {
  const f = await flowFixture(t, (flow) => ({ ...flow, policy: () => bySubject(flow.policy()) }));
  f.wire.answer = () => ({ kind: "retry", code: "http-503", status: 503 });
  const subjects = [
    { personId: "p1", for: ["civil-affairs", "education"] },
    { personId: "p2", for: ["civil-affairs"] },
    { personId: "p3", for: ["medical-insurance"] },
  ];
  const list = await send(f, { to: ALL, body: { header: { transferId: "T1" }, subjects } });
  const more = { type: "supplement", thread: list.id, to: ALL.slice(0, 2) };
  const supplement = await send(f, { ...more, body: { header: { transferId: "T2" }, subjects: subjects.slice(0, 1) } });
  return { ...f, list: list.id, supplement: supplement.id };
}

let jti = 0;
async function send(
  f: Pick<FlowFixture, "parties" | "envelope" | "exchange">,
  claims: Record<string, unknown>,
): Promise<SubmissionAnswer> {
  const { procuratorate } = f.parties;
  const envelope = await f.envelope(procuratorate, { jti: `w-${++jti}`, ...claims });
  return JSON.parse((await f.exchange.submit(procuratorate.caller, envelope, JOSE)).json) as SubmissionAnswer;
}

const withdraw = (f: Parameters<typeof send>[0] & { list: string }, body: object, more: object = {}) =>
  send(f, { type: "withdrawal", thread: f.list, body, ...more });
const recipientsOf = ({ packets }: SubmissionAnswer) => packets.map(({ recipient }) => recipient).toSorted();
const withdrawn = async (f: Pick<FlowFixture, "store"> & { list: string }) =>
  (await f.store.packetsOfThread(f.list))
    .filter(({ state }) => state === "withdrawn")
    .map(({ message, recipient }) => `${message === f.list ? "list" : "supplement"} ${recipient}`)
    .toSorted();

t.test("a withdrawal of one message, by the gateway's id or the document's number, touches nothing else", async (t) => {
  for (const target of [(f: { supplement: string }) => ({ message: f.supplement }), () => ({ transferId: "T2" })]) {
    const f = await thread(t);
    const answer = await withdraw(f, target(f));
    t.same(recipientsOf(answer), ["civil-affairs", "education"], "only who got that message is told");
    t.same(await withdrawn(f), ["supplement civil-affairs", "supplement education"]);
  }
});

t.test("a withdrawal of all, said or not, takes back every message of the sender", async (t) => {
  for (const body of [{ all: true }, {}]) {
    const f = await thread(t);
    t.same(recipientsOf(await withdraw(f, body)), ALL);
    t.equal((await withdrawn(f)).length, 5);
  }
});

t.test("a failed packet that is withdrawn has no failure any more", async (t) => {
  const f = await thread(t);
  f.wire.answer = () => ({ kind: "failed", code: "http-422" });
  const failed = await send(f, { to: ["education"], body: { subjects: [{ personId: "p9", for: ["education"] }] } });
  const packet = failed.packets[0]?.id ?? "";
  await until("the push has failed", async () => (await f.store.packet(packet))?.state === "failed");
  await withdraw({ ...f, list: failed.thread }, { all: true });
  like(t, await f.store.packet(packet), { state: "withdrawn", cause: null, failedAt: null, settledAt: f.clock.at });
});

t.test(
  "a withdrawal of a person goes to those who got the person, and takes packets back that hold nobody else",
  async (t) => {
    const f = await thread(t);
    const answer = await withdraw(f, { personIds: ["p1", "p3"] });
    t.same(recipientsOf(answer), ALL);
    t.same(await withdrawn(f), [
      "list education",
      "list medical-insurance",
      "supplement civil-affairs",
      "supplement education",
    ]);
    const told: Record<string, unknown> = {};
    for (const { id, recipient } of answer.packets) {
      const party = Object.values(f.parties).find((each) => each.id === recipient);
      const bytes = await f.store.packetBytes(id);
      if (party === undefined || bytes === undefined) throw new Error("a packet");
      const opened = await f.flow.suites
        .get("jose")
        .open(bytes, "aid-packet+jwt", new Map([[party.enc.kid, party.enc]]), () => f.flow.keys().signing);
      told[recipient] = (JSON.parse(opened.payload.toString()) as { body: { personIds: string[] } }).body.personIds;
    }
    t.same(
      told,
      { "civil-affairs": ["p1"], education: ["p1"], "medical-insurance": ["p3"] },
      "nobody learns of others",
    );
  },
);

t.test("a withdrawal is for the recipients that it names, when each of them got something", async (t) => {
  const f = await thread(t);
  t.same(recipientsOf(await withdraw(f, { message: f.list }, { to: ["education"] })), ["education"]);
  t.same(await withdrawn(f), ["list education"]);
  const other = withdraw(f, { message: f.supplement }, { to: ["education", "medical-insurance"] });
  t.equal(await refusalOf(other), "invalid-document recipient-without-packet");
});

t.test("what a withdrawal names and does not find is an error, and nothing is withdrawn", async (t) => {
  const f = await thread(t);
  const earlier = await withdraw(f, { message: f.supplement }, { to: ["education"] });
  const before = await withdrawn(f);
  const wrong: [object, string][] = [
    [{ message: "01980000-0000-7000-8000-000000000000" }, "unknown-message"],
    [{ message: earlier.id }, "unknown-message"],
    [{ transferId: "T3" }, "unknown-transfer"],
    [{ personIds: ["p1", "p4", "p5"] }, "person-not-sent person-not-sent"],
  ];
  for (const [body, code] of wrong) t.equal(await refusalOf(withdraw(f, body)), `invalid-document ${code}`);
  const hidden = withdraw(f, { personIds: ["p3"] }, { to: ["education"] });
  t.equal(await refusalOf(hidden), "invalid-document person-not-sent", "education never got that person");
  t.same(await withdrawn(f), before);
  const { school } = f.parties;
  const outsider = await f.envelope(school, { jti: "out", type: "withdrawal", thread: f.list, body: {} });
  t.equal(await refusalOf(f.exchange.submit(school.caller, outsider, JOSE)), "invalid-document nothing-sent");
});
