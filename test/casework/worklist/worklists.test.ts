/** Clocks and work lists through a running gateway: derived when they are read, under the rules with which an item began. */
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import t from "tap";
import type { CaseAnswer, CaseItem, CaseItems } from "../../../src/domain/generated/answers.ts";
import { ProblemError } from "../../../src/sdk/index.ts";
import { exampleList, gatewayHome, start } from "../../support/gateway/gateway.ts";
import { movedClock } from "../../support/gateway/moved-clock.ts";
import { like } from "../../support/like.ts";

const clock = movedClock("2026-10-12T09:00:00+08:00");
const home = await gatewayHome(t);
const gateway = await start(t, home, clock.options);
const procuratorate = await clock.senderOf(home);
const school = await clock.clientOf(home, "education");

async function push() {
  const list = await exampleList();
  const header = {
    ...(list.header as object),
    issuedAt: new Date(clock.now() - 60_000).toISOString().replace("Z", "+00:00"),
  };
  const sealed = await procuratorate.seal({ ...list, header } as never, { type: "aid-subject-list" });
  return (await procuratorate.push(sealed)).answer.id;
}
const ask = async <Answer>(path: string, client = procuratorate.client) =>
  (await client.json({ method: "GET", path })) as Answer;
const schoolItem = async (thread: string) => {
  const { subjects } = await ask<CaseAnswer>(`/v1/cases/${thread}`);
  const found = subjects.flatMap(({ items }) => items).find(({ department }) => department === "education");
  if (found === undefined) throw new Error("the school has an item");
  return found;
};
const clockOf = ({ clocks }: CaseItem, rule: string) => clocks.find((one) => one.rule === rule);
const listed = async (list: string, query = "", client = procuratorate.client) =>
  (await ask<CaseItems>(`/v1/worklists/${list}${query}`, client)).items.map(({ id }) => id);

const first = await push();

t.test("an item shows its clocks, with the stage of the moment", async (t) => {
  const item = await schoolItem(first);
  t.equal(item.rules, "default@2026-4");
  t.equal(item.stage, "normal");
  like(t, clockOf(item, "D06"), {
    start: "2026-10-12",
    due: "2026-10-14",
    state: "running",
    stage: "normal",
    worst: "normal",
  });
  like(t, clockOf(item, "D07"), { due: "2026-10-19" });
  clock.moveTo("2026-10-15T09:00:00+08:00");
  const later = await schoolItem(first);
  t.equal(later.stage, "overdue");
  const { stages } = await ask<CaseAnswer>(`/v1/cases/${first}`);
  t.equal(
    Object.values(stages).reduce((sum, one) => sum + one, 0),
    3,
  );
});

t.test("work lists have the items of their stages, for both sides, and look ahead", async (t) => {
  const { id } = await schoolItem(first);
  t.ok((await listed("overdue")).includes(id));
  t.same(await listed("overdue", "", school), [id]);
  t.same(await listed("overdue", "?department=education"), [id]);
  t.same(await listed("overdue", "?department=education&need=N01"), []);
  t.same(await listed("overdue", "?stage=supervise&department=education"), []);
  t.same(await listed("due", "", school), []);
  t.same(await listed("supervise", "", school), []);
  t.same(await listed("supervise", "?on=2026-10-19", school), [id]);
  for (const list of ["blocked", "reroute", "conflict"]) t.same(await listed(list), [], list);
  t.equal((await ask<CaseItems>("/v1/items?stage=overdue&department=education")).items.length, 1);
  t.equal((await ask<CaseItems>("/v1/items?stage=normal")).items.length, 0);
});

t.test("a list comes in pages, and a wrong question is refused", async (t) => {
  const whole = await listed("overdue");
  const { items, next = "" } = await ask<CaseItems>("/v1/worklists/overdue?limit=2");
  const rest = await listed("overdue", `?after=${next}`);
  t.same([...items.map(({ id }) => id), ...rest], whole);
  const wrong = [
    "overdue?after=nonsense",
    `blocked?after=${next}`,
    "overdue?on=2026-10-14",
    "none",
    "overdue?stage=late",
  ];
  for (const path of wrong) {
    const answer = await ask(`/v1/worklists/${path}`).catch((error: unknown) => error);
    t.ok(answer instanceof ProblemError && [400, 404].includes(answer.status), path);
  }
});

t.test("a new version of the rules is for items that begin later", async (t) => {
  const file = path.join(home.config, "deadlines.json");
  const rules = JSON.parse(await readFile(file, "utf8")) as {
    version: string;
    rules: { id: string; period: object; applies: object }[];
  };
  for (const rule of rules.rules) if (rule.id === "D07") rule.period = { workingDays: 10 };
  await writeFile(file, JSON.stringify({ ...rules, version: "2026-5" }));
  await gateway.reload();
  const second = await push();
  like(t, clockOf(await schoolItem(second), "D07"), { due: "2026-10-29" });
  like(t, await schoolItem(second), { rules: "default@2026-5" });
  like(t, clockOf(await schoolItem(first), "D07"), { due: "2026-10-19" });
  clock.moveTo("2026-10-20T09:00:00+08:00");
  const late = await ask<CaseItems>("/v1/worklists/overdue?department=education");
  t.same(
    late.items.map(({ thread }) => thread),
    [first, second],
    "the second for its receipt",
  );
});
