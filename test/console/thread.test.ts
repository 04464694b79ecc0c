/** What a procuratorate writes in the thread of its list, in a real browser and a real gateway: drafts from the kept list, letters, refusals. */
import { execFile } from "node:child_process";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import t, { type Test } from "tap";
import { builtConsole } from "../support/console/built-console.ts";
import { openConsole } from "../support/console/console-page.ts";
import { leaks } from "../support/console/leaks.ts";
import { lookAtBoth } from "../support/console/look-at-both.ts";
import { signInAs } from "../support/console/sign-in.ts";
import { departmentOf, exampleList, gatewayHome, renumbered, senderOf, start } from "../support/gateway/gateway.ts";
import * as browsers from "../support/referees/browser.ts";
import { outside } from "../support/referees/outside.ts";

const skip = outside(t, browsers.hasBrowser, "the thread's documents in a browser", "chromium");
const PARTY = "procuratorate";
const DAY_MS = 86_400_000;

t.test("what follows a list", { skip }, async (t) => {
  await builtConsole();
  const home = await gatewayHome(t);
  const gateway = await start(t, home);
  const list = renumbered(await exampleList()) as { subjects: { identity: { name: string } }[] };
  const name = list.subjects[0]?.identity.name ?? "";
  const sender = await senderOf(home);
  const { answer } = await sender.push(await sender.seal(list as never, { type: "aid-subject-list" }));
  const department = await departmentOf(home, "civil-affairs");
  for await (const item of department.poll({ once: true })) {
    await department.acknowledge(await department.fetch(item), { rejected: "not-responsible" });
  }
  const browser = await browsers.startBrowser(t);
  const console = await openConsole(t, browser, `${home.url}/console/sent/${answer.id}`);
  const { page } = console;
  await signInAs(page, PARTY, path.join(home.keys, "dev", `${PARTY}.jwks.json`));
  const look = (t: Test, what: string) => lookAtBoth(t, page, what);
  const kept = { name: "list.json", mimeType: "", buffer: Buffer.from(JSON.stringify(list)) };
  const goToThread = async () => {
    await page.getByRole("navigation", { name: "主菜单" }).getByRole("link", { name: "我的移送" }).click();
    await page.locator(`table.records a[href$="${answer.id}"]`).click();
    await page.getByRole("heading", { name: "接收单位" }).waitFor();
  };
  const open = async (type: string) => {
    await goToThread();
    await page.getByRole("navigation", { name: "续办文书" }).getByRole("link", { name: type, exact: true }).click();
    const other = page.getByRole("button", { name: "放弃草稿" });
    await page.getByRole("heading", { name: type, level: 1 }).or(other).first().waitFor();
    if (await page.getByText("还有未发出的草稿").isVisible()) await other.first().click();
    await page.getByRole("heading", { name: type, level: 1 }).waitFor();
  };

  await t.test("a refused packet says why, who must act, and what is next", async (t) => {
    const row = page.getByRole("table", { name: "接收单位" }).getByRole("row", { name: /民政局/ });
    await row.getByText("已拒收").waitFor();
    t.match(await row.innerText(), /移送单位|发送方/);
    t.match(await row.innerText(), /改送负责单位/);
    await look(t, "refused");
  });

  const fill = async () => {
    await page.getByRole("button", { name: "按清单填写" }).click();
    await page.locator(".ant-alert-info").waitFor();
  };
  const send = async () => {
    for (const step of ["下一步：2 接收单位", "下一步：3 谁看到什么", "下一步：4 签发"]) {
      await page.getByRole("button", { name: step }).click();
    }
    await page.getByRole("button", { name: "签名并移送" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "确认移送" }).click();
    await page.getByText("网关已受理").waitFor();
  };

  await t.test("a file that is not the list of the thread fills in nothing", async (t) => {
    await open("临时救助衔接函");
    const give = async (text: string) => {
      await page.getByLabel("选择或拖入本单位保存的清单").setInputFiles({ ...kept, buffer: Buffer.from(text) });
      await page.getByRole("button", { name: "按清单填写" }).click();
    };
    await give("{");
    await page.getByText("不是完整的移送清单").waitFor();
    await give(JSON.stringify(list).replaceAll("P-2025-", "P-2024-"));
    await page.getByText("此清单的人员不在这件移送中").waitFor();
    await look(t, "another list");
  });

  await t.test("each document is drafted from the kept list, and says what is left to fill in", async (t) => {
    const left: readonly (readonly [type: string, faults: RegExp])[] = [
      ["临时救助衔接函", /1 人，4 处错误/],
      ["补充", /2 人，3 处错误/],
      ["更正", /2 人，1 处错误/],
      ["帮扶方案", /2 人，7 处错误/],
      ["评估", /2 人，\d+ 处错误/],
    ];
    for (const [type, faults] of left) {
      await open(type);
      const file = page.getByLabel("选择或拖入本单位保存的清单");
      if (await file.isVisible()) await file.setInputFiles(kept);
      await fill();
      await page.getByText(faults).waitFor();
      // One frame has them all.
      if (type === "帮扶方案") await look(t, type);
    }
  });

  await t.test("the grade of an evaluation follows from its scores", async (t) => {
    await page.getByLabel("填写部分").selectOption({ index: 1 });
    t.match(await page.getByLabel("填写部分").locator("option").nth(1).innerText(), name, "the person is named");
    for (const group of ["救助前评分", "救助后评分"]) {
      const scores = page.getByRole("group", { name: group, exact: true }).getByLabel(/^评分/);
      for (let n = 0; n < (await scores.count()); n += 1) await scores.nth(n).fill(group === "救助前评分" ? "8" : "4");
    }
    t.match(await page.getByLabel(/^测算等级/).inputValue(), /^[A-DN]/);
  });

  await t.test("a correction and a visit are signed and sent", async (t) => {
    await open("更正");
    await fill();
    await page.getByLabel(/更正原因/).fill("联系电话录入有误");
    await send();
    await open("回访");
    await fill();
    await page.getByLabel("填写部分").selectOption({ index: 2 });
    await page.getByRole("button", { name: "删除此人" }).click();
    await page.getByLabel("填写部分").selectOption({ index: 1 });
    await page.getByLabel(/^方式/).selectOption({ index: 1 });
    await page.getByLabel(/^回访人/).fill("林知远");
    await page.getByLabel(/^结果/).selectOption("V1");
    await send();
    const types = (await sender.thread(answer.thread)).map(({ type }) => type);
    t.same(types, ["aid-subject-list", "correction", "visit"]);
  });

  await t.test("a letter about what is late is drafted, printed with the names, and sent without them", async (t) => {
    // As if it had been sent a month ago, and nothing had happened.
    await gateway.store.pool.query(
      `update case_items set day = day - 30, item = item || jsonb_build_object(
         'sealedAt', (item->>'sealedAt')::bigint - $1::bigint, 'originalStart', (item->>'sealedAt')::bigint - $1::bigint)`,
      [30 * DAY_MS],
    );
    await goToThread();
    await page.getByRole("button", { name: "刷新" }).click();
    await page.getByRole("heading", { name: "可发函件" }).waitFor();
    await look(t, "letters");
    await page.getByRole("link", { name: /^起草/ }).first().click();
    const other = page.getByRole("button", { name: "放弃草稿" });
    if (await other.first().isVisible()) await other.first().click();
    await fill();
    await page
      .getByLabel(/^文号|函文号/)
      .first()
      .fill("示检救督〔2026〕3号");
    await page.getByLabel(/审批人/).fill("周明理");
    await look(t, "a letter");
    await page.evaluate(() => Reflect.set(globalThis, "print", () => undefined));
    await page.getByRole("button", { name: /^打印/ }).click();
    const file = path.join(t.testdir(), "letter.pdf");
    await writeFile(file, await page.pdf({ preferCSSPageSize: true }));
    const { stdout } = await promisify(execFile)("pdftotext", ["-layout", file, "-"]);
    const text = stdout.replaceAll(/\s+/g, "");
    for (const part of ["示例县人民检察院", "示检救督〔2026〕3号", name, "周明理"]) t.ok(text.includes(part), part);
    t.notMatch(text, "按已移送的清单填写");
    await page.getByLabel(/审批时间/).fill("2026-11-30T09:00:00+08:00");
    await page.getByText(/2 人，0 处错误/).waitFor();
    await send();
    const sent = (await sender.thread(answer.thread)).at(-1);
    t.equal(sent?.type, "reminder");
  });

  t.same(await leaks(page, [name], PARTY), [], "nothing of the list is kept in the browser");
  t.same(console.violations, [], "no violation of the policy");
  t.same(console.problems, [], "no error");
});
