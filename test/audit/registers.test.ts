/** Registers of what was provided and of persons' requests, through a running gateway whose clock the test sets. */
import { join } from "node:path";
import t from "tap";
import { readWorkbook } from "../../src/cli/kept/workbook-file.ts";
import { CommandLine } from "../support/cli/command-line.ts";
import type { Provision } from "../../src/domain/generated/answers.ts";
import { Auditor, type ProvisionQuery } from "../../src/sdk/index.ts";
import { like } from "../support/like.ts";
import { Scene } from "../support/scenario.ts";
import { until } from "../support/until.ts";

t.setTimeout(60_000);

const scene = await Scene.start(t, "2026-10-12T09:00:00+08:00");
const thread = await scene.send("N01", ["civil-affairs"]);
const auditor = new Auditor(await scene.clock.clientOf(scene.home, "auditor"));
const operator = await scene.clock.clientOf(scene.home, "operator");
const post = (path: string, body: object) =>
  operator.json({ method: "POST", path, contentType: "application/json", body: JSON.stringify(body) });

/** Lists the whole register of provisions. */
async function all(query: ProvisionQuery = {}): Promise<Provision[]> {
  const items: Provision[] = [];
  for await (const item of auditor.provisions(query)) items.push(item);
  return items;
}

/** Finds a request once its entries have their place in the log. */
async function request(reference: string, outcome: string) {
  return until(`request ${reference} is ${outcome}`, async () =>
    (await auditor.rights()).items.find((one) => one.reference === reference && one.outcome === outcome),
  );
}

t.test("the register of provisions says who got what on which basis, and names nobody", async (t) => {
  const items = await all({ recipient: "civil-affairs" });
  like(t, items, [
    {
      thread: thread.id,
      type: "aid-subject-list",
      sender: "procuratorate",
      basis: "statutory-duty",
      purpose: "assistance",
    },
  ]);
  t.ok(items[0]?.groups.some((group) => group.startsWith("identity")));
  t.notOk(/P-2025|陈秀兰/.test(JSON.stringify(items)));
  t.same(await all({ recipient: "housing" }), []);
});

t.test("the register of requests says what is open, late and done", async (t) => {
  t.same((await auditor.rights()).items, []);
  const person = { idType: "01", idNumber: "320723198806140007" };
  await post("/v1/person-lookups", { ...person, basis: "pipl-45", reference: "2026-1" });
  await post("/v1/person-lookups", { ...person, basis: "pipl-47", reference: "2026-2" });
  like(t, await request("2026-1", "told"), { kind: "access", due: "2026-11-02", threads: 1 });
  like(t, await request("2026-2", "open"), { kind: "erase", due: "2026-11-02", threads: 1 });
  await post("/v1/person-lookups", { ...person, basis: "pipl-48", reference: "2026-3" });
  like(t, await request("2026-3", "told"), { kind: "explain", due: "2026-11-02" });
  scene.clock.moveTo("2026-11-03T09:00:00+08:00");
  t.equal((await request("2026-2", "open")).late, true);
  await scene.sign("civil-affairs");
  await post("/v1/erasures", { thread: thread.id, basis: "pipl-47", reference: "2026-2" });
  like(t, await request("2026-2", "erased"), { erasures: 1 });
  t.ok((await all())[0]?.erasedAt, "the line stays when the content is destroyed");
});

t.test("aidx audit register shows both, and writes workbooks", async (t) => {
  const aidx = new CommandLine(t.testdir(), { AIDX_GATEWAY: scene.home.url, AIDX_KEYS_DIR: scene.home.keys });
  aidx.now = () => scene.clock.now();
  const rights = await aidx.run("audit register rights --party auditor --lang zh --xlsx rights.xlsx");
  like(t, rights, { code: 0, stderr: "" });
  t.match(rights.stdout, /2026-2 .* 删除 .* 已销毁/);
  const [sheet] = await readWorkbook(join(aidx.cwd, "rights.xlsx"));
  t.equal(sheet?.rows.length, 4, "a heading and three requests");
  const csv = await aidx.run("audit register provision --party auditor --lang zh --csv");
  t.ok(csv.stdout.includes("履行法定职责"));
  like(t, await aidx.run("audit register weather --party auditor"), { code: 2 });
});
