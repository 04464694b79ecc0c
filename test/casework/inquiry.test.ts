/** Inquiries through a running gateway: who gets what of them, what is counted, what an answer must hold. */
import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import t from "tap";
import type { InquiryItem } from "../../src/domain/generated/answers.ts";
import { entry } from "../../src/exchange/entries.ts";
import { erasureEntries } from "../../src/persons/erase.ts";
import type { MessageType } from "../../src/domain/message.ts";
import { Cases, type Sender } from "../../src/sdk/index.ts";
import { clientOf, departmentOf, gatewayHome, senderOf, start } from "../support/gateway/gateway.ts";
import { like } from "../support/like.ts";
import { refusalText as refusal } from "../support/gateway/refusal-text.ts";

type Group = Record<string, unknown>;
interface Asked {
  readonly header: Group;
  readonly purpose: string;
  readonly questions: Group[];
  readonly subjects: (Group & { readonly identity: { readonly name: string; readonly idNumber: string } })[];
}

const home = await gatewayHome(t);
const gateway = await start(t, home);
const procuratorate = await senderOf(home);
const civil = await senderOf(home, "civil-affairs");
const EXAMPLE = JSON.parse(readFileSync("schemas/inquiry/1.example.json", "utf8")) as Asked;
const ANSWER = JSON.parse(readFileSync("schemas/inquiry-answer/1.example.json", "utf8")) as {
  readonly header: Group;
  readonly answers: Group[];
};

async function push(from: Sender, type: MessageType, body: object, more: object = {}) {
  return (await from.push(await from.seal(body as never, { type, ...more }))).answer;
}

function inquiry(change: object = {}, number: string = randomUUID()): Asked {
  const { documentNumber: _, ...header } = EXAMPLE.header;
  return { ...EXAMPLE, ...change, header: { ...header, transferId: number } };
}

const ask = (document: Asked, to = ["civil-affairs"]) => push(procuratorate, "inquiry", document, { to });

/** A civil servant's answer to all that the example asks. */
const answer = (asked: Asked, thread: string, answers: Group[] = ANSWER.answers, from = civil) => {
  const header = { ...ANSWER.header, transferId: randomUUID(), answers: asked.header["transferId"] };
  return push(from, "inquiry-answer", { header, answers }, { thread });
};

async function listed(filter: Parameters<Cases["inquiries"]>[0] = {}, party = "procuratorate") {
  const found: InquiryItem[] = [];
  for await (const one of new Cases(await clientOf(home, party)).inquiries(filter)) found.push(one);
  return found;
}

t.test("each recipient gets its own questions; the answer settles it, and the log has codes and counts", async (t) => {
  const asked = inquiry({
    questions: [...EXAMPLE.questions, { code: "Q06" }],
    subjects: EXAMPLE.subjects.map((one) => ({
      ...one,
      stated: [...(one["stated"] as Group[]), { question: "Q06", field: "held", value: "yes" }],
    })),
  });
  const { id, packets } = await ask(asked, ["civil-affairs", "medical-insurance"]);
  t.same(packets.map(({ recipient }) => recipient).toSorted(), ["civil-affairs", "medical-insurance"]);
  const department = await departmentOf(home, "medical-insurance");
  for await (const item of department.poll({ once: true })) {
    const { body, due, sealedAt } = await department.fetch(item);
    const cut = body as unknown as Asked;
    t.same(cut.questions, [{ code: "Q06" }], "not what others are asked");
    t.same(cut.subjects[0]?.["stated"], [{ question: "Q06", field: "held", value: "yes" }]);
    t.equal(cut.subjects[0]?.identity.idNumber, EXAMPLE.subjects[0]?.identity.idNumber, "to find the person");
    t.ok(due.feedback !== undefined && Date.parse(due.feedback) > sealedAt * 1000, "D38");
  }
  like(
    t,
    (await listed()).filter(({ message }) => message === id),
    [
      {
        party: "civil-affairs",
        state: "asked",
        rule: "D38",
        subjects: 1,
        questions: [{ code: "Q01" }, { code: "Q02" }],
      },
      { party: "medical-insurance", state: "asked", questions: [{ code: "Q06", mode: "compare" }] },
    ],
  );

  await answer(asked, id);
  const other = await senderOf(home, "medical-insurance");
  await answer(
    asked,
    id,
    [{ personId: "P-2025-0001", question: "Q06", field: "held", result: "refused", refusal: "E3" }],
    other,
  );
  like(t, await listed({ state: "answered" }), [{ message: id, party: "civil-affairs" }]);
  like(t, await listed({ state: "refused" }), [{ message: id, party: "medical-insurance", refusals: ["E3"] }]);

  const { rows } = await gateway.store.pool.query<{ text: string }>(
    "select convert_from(bytes, 'UTF8') as text from recorded_entries where type = 'inquiry' and thread = $1",
    [id],
  );
  const entries = rows.map(({ text }) => JSON.parse(text) as Group);
  t.same(entries.map((entry) => String(entry["questions"] ?? entry["results"])).toSorted(), [
    "Q01:compare,Q02:value",
    "Q06:compare",
    "match:1,absent:1",
    "refused:1",
  ]);
  const tables = await gateway.store.pool.query<{ text: string }>(
    "select i::text as text from inquiries i union all select s::text from inquiry_subjects s",
  );
  const kept = [...rows, ...tables.rows].map(({ text }) => text).join("\n");
  const [person] = EXAMPLE.subjects;
  for (const value of ["P-2025-0001", person?.identity.name, person?.identity.idNumber]) {
    t.notOk(kept.includes(value ?? ""), "no value of a person in log or rows");
  }
});

t.test(
  "an inquiry needs an authorisation where income or property is asked, and a value only where allowed",
  async (t) => {
    const housing = {
      questions: [{ code: "Q08" }],
      subjects: EXAMPLE.subjects.map((one) => ({ ...one, stated: [{ question: "Q08", field: "held", value: "yes" }] })),
    };
    t.equal(
      await refusal(ask(inquiry(housing), ["housing"])),
      "inquiry-authorisation | /body/questions/0/code inquiry-authorisation",
    );
    const authorisation = { kind: "1", reference: "授2025-3", validUntil: "2099-12-31" };
    t.equal(await refusal(ask(inquiry({ ...housing, authorisation }), ["housing"])), "accepted");
    const amount = EXAMPLE.subjects.map((one) => ({
      ...one,
      stated: [{ question: "Q01", field: "amount", value: "800.00" }],
    }));
    t.equal(
      await refusal(ask(inquiry({ subjects: amount }))),
      "inquiry-authorisation | /body/subjects/0/stated/0/field inquiry-authorisation",
    );
    const value = {
      questions: [{ code: "Q01", mode: "value" }],
      subjects: EXAMPLE.subjects.map(({ stated: _, ...one }) => one),
    };
    t.equal(await refusal(ask(inquiry(value))), "invalid-document | /body/questions/0/mode inquiry-value");
    t.equal(await refusal(ask(inquiry(), ["education"])), "invalid-document | /to/0 nothing-for-recipient");
    t.equal(await refusal(ask(inquiry(), ["women-federation"])), "not-permitted", "the policy has it answer nothing");
  },
);

t.test("an answer is complete, about what was asked, and from whom was asked", async (t) => {
  const asked = inquiry();
  const { id } = await ask(asked);
  const [first = {}, second = {}] = ANSWER.answers;
  const answering = (answers: Group[], from = civil) => refusal(answer(asked, id, answers, from));
  t.equal(await answering([first]), "invalid-document | /body/answers answer-incomplete");
  t.equal(await answering([first, second, second]), "invalid-document | /body/answers/2 answer-twice");
  t.equal(
    await answering([first, second, { ...second, personId: "P-2025-0999" }]),
    "case-unknown-subject | /body/answers/2/personId case-unknown-subject",
  );
  t.equal(
    await answering([first, second, { ...second, question: "Q03" }]),
    "case-unknown-item | /body/answers/2/question case-unknown-item",
  );
  t.equal(
    await answering([{ ...first, value: "no" }, second]),
    "invalid-document | /body/answers/0/value inquiry-value",
    "compared only",
  );
  t.equal(
    await answering([first, second], await senderOf(home, "education")),
    "invalid-claims | /thread unknown-thread",
  );
  t.equal(
    await refusal(
      push(
        procuratorate,
        "inquiry-answer",
        { header: { ...ANSWER.header, transferId: randomUUID() }, answers: ANSWER.answers },
        { thread: id },
      ),
    ),
    "invalid-document | /body/header/answers answers-no-inquiry",
  );
  t.equal(
    await answering([first, { ...second, result: "match", value: "2025-03" }]),
    "accepted",
    "a value where one was asked for",
  );
  // A withdrawn answer leaves the question open, a withdrawn inquiry is settled.
  await push(civil, "withdrawal", { reason: "W02", all: true }, { thread: id });
  like(
    t,
    (await listed({ state: "asked" })).filter(({ message }) => message === id),
    [{ party: "civil-affairs" }],
  );
  await push(procuratorate, "withdrawal", { reason: "W02", all: true }, { thread: id });
  like(t, await listed({ state: "withdrawn" }), [{ message: id }]);
  t.equal(await answering([first, second]), "accepted", "it crossed the withdrawal");
  like(t, await listed({ state: "withdrawn" }), [{ message: id }], "a late answer opens nothing again");
});

t.test(
  "200 subjects of a day, and the fourth inquiry about one person in 30 days is shown to the data officer",
  async (t) => {
    const [person] = EXAMPLE.subjects;
    const insured = (count: number) => ({
      questions: [{ code: "Q06" }],
      subjects: Array.from({ length: count }, (_, index) => ({
        ...person,
        personId: `P-${index}`,
        stated: [{ question: "Q06", field: "held", value: "yes" }],
      })),
    });
    const insurance = (count: number) => refusal(ask(inquiry(insured(count)), ["medical-insurance"]));
    t.equal(await insurance(51), "invalid-document | /body/subjects too-many-items");
    t.same([await insurance(50), await insurance(50), await insurance(50)], Array(3).fill("accepted"));
    // One was asked above.
    t.equal(await insurance(50), "inquiry-too-many");
    const last = await Promise.all([insurance(30), insurance(30)]);
    t.same(last.toSorted(), ["accepted", "inquiry-too-many"], "two at once count after one another");
    const { warnings = [] } = await ask(inquiry());
    t.ok(warnings.some(({ code, pointer }) => code === "inquiry-often" && pointer === "/body/subjects/0"));
    const [often] = await listed({ often: true });
    t.equal(often?.often, 1);
    t.same(await listed({ often: true }, "civil-affairs"), [], "who is asked does not learn it");
    t.ok((await listed({}, "civil-affairs")).every((one) => one.often === undefined));
    const { pool, inquiryRows } = gateway.store;
    const { rows } = await pool.query<{ person: Buffer }>("select person from inquiry_subjects limit 1");
    const digests = rows.map(({ person }) => person);
    const countOf = async (asker: string) => (await inquiryRows.soFar(asker, [], "", digests, 0)).about.size;
    t.same([await countOf("procuratorate"), await countOf("civil-affairs")], [1, 0], "each asker counts its own");
  },
);

t.test("when the inquiry is destroyed, what counted its persons goes with it", async (t) => {
  const asked = inquiry();
  const { id } = await ask(asked);
  const { pool } = gateway.store;
  const subjects = async () => (await pool.query("select from inquiry_subjects where message = $1", [id])).rows.length;
  t.equal(await subjects(), 1);
  const at = Date.now();
  await gateway.store.erasureRows.eraseThread(
    id,
    at,
    () => true,
    (packets) => entry("erasure-requested", at, "operator", { thread: id, packets }),
    erasureEntries(at, "operator", { reason: "request" }),
  );
  t.equal(await subjects(), 0);
  t.equal(await refusal(answer(asked, id)), "invalid-document | /body/answers inquiry-erased");
});
