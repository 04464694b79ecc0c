/** The closed loop through a running gateway: lists make items, feedback moves them, and what does not fit is refused. */
import { randomInt, randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import t from "tap";
import type { Item } from "../../src/casework/ports.ts";
import { openSecret } from "../../src/casework/open-secret.ts";
import { factsRoot } from "../../src/casework/seal-facts.ts";
import type { MessageType } from "../../src/domain/message.ts";
import { erasureEntries } from "../../src/persons/erase.ts";
import type { ProblemError, Sender } from "../../src/sdk/index.ts";
import { openKeyring } from "../../src/crypto/keyring.ts";
import { createCaseCipher } from "../../src/crypto/case-keys.ts";
import { formatDigest } from "../../src/wire/digest.ts";
import { readRecorded } from "../../src/tlog/entry.ts";
import { exampleList, gatewayHome, senderOf, start } from "../support/gateway/gateway.ts";
import { like } from "../support/like.ts";
import { refusalText as refusal } from "../support/gateway/refusal-text.ts";

const home = await gatewayHome(t);
const gateway = await start(t, home);
const procuratorate = await senderOf(home);
const civil = await senderOf(home, "civil-affairs");

/** Sends a document of any form. */
async function push(from: Sender, type: MessageType, body: object, more: object = {}) {
  return (await from.push(await from.seal(body as never, { type, ...more }))).answer;
}

const EXAMPLE = JSON.parse(readFileSync("schemas/feedback/1.example-accepted.json", "utf8")) as {
  header: Record<string, unknown>;
};
type Result = Record<string, unknown>;

/** Makes a feedback of a department on a list. */
function feedbackOf(list: Record<string, unknown>, results: Result[], issuedAt: string, header: object = {}) {
  const { transferId } = list.header as { transferId: string };
  const from = { department: "civil-affairs", division: "320723", name: "示例县民政局" };
  return {
    header: {
      ...EXAMPLE.header,
      documentNumber: undefined,
      transferId: randomUUID(),
      answers: transferId,
      from,
      issuedAt,
      ...header,
    },
    results,
  };
}

async function sent(groups?: readonly string[]) {
  const list = await exampleList();
  const [first] = list.subjects as { difficulty: object }[];
  if (groups && first) first.difficulty = { ...first.difficulty, specialGroups: groups };
  const { id } = await push(procuratorate, "aid-subject-list", list);
  const answer = (results: Result[], hour: number, header: object = {}, version = "1") =>
    push(civil, "feedback", feedbackOf(list, results, `2026-10-01T0${hour}:00:00+08:00`, header), {
      thread: id,
      version,
    });
  const takeBack = () => push(procuratorate, "withdrawal", { reason: "W05", all: true }, { thread: id });
  const items = async (): Promise<Item[]> => (await gateway.store.caseRows.caseOf(id))?.items.slice() ?? [];
  const stateOf = async (need: string, department = "civil-affairs") =>
    (await items()).filter((item) => item.need === need && item.department === department).map(({ state }) => state);
  const { transferId } = list.header as { transferId: string };
  return { id, transferId, answer, takeBack, items, stateOf };
}

/** The code of a refusal and those of its faults, with their places. */
t.test("a list makes an item for each need at each department, and keeps no name or number", async (t) => {
  const { id, items } = await sent();
  const all = await items();
  t.ok(all.length > 0);
  for (const item of all) like(t, item, { state: "sent", thread: id, message: id, sender: "procuratorate", chain: [] });
  const needs = all.filter(({ department, co }) => department === "civil-affairs" && !co).map(({ need }) => need);
  t.ok(needs.includes("N01"));
  const { rows } = await gateway.store.pool.query<{ text: string }>(
    "select fact::text || coalesce(encode(secret, 'escape'), '') as text from case_facts union all select item::text from case_items",
  );
  const stored = rows.map(({ text }) => text).join("\n");
  const subjects = (await exampleList()).subjects as {
    personId: string;
    identity: { name: string; idNumber: string };
  }[];
  for (const { personId, identity } of subjects) {
    for (const value of [personId, identity.name, identity.idNumber]) t.notOk(stored.includes(value));
  }
});

t.test("one entry commits to the salted digests of a document's facts", async (t) => {
  const { id, answer } = await sent();
  await answer([{ personId: "P-2025-0001", needs: ["N01"], reply: "10" }], 1);
  const { rows } = await gateway.store.pool.query<{ bytes: Buffer; leaf_hash: Buffer }>(
    "select bytes, leaf_hash from recorded_entries where type = 'case-facts' and thread = $1 order by at, message",
    [id],
  );
  const entries = rows.map(({ bytes, leaf_hash }) => readRecorded(bytes, leaf_hash).entry);
  t.equal(entries.length, 2);
  const stored = await gateway.store.caseRows.factsOf(id);
  for (const { message, facts, root } of entries) {
    const own = stored.filter(({ fact }) => fact.message === message);
    t.equal(own.length, facts);
    t.equal(formatDigest(factsRoot(own)), root);
  }
});

t.test("a feedback moves its item, and what it granted is encrypted", async (t) => {
  const { id, answer, items, stateOf } = await sent();
  await answer([{ personId: "P-2025-0001", needs: ["N01"], reply: "10" }], 1);
  t.same(await stateOf("N01"), ["accepted"]);
  const aid = { category: "01", item: "低保", form: "1", amount: "460.00", frequency: "2", start: "2026-10-01" };
  const granted = { reply: "40", decisionNumber: "示民救〔2026〕8号", decidedOn: "2026-10-01" };
  const aidGranted = [{ ...aid, firstPaidOn: "2026-10-02", for: "household" }];
  await answer([{ personId: "P-2025-0001", needs: ["N01"], ...granted, aidGranted }], 2);
  const item = (await items()).find(({ need, department }) => need === "N01" && department === "civil-affairs");
  like(t, item, { state: "delivered", reply: "40", dates: { decidedOn: "2026-10-01", firstPaidOn: "2026-10-02" } });
  const stored = (await gateway.store.caseRows.factsOf(id, "civil-affairs")).find(({ fact }) => fact.event === "40");
  const keyring = createCaseCipher(await macKey());
  t.same(stored && openSecret(keyring, id, stored), {
    aid: [{ ...aid, item: undefined, amount: 46_000, firstPaidOn: "2026-10-02", for: "household" }].map(
      ({ item: _item, ...rest }) => rest,
    ),
  });
  // As whole values: ids and times may have the digits.
  t.notMatch(JSON.stringify(stored?.fact), /[:[,]"?460(00|\.00)?"?[,\]}]/);
});

t.test("what does not fit is refused with its place, and nothing is stored", async (t) => {
  const { id, answer, stateOf } = await sent();
  const p1 = { personId: "P-2025-0001", needs: ["N01"] };
  const before = (await gateway.store.caseRows.factsOf(id)).length;
  t.equal(
    await refusal(answer([{ personId: "P-9", reply: "10" }], 1)),
    "case-unknown-subject | /body/results/0/personId case-unknown-subject",
  );
  t.equal(
    await refusal(answer([{ ...p1, needs: ["N01", "N16"], reply: "10" }], 1)),
    "case-unknown-item | /body/results/0/needs/1 case-unknown-item",
  );
  t.equal(
    await refusal(
      answer(
        [
          {
            ...p1,
            reply: "40",
            aidGranted: [{ item: "实物", form: "2", frequency: "1", firstPaidOn: "2026-10-01", for: "person" }],
          },
        ],
        1,
      ),
    ),
    "case-transition | /body/results/0 case-transition",
    "40 without a decision",
  );
  t.equal(
    await refusal(answer([{ ...p1, reply: "10" }], 1, { answers: randomUUID() })),
    "invalid-document | /body/header/answers answers-another-list",
  );
  t.equal(
    await refusal(
      answer([{ ...p1, reply: "10" }], 1, { from: { department: "education", division: "320723", name: "教育局" } }),
    ),
    "invalid-document | /body/header/from/department another-organisation",
  );
  t.equal(
    await refusal(
      answer(
        [
          { ...p1, reply: "10" },
          { ...p1, reply: "20" },
        ],
        1,
      ),
    ),
    "invalid-document | /body/results/1 case-twice",
  );
  t.equal((await gateway.store.caseRows.factsOf(id)).length, before);
  t.same(await stateOf("N01"), ["sent"]);
  await answer([{ ...p1, reply: "20" }], 2);
  const refused = answer([{ ...p1, reply: "10" }], 3);
  t.equal(await refusal(refused), "case-transition | /body/results/0 case-transition");
  const { errors = [] } = (await refused.catch((error: unknown) => error)) as Partial<ProblemError>;
  t.match(errors[0]?.message, "checking");
  t.match(errors[0]?.messageZh, "调查核对中");
});

t.test("of a late and of a conflicting feedback the sender hears, and the state stays", async (t) => {
  const { answer, stateOf } = await sent();
  const p1 = { personId: "P-2025-0001", needs: ["N01"] };
  await answer([{ ...p1, reply: "20" }], 5);
  const late = await answer([{ ...p1, reply: "10" }], 4);
  t.same(
    late.warnings?.map(({ code }) => code),
    ["case-late"],
  );
  const conflict = await answer(
    [{ ...p1, reply: "30", aidGranted: [{ item: "低保", form: "2", frequency: "1", for: "person" }] }],
    5,
  );
  t.same(
    conflict.warnings?.map(({ code }) => code),
    ["case-conflict"],
  );
  t.same(await stateOf("N01"), ["checking"]);
});

t.test("two feedbacks at once are judged one after the other", async (t) => {
  const { id, answer, stateOf } = await sent();
  const p1 = { personId: "P-2025-0001", needs: ["N01"] };
  const outcomes = await Promise.all(
    [1, 2, 3, 4, 5, 6].map((hour) => refusal(answer([{ ...p1, reply: hour % 2 === 0 ? "20" : "10" }], hour))),
  );
  for (const outcome of outcomes) t.match(outcome, /^(accepted|case-transition .*)$/);
  t.same(await stateOf("N01"), ["checking"]);
  const { rows } = await gateway.store.pool.query<{ revision: number }>(
    "select distinct revision from case_facts where thread = $1 order by revision",
    [id],
  );
  t.same(
    rows.map(({ revision }) => revision),
    rows.map((_, index) => index + 1),
    "without a gap",
  );
});

t.test(
  "a correction voids the earlier document, a refusal is reopened, and an orphan's aid has no public notice",
  async (t) => {
    const { answer, stateOf } = await sent();
    const p1 = { personId: "P-2025-0001", needs: ["N01"] };
    const granted = {
      ...p1,
      reply: "30",
      decidedOn: "2026-10-01",
      aidGranted: [{ item: "低保", form: "2", frequency: "1", for: "person" }],
    };
    const wrong = randomUUID();
    await answer([granted], 3, { transferId: wrong });
    const rightsNotice = { servedOn: "2026-10-03", way: "1", review: true, court: true };
    const refused = { ...p1, reply: "32", reason: "R05", decidedOn: "2026-10-02", rightsNotice };
    t.equal(await refusal(answer([refused], 4, {}, "1.1")), "case-transition | /body/results/0 case-transition");
    t.equal(
      await refusal(answer([{ ...refused, corrects: randomUUID() }], 4, {}, "1.1")),
      "invalid-document | /body/results/0/corrects corrects-unknown | /body/results/0 case-transition",
    );
    await answer([{ ...refused, corrects: wrong }], 4, {}, "1.1");
    t.same(await stateOf("N01"), ["refused"]);
    t.equal(await refusal(answer([{ ...p1, reply: "10" }], 5)), "case-transition | /body/results/0 case-transition");
    await answer([{ ...p1, reply: "10", reopens: true, acceptedOn: "2026-10-05" }], 5, {}, "1.1");
    t.same(await stateOf("N01"), ["accepted"]);
    const publicNotice = { from: "2026-10-06", to: "2026-10-13" };
    const orphan = [{ ...granted.aidGranted[0], category: "27" }];
    t.equal(
      await refusal(answer([{ ...p1, reply: "21", publicNotice, aidGranted: orphan }], 6, {}, "1.1")),
      "case-notice-forbidden | /body/results/0/publicNotice case-notice-forbidden",
    );
    await answer([{ ...p1, reply: "21", publicNotice }], 6, {}, "1.1");
    t.same(await stateOf("N01"), ["notice"]);
  },
);

t.test("a supplement that does not speak of an orphan's difficulties allows no public notice", async (t) => {
  const { id, transferId, answer } = await sent(["09"]);
  const { header, subjects } = JSON.parse(readFileSync("schemas/supplement/1.example.json", "utf8")) as {
    header: Record<string, unknown>;
    subjects: Record<string, unknown>[];
  };
  t.notOk(subjects.some((subject) => "difficulty" in subject));
  const listNumber = `灌检救移〔2025〕${randomInt(1, 1_000_000)}号`;
  const supplement = { header: { ...header, transferId: randomUUID(), listNumber, supplements: transferId }, subjects };
  await push(procuratorate, "supplement", supplement, { thread: id });
  const publicNotice = { from: "2026-10-06", to: "2026-10-13" };
  t.equal(
    await refusal(answer([{ personId: "P-2025-0001", needs: ["N01"], reply: "21", publicNotice }], 6, {}, "1.1")),
    "case-notice-forbidden | /body/results/0/publicNotice case-notice-forbidden",
  );
});

t.test("a withdrawal ends what is open, and a later answer is history", async (t) => {
  const { answer, items, takeBack } = await sent();
  await takeBack();
  const all = await items();
  t.ok(all.every(({ state, closed, reason }) => state === "ended" && closed && reason === "W"));
  const late = await answer([{ personId: "P-2025-0001", needs: ["N01"], reply: "10" }], 9);
  t.same(
    late.warnings?.map(({ code }) => code),
    ["case-late-answer"],
  );
});

t.test("erasing a thread destroys its facts with their salts, and says so in the log", async (t) => {
  const { id, answer, takeBack } = await sent();
  await takeBack();
  const before = await gateway.store.caseRows.factsOf(id);
  t.not(before.length, 0);
  const entries = erasureEntries(Date.parse("2026-11-01T00:00:00Z"), "operator", {});
  await gateway.store.erasureRows.eraseThread(
    id,
    0,
    () => true,
    () => entries.case({ thread: id, facts: -1, links: 0 }),
    entries,
  );
  for (const table of ["case_facts", "case_items", "case_persons"]) {
    t.equal((await gateway.store.pool.query(`select from ${table} where thread = $1`, [id])).rowCount, 0, table);
  }
  const { rows } = await gateway.store.pool.query<{ bytes: Buffer; leaf_hash: Buffer }>(
    "select bytes, leaf_hash from recorded_entries where type = 'case-erased' and thread = $1",
    [id],
  );
  const counts = rows.map(({ bytes, leaf_hash }) => readRecorded(bytes, leaf_hash).entry.facts);
  t.same(
    counts.toSorted((a, b) => Number(a) - Number(b)),
    [-1, before.length],
  );
  t.equal(
    await refusal(answer([{ personId: "P-9", reply: "10" }], 1)),
    "accepted",
    "what was erased does not come back",
  );
  t.equal((await gateway.store.caseRows.factsOf(id)).length, 0);
});

t.test("facts are destroyed by time once nothing of their case is open, and not before", async (t) => {
  const [open, done] = [await sent(), await sent()];
  await done.takeBack();
  const before = Date.now() + 1_000;
  const entries = erasureEntries(before, "gateway", { reason: "retention", rule: "default@1" });
  const sweep = (until: number) => gateway.store.erasureRows.eraseCases(until, 100, entries);
  await sweep(Date.now() - 86_400_000);
  t.not((await done.items()).length, 0, "changed a moment ago");
  let next = (await sweep(before)).next;
  while (next !== undefined) ({ next } = await gateway.store.erasureRows.eraseCases(before, 100, entries, next));
  t.equal((await done.items()).length, 0);
  t.not((await open.items()).length, 0);
  t.not((await gateway.store.caseRows.factsOf(open.id)).length, 0);
});

async function macKey(): Promise<Uint8Array> {
  return (await openKeyring({ dir: home.keys, mode: "development", now: Date.now })).macKey;
}
