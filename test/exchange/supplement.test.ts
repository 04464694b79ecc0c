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
    const { identity, demographics, address, contact, cause, household, difficulty, consent } = whole ?? {};
    const carried = { identity, demographics, address, contact, cause, household, difficulty, consent };
    const answer = await send("supplement", supplement(["N01", "N06"], carried), thread);
    t.ok(recipientsOf(answer).includes("housing"), recipientsOf(answer).join(" "));
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
    ["education", "housing"],
  );
});
