/** Whom more data of a thread reach: also a department that a new need leads to. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import t from "tap";
import type { SubmissionAnswer } from "../../src/domain/generated/answers.ts";
import { key, flowFixture, JOSE } from "../support/exchange/flow.ts";
import { defaultPolicy } from "../support/exchange/default-policy.ts";
import { refusalOf } from "../support/exchange/refusal-of.ts";
import { like } from "../support/like.ts";

const SCHEMAS = fileURLToPath(new URL("../../schemas", import.meta.url));
interface Document {
  header: Record<string, unknown>;
  subjects: Record<string, unknown>[];
}
const example = (type: string) => JSON.parse(readFileSync(`${SCHEMAS}/${type}/1.example.json`, "utf8")) as Document;

const { policy, directory } = await defaultPolicy();
const parties = new Map(
  [...directory.parties()].map((party) => {
    const enc = key("enc");
    return [party.id, { ...party, keys: new Map([[enc.kid, enc]]), encryptionKey: enc }] as const;
  }),
);
const f = await flowFixture(t, (flow) => ({
  ...flow,
  policy: () => policy,
  directory: () => ({
    version: "test",
    party: (id) => (id === "procuratorate" ? flow.directory().party(id) : parties.get(id)),
    parties: () => parties.values(),
  }),
}));
const { procuratorate } = f.parties;

let jti = 0;
async function send(type: string, body: Document, more: object = {}): Promise<SubmissionAnswer> {
  body.header = { ...body.header, transferId: `t-${++jti}`, listNumber: `n-${jti}`, legalBasis: "statutory-duty" };
  const envelope = await f.envelope(procuratorate, { jti: `s-${jti}`, type, body, ...more });
  return JSON.parse((await f.exchange.submit(procuratorate.caller, envelope, JOSE)).json) as SubmissionAnswer;
}
const recipientsOf = ({ packets }: SubmissionAnswer) => packets.map(({ recipient }) => recipient).toSorted();
/** A supplement of the example list's first person with these needs. */
const supplement = (needs: readonly string[], more: object = {}): Document => {
  const document = example("supplement");
  document.subjects = [
    {
      ...document.subjects[0],
      needs: { willApply: "1", items: needs.map((code) => ({ code, urgency: "3" })) },
      ...more,
    },
  ];
  return document;
};

/** Members that a department needs of a subject that it does not have. */
const wholeOf = (subject: Record<string, unknown> | undefined) => {
  const { identity, demographics, address, contact, cause, household, difficulty, consent } = subject ?? {};
  return { identity, demographics, address, contact, cause, household, difficulty, consent };
};
/** More data about persons of a thread, each with its needs. */
const about = (type: string, persons: readonly (readonly [personId: unknown, needs: string[], more?: object])[]) => {
  const document = example(type);
  document.subjects = persons.map(([personId, needs, more = {}]) => ({
    personId,
    needs: { willApply: "1", helpedApply: false, items: needs.map((code) => ({ code, urgency: "3" })) },
    ...more,
  }));
  return document;
};

const list = await send("aid-subject-list", example("aid-subject-list"));
t.same(recipientsOf(list), ["civil-affairs", "education", "medical-insurance"]);
const thread = { thread: list.id };

t.test("a supplement goes to those whom it tells something, and to nobody else", async (t) => {
  t.same(recipientsOf(await send("supplement", supplement(["N01", "N04"]), thread)), [
    "civil-affairs",
    "medical-insurance",
  ]);
  t.equal(
    await refusalOf(send("supplement", supplement(["N04"]), { ...thread, to: ["medical-insurance", "education"] })),
    "invalid-document nothing-for-recipient",
  );
});

t.test(
  "a new need reaches the department that leads it, with what it may see, which the supplement must carry",
  async (t) => {
    const bare = send("supplement", supplement(["N06"]), thread);
    t.match(await refusalOf(bare), /^invalid-document( first-for-recipient)+$/);
    const [whole] = example("aid-subject-list").subjects;
    const answer = await send("supplement", supplement(["N01", "N06"], wholeOf(whole)), thread);
    t.ok(recipientsOf(answer).includes("housing"), recipientsOf(answer).join(" "));
    const emergency = { ...wholeOf(whole), contact: undefined, household: undefined, consent: undefined };
    const elsewhere = { personId: "P-2025-0009", ...emergency };
    t.match(
      await refusalOf(send("supplement", supplement(["N01"], elsewhere), thread)),
      /^invalid-document( first-for-recipient){3}$/,
    );
    t.ok(recipientsOf(await send("supplement", supplement(["N02"], elsewhere), thread)).includes("civil-affairs"));
    const later = await send("supplement", supplement(["N06"]), thread);
    t.ok(recipientsOf(later).includes("housing"), "it has the subject now");
  },
);

t.test("a correction without anything for a recipient of the list says so", async (t) => {
  const document = example("correction");
  const answer = await send("correction", document, thread);
  t.same(recipientsOf(answer).includes("education"), false);
  like(
    t,
    answer.warnings
      ?.filter(({ code }) => code === "recipient-left-out")
      .map(({ message }) => message.split(" ")[0])
      .toSorted(),
    ["housing"],
    "education has another person of the list",
  );
});

t.test("who is new is told by the person: a department of the thread gets another subject whole, or not", async (t) => {
  const [first, second] = example("aid-subject-list").subjects;
  const two = example("aid-subject-list");
  two.subjects = [first, second].map((subject, index) => ({
    ...subject,
    needs: { willApply: "1", helpedApply: false, items: [{ code: index === 0 ? "N01" : "N04", urgency: "3" }] },
  }));
  const { id } = await send("aid-subject-list", two);
  const has = { thread: id };
  const bare = send("supplement", about("supplement", [[second?.personId, ["N01"]]]), has);
  t.match(await refusalOf(bare), /^invalid-document( first-for-recipient)+$/, "civil affairs has only the first");
  const more = about("supplement", [
    [first?.personId, ["N01"]],
    [second?.personId, ["N01"], wholeOf(second)],
  ]);
  t.same(recipientsOf(await send("supplement", more, has)), ["civil-affairs"]);
  await send("supplement", about("supplement", [[second?.personId, ["N01"]]]), has);
});

t.test("a correction leaves out who does not have the person, and says so; named, it must carry all", async (t) => {
  const [first] = example("aid-subject-list").subjects;
  const { id } = await send("aid-subject-list", example("aid-subject-list"));
  const has = { thread: id };
  const wrong = about("correction", [[first?.personId, ["N01", "N06"]]]);
  const answer = await send("correction", wrong, has);
  t.notOk(recipientsOf(answer).includes("housing"), recipientsOf(answer).join(" "));
  t.ok(recipientsOf(answer).includes("civil-affairs"));
  like(
    t,
    answer.warnings?.filter(({ code }) => code === "correction-for-newcomer"),
    [{ pointer: "/body/subjects/0", message: /^housing / }],
  );
  const named = send("correction", about("correction", [[first?.personId, ["N01", "N06"]]]), {
    ...has,
    to: ["housing"],
  });
  t.match(await refusalOf(named), /^invalid-document( first-for-recipient)+$/);
  const whole = about("correction", [[first?.personId, ["N01", "N06"], wholeOf(first)]]);
  t.ok(recipientsOf(await send("correction", whole, has)).includes("housing"));
});

t.test("what was withdrawn from a department is not sent to it again unless the sender names it", async (t) => {
  const [first] = example("aid-subject-list").subjects;
  for (const [body, to] of [
    [{ personIds: [first?.personId] }, ["civil-affairs"]],
    [{ all: true }, ["civil-affairs"]],
  ] as const) {
    const { id } = await send("aid-subject-list", example("aid-subject-list"));
    const has = { thread: id };
    const withdrawal = { ...example("withdrawal"), ...body };
    for (const member of ["message", "transferId", "personIds", "all"]) {
      if (!(member in body)) delete (withdrawal as Record<string, unknown>)[member];
    }
    await send("withdrawal", withdrawal, { ...has, to });
    const again = () => about("supplement", [[first?.personId, ["N01", "N04"]]]);
    const answer = await send("supplement", again(), has);
    t.same(recipientsOf(answer), ["medical-insurance"]);
    like(
      t,
      answer.warnings?.filter(({ code }) => code === "withdrawn-from-recipient"),
      [{ pointer: "/body/subjects/0", message: /from civil-affairs/ }],
    );
    const only = send("supplement", about("supplement", [[first?.personId, ["N01"]]]), has);
    t.equal(await refusalOf(only), "no-recipient withdrawn-from-recipient");
    const bare = send("supplement", again(), { ...has, to: ["civil-affairs"] });
    t.match(await refusalOf(bare), /first-for-recipient/, "it is new to it again");
    const whole = about("supplement", [[first?.personId, ["N01"], wholeOf(first)]]);
    t.same(recipientsOf(await send("supplement", whole, { ...has, to: ["civil-affairs"] })), ["civil-affairs"]);
    t.ok(recipientsOf(await send("supplement", again(), has)).includes("civil-affairs"), "it has the person again");
  }
});
