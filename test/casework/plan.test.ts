/** A plan of help through a running gateway: who gets which measures, what is kept, and which plans are refused. */
import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import t from "tap";
import type { CaseAnswer, CaseItems } from "../../src/domain/generated/answers.ts";
import type { MessageType } from "../../src/domain/message.ts";
import { ProblemError, type Sender } from "../../src/sdk/index.ts";
import { departmentOf, exampleList, gatewayHome, senderOf, start } from "../support/gateway/gateway.ts";
import { GA } from "../cli/casework/ga.ts";
import { like } from "../support/like.ts";

const home = await gatewayHome(t);
const gateway = await start(t, home);
const procuratorate = await senderOf(home);
const civil = await senderOf(home, "civil-affairs");

type Json = Record<string, unknown>;
interface Planned {
  readonly measures: readonly Json[];
  readonly [member: string]: unknown;
}
interface Document {
  readonly header: Json;
  readonly subjects: readonly { readonly personId: string; readonly plan: Planned }[];
}
const EXAMPLE = JSON.parse(readFileSync("schemas/plan/1.example.json", "utf8")) as Document;

const VISIT = JSON.parse(readFileSync("schemas/visit/1.example.json", "utf8")) as Document;
const FEEDBACK = JSON.parse(readFileSync("schemas/feedback/1.1.example.json", "utf8")) as Document;
const { transferId: _list, ...WITHDRAWAL } = JSON.parse(
  readFileSync("schemas/withdrawal/1.example.json", "utf8"),
) as Json;

async function push(from: Sender, type: MessageType, body: object, more: object = {}) {
  return (await from.push(await from.seal(body as never, { type, ...more }))).answer;
}

/** Code of a refusal, and codes and places of its faults. */
async function refusal(sending: Promise<unknown>): Promise<string> {
  return sending.then(
    () => "accepted",
    (error: unknown) => {
      if (!(error instanceof ProblemError)) throw error;
      return [error.status, error.code, ...error.errors.map(({ pointer, code }) => `| ${pointer} ${code}`)].join(" ");
    },
  );
}

/** Sends the example list, and makes plans for it. */
async function listSent() {
  const list = (await exampleList()) as unknown as { header: Json };
  const { id } = await push(procuratorate, "aid-subject-list", list);
  const ids = new Map<unknown, string>();
  const idOf = (id: unknown) => ids.get(id) ?? ids.set(id, randomUUID()).get(id);
  /** The example with other members in the plan of a person, by place. */
  const plan = (changes: readonly (((plan: Planned) => object) | undefined)[] = [], header: Json = {}): Document => ({
    header: { ...EXAMPLE.header, transferId: randomUUID(), answers: list.header["transferId"], ...header },
    subjects: EXAMPLE.subjects.map(({ personId, plan }, index) => {
      const own = { ...plan, measures: plan.measures.map((one) => ({ ...one, measureId: idOf(one["measureId"]) })) };
      return { personId, plan: { ...own, ...changes[index]?.(own) } };
    }),
  });
  const send = (document: object, more: object = {}) => push(procuratorate, "plan", document, { thread: id, ...more });
  return { id, list, plan, send, idOf };
}

/** Body of the only packet of a type that waits for a department; the others are accepted too. */
async function bodyFor(party: string, type: MessageType): Promise<Json | undefined> {
  const department = await departmentOf(home, party);
  let body: Json | undefined;
  for await (const item of department.poll({ once: true })) {
    const packet = await department.fetch(item);
    if (item.type === type) body = packet.body as Json;
    await department.acknowledge(packet, "accepted");
  }
  return body;
}

t.test(
  "each department gets its own measures of persons whom it has, and no money but where the policy allows",
  async (t) => {
    const { id, plan, send } = await listSent();
    const document = plan();
    const answer = await send(document);
    t.same(answer.packets.map(({ recipient }) => recipient).toSorted(), [
      "civil-affairs",
      "education",
      "medical-insurance",
    ]);
    const [first, second] = document.subjects;
    const shown = (measure: Json | undefined) => {
      const { basis: _basis, kind, ...rest } = measure ?? {};
      return { ...rest, kind };
    };
    const view = (of: typeof first) => ({ longTerm: of?.plan["longTerm"], personView: of?.plan["personView"] });
    const goals = first?.plan["goals"] as Json[];
    t.same(await bodyFor("civil-affairs", "plan").then((body) => body?.["subjects"]), [
      {
        personId: "P-2025-0001",
        plan: { cash: first?.plan["cash"], ...view(first), goals, measures: [shown(first?.plan.measures[0])] },
      },
    ]);
    t.same(await bodyFor("medical-insurance", "plan").then((body) => body?.["subjects"]), [
      {
        personId: "P-2025-0001",
        plan: { ...view(first), goals: [goals[1]], measures: [shown(first?.plan.measures[1])] },
      },
    ]);
    const { partners: _partners, ...without } = (second?.plan["longTerm"] ?? {}) as Json;
    t.same(await bodyFor("education", "plan").then((body) => body?.["subjects"]), [
      {
        personId: "P-2025-0002",
        plan: {
          longTerm: without,
          personView: second?.plan["personView"],
          measures: [shown(second?.plan.measures[0])],
        },
      },
    ]);

    const facts = (await gateway.store.caseRows.factsOf(id)).filter(({ fact }) => fact.message === answer.id);
    t.same(
      facts.map(({ fact }) => fact.event),
      ["plan", "measure", "measure", "plan", "measure", "measure"],
    );
    const { subject, issuedAt: _at, ...measure } = facts[1]?.fact ?? {};
    t.match(subject, /^[0-9a-f]{32}$/);
    t.same(measure, {
      event: "measure",
      message: answer.id,
      measure: first?.plan.measures[0]?.["measureId"],
      need: "N01",
      kind: "M4",
      owner: "civil-affairs",
      due: "2025-08-15",
      status: "sent",
    });
    t.notMatch(JSON.stringify(facts), /协助|学费|社工|2025-06-22|G06/, "no wording, no name, no view, no basis");
  },
);

t.test("a department that does not have the person gets nothing until the need is sent to it", async (t) => {
  const { plan, send } = await listSent();
  const housing = {
    measureId: randomUUID(),
    need: "N06",
    kind: "M3",
    owner: "housing",
    dueBy: "2025-12-31",
    status: "planned",
  };
  const answer = await send(plan([({ measures }) => ({ measures: [...measures, housing] })]));
  t.notOk(answer.packets.some(({ recipient }) => recipient === "housing"));
  like(t, answer.warnings, [{ pointer: "/body/subjects/0", code: "plan-for-newcomer" }]);
  t.equal(
    await refusal(send(plan([({ measures }) => ({ measures: [...measures, housing] })]), { to: ["housing"] })),
    "422 invalid-document | /to/0 nothing-for-recipient",
    "not when it is named either",
  );
  const nobody = { ...housing, owner: "nobody" };
  t.equal(
    await refusal(send(plan([({ measures }) => ({ measures: [...measures, nobody] })]))),
    "422 no-recipient | /body/subjects/0/plan/measures/2/owner owner-unknown",
  );
});

t.test(
  "a plan that nobody else gets is filed with its sender, whole: of own measures, or for departments without the persons",
  async (t) => {
    const { id, plan, send } = await listSent();
    const own = (owner: string) => (given: Planned) => ({
      measures: given.measures.map(({ ownerName: _name, ...one }) => ({
        ...one,
        owner,
        status: "planned",
        ...(owner === "social-work" ? { ownerName: "示例社工中心" } : {}),
      })),
    });
    const document = plan([own("social-work"), own("procuratorate")]);
    const answer = await send(document);
    t.same(
      answer.packets.map(({ recipient }) => recipient),
      ["procuratorate"],
    );
    t.same((await bodyFor("procuratorate", "plan"))?.["subjects"], document.subjects, "with cash, basis and partners");
    const facts = (await gateway.store.caseRows.factsOf(id)).filter(({ fact }) => fact.event === "measure");
    t.same(new Set(facts.map(({ fact }) => fact["owner"])), new Set(["procuratorate", "social-work"]));
    const { transferId } = document.header;
    const next = plan([own("housing"), own("procuratorate")], { supersedes: { transferId } });
    const filed = await send(next);
    t.same(
      filed.packets.map(({ recipient }) => recipient),
      ["procuratorate"],
    );
    like(t, filed.warnings, [{ pointer: "/body/subjects/0", code: "plan-for-newcomer" }]);
    const third = plan([own("procuratorate")], { supersedes: { transferId: next.header["transferId"] } });
    t.equal(
      await refusal(send(third, { to: ["procuratorate"] })),
      "403 not-permitted",
      "not instead of the departments that it is for",
    );
    t.equal(
      await refusal(push(civil, "plan", third, { thread: id })),
      "403 not-permitted",
      "and only in one's own thread",
    );
  },
);

t.test("every need has a measure or a reason, and a person is one of the list's", async (t) => {
  const { id, plan, send } = await listSent();
  const without = (need: string) => (own: Planned) => ({
    measures: own.measures.filter((one) => one["need"] !== need),
  });
  t.equal(
    await refusal(send(plan([without("N04")]))),
    "422 plan-incomplete | /body/subjects/0/plan/measures plan-incomplete",
  );
  const named = await send(plan([without("N04")])).catch((error: unknown) => error as ProblemError);
  like(t, named, { errors: [{ ordinal: 1, message: /N04/, messageZh: /N04/ }] });
  const document = plan();
  const strangers = document.subjects.map((one) => ({ ...one, personId: `${one.personId}9` }));
  t.equal(
    await refusal(send({ ...document, subjects: strangers })),
    "422 invalid-document | /body/subjects/0/personId not-in-list | /body/subjects/1/personId not-in-list",
  );
  t.equal(
    await refusal(send(plan([], { answers: randomUUID() }))),
    "422 invalid-document | /body/header/answers answers-another-list",
  );
  t.equal(await refusal(push(civil, "plan", plan(), { thread: id })), "403 not-permitted");
  const before = (await gateway.store.caseRows.factsOf(id)).length;
  t.equal(
    await refusal(
      send(plan([(own) => ({ ...without("N04")(own), declined: [{ need: "N04", reason: "已由单位报销" }] })])),
    ),
    "accepted",
  );
  t.equal((await gateway.store.caseRows.factsOf(id)).length, before + 5, "and of the refused ones nothing");
});

t.test(
  "a new version names the one in force and goes on with its measures; one that is withdrawn counts no more",
  async (t) => {
    const { plan, send, id } = await listSent();
    const first = plan();
    const { transferId } = first.header;
    await send(first);
    const version = "409 plan-version | /body/header/supersedes";
    t.equal(
      await refusal(send(plan())),
      `${version} plan-version ${version.slice(17)} plan-version`,
      "one for each person",
    );
    t.equal(
      await refusal(send(plan([], { supersedes: { transferId: randomUUID() } }))),
      `409 plan-version | /body/header/supersedes/transferId plan-unknown ${version.slice(17)} plan-version ${version.slice(17)} plan-version`,
    );
    const one = (own: Planned) => ({
      measures: own.measures.slice(0, 1),
      declined: [{ need: "N04", reason: "不再需要" }],
    });
    t.equal(
      await refusal(send(plan([one], { supersedes: { transferId } }))),
      "422 plan-incomplete | /body/subjects/0/plan/measures plan-measure-missing",
    );
    const dropped = (own: Planned) => ({
      measures: own.measures.map((measure, n) =>
        n === 1 ? { ...measure, status: "dropped", reason: "不再需要" } : measure,
      ),
    });
    const second = plan([dropped], { supersedes: { transferId } });
    const again = await send(second);
    t.match(await refusal(send(plan([], { supersedes: { transferId } }))), /^409 plan-version/, "not the older one");
    await push(procuratorate, "withdrawal", { ...WITHDRAWAL, message: again.id }, { thread: id });
    t.match(
      await refusal(send(plan([], { supersedes: { transferId: second.header["transferId"] } }))),
      /^409 plan-version/,
    );
    t.equal(await refusal(send(plan([], { supersedes: { transferId } }))), "accepted", "the first is in force again");
    const other = await listSent();
    const taken = other.plan([
      (own) => ({ measures: own.measures.map((one) => ({ ...one, measureId: randomUUID() })) }),
    ]);
    t.equal(await refusal(other.send(taken)), "accepted");
  },
);

t.test(
  "numbers of measures stay with person and need; what was dropped or withdrawn asks for no measure any more",
  async (t) => {
    const { id, plan, send } = await listSent();
    const first = plan();
    await send(first);
    let { transferId } = first.header;
    const next = (change: (own: Planned) => Partial<Planned>, persons = 1) => {
      const document = plan([change], { supersedes: { transferId } });
      return { ...document, subjects: document.subjects.slice(0, persons) };
    };
    const [own, other] = first.subjects.map((one) => one.plan.measures);
    const added =
      (more: Json) =>
      ({ measures }: Planned) => ({ measures: [...measures, more] });
    const taken = "422 plan-incomplete | /body/subjects/0/plan/measures/2/measureId plan-measure-taken";
    const more = { ...own?.[0], measureId: other?.[0]?.["measureId"] };
    t.equal(
      await refusal(send(next(added(more)))),
      taken.replace("422 plan-incomplete", "422 invalid-document"),
      "another person's",
    );
    const swapped = ({ measures: [one, two] }: Planned) => ({
      measures: [
        { ...one, measureId: two?.["measureId"] },
        { ...two, measureId: one?.["measureId"] },
      ],
    });
    t.match(
      await refusal(send(next(swapped))),
      /measures\/0\/measureId plan-measure-taken .*measures\/1\/measureId plan-measure-taken/,
    );

    const dropped = ({ measures: [one, two] }: Planned) => ({
      measures: [one ?? {}, { ...two, status: "dropped", reason: "不再需要" }],
    });
    const second = next(dropped);
    await send(second);
    ({ transferId } = second.header);
    const declined = { need: "N04", reason: "已由单位报销" };
    const third = next(({ measures }) => ({ measures: measures.slice(0, 1), declined: [declined] }));
    t.equal(await refusal(send(third)), "accepted", "a measure that was dropped need not be named for ever");
    ({ transferId } = third.header);
    const unknown = {
      ...declined,
      basis: { ruleId: "G99", version: "default@2026-1", choice: "declined", reason: "无" },
    };
    t.equal(
      await refusal(send(next(({ measures }) => ({ measures: measures.slice(0, 1), declined: [unknown] })))),
      "409 guideline-version | /body/subjects/0/plan/declined/0/basis/version guideline-version",
    );
    const alone = next(({ measures }) => ({ measures: measures.slice(0, 1) }));
    t.equal(await refusal(send(alone)), "422 plan-incomplete | /body/subjects/0/plan/measures plan-incomplete", "N04");
    const back = { ...WITHDRAWAL, personIds: ["P-2025-0001"] };
    await push(procuratorate, "withdrawal", back, { thread: id });
    t.equal(await refusal(send(alone)), "accepted", "the need was withdrawn");
  },
);

t.test("a suggestion of a guideline that was never in force here ties nothing", async (t) => {
  const { plan, send } = await listSent();
  const basis = (change: Json) => (own: Planned) => ({
    measures: own.measures.map((one, n) =>
      n === 0 ? { ...one, basis: { ...(one["basis"] as Json), ...change } } : one,
    ),
  });
  const fault = "409 guideline-version | /body/subjects/0/plan/measures/0/basis/version guideline-version";
  t.equal(await refusal(send(plan([basis({ version: "default@1999-1" })]))), fault);
  t.equal(await refusal(send(plan([basis({ ruleId: "G99" })]))), fault);
  t.equal(await refusal(send(plan([basis({})]))), "accepted");
});

t.test("of a person who died nothing more is sent but a correction", async (t) => {
  const { id, list, plan, send } = await listSent();
  const { header } = FEEDBACK;
  const from = { department: "civil-affairs", division: "320723", name: "示例县民政局" };
  const died = {
    header: {
      ...header,
      transferId: randomUUID(),
      answers: list.header["transferId"],
      from,
      issuedAt: new Date().toISOString(),
    },
    results: [{ personId: "P-2025-0001", needs: ["N01"], reply: "50", reason: "R10" }],
  };
  await push(civil, "feedback", died, { thread: id, version: "1.1" });
  const fault = "422 case-dead | /body/subjects/0/personId case-dead";
  t.equal(await refusal(send(plan())), fault);
  const more = JSON.parse(readFileSync("schemas/supplement/1.example.json", "utf8")) as Json & { header: Json };
  const supplement = {
    ...more,
    header: { ...more.header, transferId: randomUUID(), supplements: list.header["transferId"] },
  };
  t.equal(await refusal(push(procuratorate, "supplement", supplement, { thread: id })), fault);
  const bridge = JSON.parse(readFileSync("schemas/bridge/1.example.json", "utf8")) as Json & { header: Json };
  const asked = {
    ...bridge,
    header: { ...bridge.header, transferId: randomUUID(), answers: list.header["transferId"] },
  };
  t.equal(await refusal(push(procuratorate, "bridge", asked, { thread: id })), fault);
  const document = plan();
  t.equal(
    await refusal(send({ ...document, subjects: document.subjects.slice(1) })),
    "accepted",
    "the child's goes on",
  );
});

t.test("measures move with the items of their owners; a department sees its own, and no gap", async (t) => {
  const { id, list, plan, send, idOf } = await listSent();
  const view = async (from: Sender): Promise<CaseAnswer> =>
    (await from.client.json({ method: "GET", path: `/v1/cases/${id}` })) as CaseAnswer;
  const statuses = async (from: Sender) =>
    (await view(from)).subjects
      .flatMap(({ measures = [] }) => measures.map(({ need, status }) => `${need} ${status}`))
      .toSorted();
  t.same(await statuses(procuratorate), []);
  await send(plan());
  t.same(await statuses(procuratorate), ["N01 sent", "N04 sent", "N05 sent", "N14 planned"]);
  t.same(await statuses(civil), ["N01 sent"]);
  const from = { department: "civil-affairs", division: "320723", name: "示例县民政局" };
  const feedback = (result: object, issuedAt = new Date().toISOString()) => ({
    header: { ...FEEDBACK.header, transferId: randomUUID(), answers: list.header["transferId"], from, issuedAt },
    results: [{ personId: "P-2025-0001", needs: ["N01"], ...result }],
  });
  const today = new Date().toISOString().slice(0, 10);
  const accepted = feedback({ reply: "10", acceptedOn: today }, new Date(Date.now() - 60_000).toISOString());
  await push(civil, "feedback", accepted, { thread: id, version: "1.1" });
  t.same(await statuses(civil), ["N01 doing"]);
  const aid = {
    category: "01",
    item: "低保",
    form: "1",
    amount: "460.00",
    frequency: "2",
    start: today,
    for: "household",
  };
  const paid = {
    reply: "40",
    decidedOn: today,
    decisionNumber: "某民救字〔2026〕31号",
    aidGranted: [{ ...aid, firstPaidOn: today }],
  };
  await push(civil, "feedback", feedback(paid), { thread: id, version: "1.1" });
  t.same(await statuses(procuratorate), ["N01 done", "N04 sent", "N05 sent", "N14 planned"]);
  const seen = {
    header: {
      ...VISIT.header,
      transferId: randomUUID(),
      answers: list.header["transferId"],
      issuedAt: new Date().toISOString(),
    },
    visits: [
      {
        personId: "P-2025-0002",
        kind: "A",
        date: today,
        way: "3",
        by: "procuratorate",
        visitors: ["林知远"],
        outcome: "V1",
        measuresDone: [idOf("0198b0b2-7c1e-7d4f-8a55-0c2d3e4f5b04")],
      },
    ],
  };
  await push(procuratorate, "visit", seen, { thread: id });
  t.same(await statuses(procuratorate), ["N01 done", "N04 sent", "N05 sent", "N14 done"], "a visit saw it");
  like(t, (await view(procuratorate)).households, { 0: { subjects: { length: 2 }, parallel: false } });
  const own = await view(civil);
  t.equal(own.households, undefined, "the gap is the procuratorate's");
  t.notMatch(JSON.stringify(own), /medical-insurance|social-work|secondBridge/);
});

t.test("the list of aid gaps has each household once, for the sender of the list", async (t) => {
  const { id } = await push(procuratorate, "aid-subject-list", {
    ...GA,
    header: { ...GA.header, transferId: randomUUID() },
  });
  const listed = async (from: Sender) => {
    const { items } = (await from.client.json({ method: "GET", path: "/v1/worklists/gap" })) as CaseItems;
    return items.filter(({ thread }) => thread === id);
  };
  // The money was used up on 3 November 2026, and the allowance is weeks away.
  like(t, await listed(procuratorate), [
    { need: "N01", department: "civil-affairs", gap: { level: /^G[23]$/, bridge: true } },
  ]);
  t.same(await listed(civil), []);
  await push(
    procuratorate,
    "withdrawal",
    { reason: "W01", message: id, issuedAt: new Date().toISOString() },
    { thread: id },
  );
  t.same(await listed(procuratorate), [], "not of a list that was withdrawn");
});

t.test("S8: a suggestion that the officer declines stands in the plan with its reason", async (t) => {
  const { plan, send } = await listSent();
  const basis = { ruleId: "G06", version: "default@2026-1", choice: "declined", reason: "收入已恢复" };
  const declined = (own: Planned) => ({
    measures: own.measures.slice(1),
    declined: [{ need: "N01", reason: "本人不申请", basis }],
  });
  const answer = await send(plan([declined]));
  t.notOk(
    answer.packets.some(({ recipient }) => recipient === "civil-affairs"),
    "which is told nothing of it",
  );
});
