/** Who sees what of a case: the sender all, a department its own items, others nothing. */
import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import t from "tap";
import type { CaseAnswer, CaseItems, CaseLookup } from "../../src/domain/generated/answers.ts";
import { clientOf, departmentOf, exampleList, gatewayHome, senderOf, start } from "../support/gateway/gateway.ts";

const home = await gatewayHome(t);
await start(t, home);
const procuratorate = await senderOf(home);
const list = await exampleList();
const sealed = await procuratorate.seal(list as never, { type: "aid-subject-list" });
const { id: thread } = (await procuratorate.push(sealed)).answer;

/** Gets the field with a party's access token, as its client sends it. */
async function credentialsOf(party: string): Promise<string> {
  let sent = "";
  const client = await clientOf(home, party, {
    fetch: (input, init) => {
      sent = new Request(input, init).headers.get("authorization") ?? sent;
      return fetch(input, init);
    },
  });
  await client.json({ method: "GET", path: "/v1/directory" });
  return sent;
}
const clients = {
  procuratorate: await credentialsOf("procuratorate"),
  civil: await credentialsOf("civil-affairs"),
  school: await credentialsOf("education"),
  housing: await credentialsOf("housing"),
};

/** Asks the gateway as a party; gives status, entity tag and answer. */
async function ask<Answer>(credentials: string, path: string, init: { body?: object; tag?: string } = {}) {
  const response = await fetch(`${home.url}${path}`, {
    method: init.body === undefined ? "GET" : "POST",
    headers: {
      authorization: credentials,
      ...(init.body === undefined ? {} : { "content-type": "application/json" }),
      ...(init.tag === undefined ? {} : { "if-none-match": init.tag }),
    },
    ...(init.body === undefined ? {} : { body: JSON.stringify(init.body) }),
  });
  const text = await response.text();
  return {
    status: response.status,
    tag: response.headers.get("etag") ?? "",
    answer: JSON.parse(text || "null") as Answer,
  };
}
const itemsOf = async (credentials: string) =>
  (await ask<CaseAnswer>(credentials, `/v1/cases/${thread}`)).answer.subjects.flatMap(({ items }) => items);

t.test("the sender sees every item, a department its own, others nothing", async (t) => {
  const all = await itemsOf(clients.procuratorate);
  t.same([...new Set(all.map(({ department }) => department))].toSorted(), [
    "civil-affairs",
    "education",
    "medical-insurance",
  ]);
  const own = await itemsOf(clients.civil);
  t.same([...new Set(own.map(({ department }) => department))], ["civil-affairs"]);
  t.same(
    (await itemsOf(clients.school)).map(({ need }) => need),
    ["N05"],
  );
  for (const path of [`/v1/cases/${thread}`, "/v1/cases/01a207a2-3280-7371-a166-1a9b2131ed2e"]) {
    t.equal((await ask(clients.housing, path)).status, 404);
  }
});

t.test("the sender sees which visits are owed to each person, a department does not", async (t) => {
  const { answer } = await ask<CaseAnswer>(clients.procuratorate, `/v1/cases/${thread}`);
  for (const { follow } of answer.subjects) {
    t.equal(follow?.state, "open");
    t.same(
      follow?.duties.map(({ kind, state }) => `${kind} ${state}`),
      ["F0 planned", "F1 planned", "F2 planned", "F3 planned"],
    );
    t.same(follow?.closing, ["close-item-open", "close-arrival-unknown"]);
  }
  const own = (await ask<CaseAnswer>(clients.school, `/v1/cases/${thread}`)).answer.subjects;
  t.ok(own.length > 0 && own.every((subject) => !("follow" in subject)));
});

t.test("person numbers are looked up in a body, and only one's own are known", async (t) => {
  const body = { personIds: ["P-2025-0002", "P-9", "P-2025-0001"] };
  const { answer } = await ask<CaseLookup>(clients.school, `/v1/cases/${thread}/lookup`, { body });
  const [pupil, ...others] = answer.subjects;
  t.same(others, [null, null], "the school was sent the pupil only");
  t.same(
    (await itemsOf(clients.school)).map(({ subject }) => subject),
    [pupil],
  );
  for (const wrong of [
    {},
    { personIds: [] },
    { personIds: [1] },
    { personIds: Array(201).fill("P") },
    { ...body, more: 1 },
  ]) {
    t.equal((await ask(clients.school, `/v1/cases/${thread}/lookup`, { body: wrong })).status, 400);
  }
  t.equal((await ask(clients.housing, `/v1/cases/${thread}/lookup`, { body })).status, 404);
});

t.test("items come in pages, by state and need, and an unchanged page is not sent again", async (t) => {
  const { answer: whole } = await ask<CaseItems>(clients.procuratorate, "/v1/items");
  const first = await ask<CaseItems>(clients.procuratorate, "/v1/items?limit=1");
  const rest = await ask<CaseItems>(clients.procuratorate, `/v1/items?after=${first.answer.next}`);
  t.same([...first.answer.items, ...rest.answer.items], whole.items);
  t.same(
    (await ask<CaseItems>(clients.procuratorate, "/v1/items?need=N05")).answer.items.map(({ need }) => need),
    ["N05"],
  );
  t.same((await ask<CaseItems>(clients.housing, "/v1/items")).answer, { items: [] });
  t.equal((await ask(clients.procuratorate, "/v1/items?limit=1", { tag: first.tag })).status, 304);
  t.equal((await ask(clients.procuratorate, "/v1/items?state=lost")).status, 400);
});

t.test(
  "a receipt makes an item signed, a feedback moves it on for both sides, and its message is the proof",
  async (t) => {
    const school = await departmentOf(home, "education");
    for await (const item of school.poll({ once: true })) {
      const packet = await school.fetch(item);
      await school.acknowledge(packet, "accepted");
    }
    const stateNow = async () => (await itemsOf(clients.school)).map(({ state }) => state);
    t.same(await stateNow(), ["signed"]);
    t.equal((await ask<CaseItems>(clients.school, "/v1/items?state=sent")).answer.items.length, 0);
    t.equal((await ask<CaseItems>(clients.school, "/v1/items?state=signed")).answer.items.length, 1);
    const { header } = JSON.parse(readFileSync("schemas/feedback/1.example-accepted.json", "utf8")) as {
      header: object;
    };
    const feedback = {
      header: {
        ...header,
        documentNumber: undefined,
        transferId: randomUUID(),
        answers: (list.header as { transferId: string }).transferId,
        from: { department: "education", division: "320723", name: "示例县教育局" },
      },
      results: [{ personId: "P-2025-0002", needs: ["N05"], reply: "20" }],
    };
    const { answer } = await school.sendFeedback({ thread, to: ["procuratorate"] }, feedback as never);
    t.same(await stateNow(), ["checking"]);
    const item = (await itemsOf(clients.procuratorate)).find(({ department }) => department === "education");
    t.equal(item?.by, answer.id);
  },
);
