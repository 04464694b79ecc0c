/** A walk over every screen and state of the desk in both languages: accessibility, policy, origins, and what is kept. */
import { readFile } from "node:fs/promises";
import path from "node:path";
import type { Page } from "playwright-core";
import t, { type Test } from "tap";
import { builtConsole } from "../support/console/built-console.ts";
import { axeFaults, openConsole } from "../support/console/console-page.ts";
import { lookAtBoth } from "../support/console/look-at-both.ts";
import { leaks } from "../support/console/leaks.ts";
import { signInAs } from "../support/console/sign-in.ts";
import { Department } from "../../src/sdk/index.ts";
import { clientOf, exampleList, gatewayHome, renumbered, senderOf, start } from "../support/gateway/gateway.ts";
import { readXlsx } from "../../src/sheets/xlsx/read-xlsx.ts";
import * as browsers from "../support/referees/browser.ts";
import { outside } from "../support/referees/outside.ts";

/** Gives the text of a page as it is printed, without breaks. */
async function paperOf(page: Page): Promise<string> {
  await page.emulateMedia({ media: "print" });
  const text = await page.locator("body").innerText();
  await page.emulateMedia({ media: "screen" });
  return text.replaceAll("\n", " ");
}

const skip = outside(t, browsers.hasBrowser, "the desk in a browser", "chromium");
const PARTY = "civil-affairs";

t.test("every screen and state, in both languages", { skip }, async (t) => {
  await builtConsole();
  const home = await gatewayHome(t);
  await start(t, home);
  const sender = await senderOf(home);
  const list = await exampleList();
  const sealed = await sender.seal(renumbered(list) as never, { type: "aid-subject-list", to: [PARTY] });
  const { answer } = await sender.push(sealed);
  const [packet, message] = [answer.packets[0]?.id ?? "", answer.id];
  const name = (list["subjects"] as { identity: { name: string } }[])[0]?.identity.name ?? "";
  const console = await openConsole(t, await browsers.startBrowser(t), `${home.url}/console/inbox`);
  const { page } = console;

  const lookAt = (t: Test, what: string) => lookAtBoth(t, page, what);
  const go = async (place: string, title: string) => {
    await page.getByRole("navigation", { name: "主菜单" }).getByRole("link", { name: place }).click();
    await page.getByRole("heading", { name: title, level: 1 }).waitFor();
  };

  await t.test("signing in, and each screen with something on it", async (t) => {
    await page.getByRole("heading", { name: "登录" }).waitFor();
    await lookAt(t, "signing in");
    await signInAs(page, PARTY, path.join(home.keys, "dev", `${PARTY}.jwks.json`));
    await page.getByText("已列出 1 件").waitFor();
    await lookAt(t, "inbox");
    await go("首页", "救助衔接网关");
    await lookAt(t, "home");
    await go("历史", "历史");
    await page.getByText("已列出 1 件").waitFor();
    await lookAt(t, "history");
    await page.keyboard.press("j");
    await page.keyboard.press("Enter");
    await page.getByText("网关所指的日志条目已公布").waitFor();
    await page.getByRole("heading", { name: "办理进度与期限" }).waitFor();
    t.match(page.url(), packet);
    await lookAt(t, "packet");
    await page.keyboard.press("r");
    await page.getByRole("dialog", { name: "拒收" }).waitFor();
    await page.keyboard.press("Escape");
    await page.keyboard.press("?");
    await page.getByRole("dialog", { name: "键盘快捷键" }).waitFor();
    t.same(await axeFaults(page), [], "help");
    await page.keyboard.press("Escape");
    t.same(await leaks(page, [name], PARTY), [], "nothing of the packet is kept in the browser");
  });

  await t.test("each state of a list: loading, empty, failed, refused", async (t) => {
    const answers = new Map<string, { status: number; body: object }>([
      ["empty", { status: 200, body: { items: [] } }],
      ["failed", { status: 500, body: { type: "about:blank", title: "x", status: 500, code: "internal" } }],
    ]);
    let now = "loading";
    const waiting: (() => void)[] = [];
    await page.route("**/v1/packets?*", async (route) => {
      if (now === "loading") await new Promise<void>((resolve) => waiting.push(resolve));
      const { status, body } = answers.get(now) ?? { status: 401, body: { status: 401, code: "invalid-token" } };
      await route.fulfill({
        status,
        contentType: status === 200 ? "application/json" : "application/problem+json",
        body: JSON.stringify(body),
      });
    });
    await go("历史", "历史");
    await page.getByLabel("状态").selectOption("failed");
    await page.getByText("正在加载").waitFor();
    t.same(await axeFaults(page), [], "loading");
    now = "empty";
    for (const go of waiting) go();
    await page.getByText("没有符合条件的数据包").waitFor();
    await lookAt(t, "nothing matches");
    now = "failed";
    await page.getByRole("button", { name: "刷新" }).click();
    await page.getByRole("alert").first().waitFor();
    await lookAt(t, "failed");
    now = "refused";
    await page.getByLabel("类型").selectOption("feedback");
    const dialog = page.getByRole("dialog", { name: "会话已结束" });
    await dialog.waitFor();
    t.same(await axeFaults(page), [], "the session is over");
    await page.keyboard.press("Escape");
    t.ok(await dialog.isVisible(), "it does not go away by itself");
    now = "empty";
    await dialog.getByRole("button", { name: "重新登录并继续" }).click();
    await dialog.waitFor({ state: "hidden" });
    t.equal(await page.getByLabel("类型").inputValue(), "feedback", "what was chosen is still there");
    await page.unroute("**/v1/packets?*");
  });

  await t.test("the auditor's screens, with something on each", async (t) => {
    const taken = { id: packet, digest: (await sender.message(message)).packets[0]?.digest ?? "" };
    const department = new Department(await clientOf(home, PARTY));
    const { receipt } = await department.acknowledge(taken, { rejected: "not-responsible" });
    await page.getByRole("button", { name: "退出" }).click();
    await go("首页", "救助衔接网关");
    await page.getByRole("link", { name: "总览" }).click();
    await signInAs(page, "auditor", path.join(home.keys, "dev", "auditor.jwks.json"));
    await page.getByText("共 1 件").waitFor();
    await page.getByText("不属于本单位职责").waitFor();
    await lookAt(t, "overview");
    const cell = page.locator(".heat a");
    t.match(await cell.innerText(), /\d{4}-\d\d-\d\d：1 件，逾期 0 件/, "a cell says whose it is");
    await cell.focus();
    await page.keyboard.press("Enter");
    await page.getByText("已列出 1 件").waitFor();
    t.match(page.url(), `recipient=${PARTY}`, "a cell leads to its packets");
    await lookAt(t, "deliveries");
    for (const [button, start] of [
      ["下载所列 XLSX", "PK"],
      ["下载全部 CSV", "\ufeff数据包,"],
      ["下载全部 NDJSON", '{"packet":'],
    ] as const) {
      const [download] = await Promise.all([
        page.waitForEvent("download"),
        page.getByRole("button", { name: button }).click(),
      ]);
      t.ok((await readFile(await download.path(), "utf8")).startsWith(start), button);
    }
    await go("总览", "总览");
    await page.getByRole("link", { name: "不属于本单位职责" }).click();
    await page.getByText("已列出 1 件").waitFor();
    t.match(page.url(), "reason=not-responsible", "a reason leads to its packets");
    await page.getByLabel("拒收原因").selectOption("duplicate");
    await page.getByText("没有符合条件的数据包").waitFor();
    await page.getByLabel("视图名称").fill("重复的");
    await page.getByRole("button", { name: "保存当前条件" }).click();
    await page.getByLabel("拒收原因").selectOption("");
    await page.getByText("已列出 1 件").waitFor();
    await page.getByRole("link", { name: "重复的" }).click();
    await page.getByText("没有符合条件的数据包").waitFor();
    t.equal(await page.getByLabel("拒收原因").inputValue(), "duplicate", "a saved view is a link");
    await page.getByLabel("拒收原因").selectOption("");
    await page.getByRole("checkbox", { name: "仅有条目未见证" }).check();
    await page.getByText("已列出 1 件").waitFor();
    await page.keyboard.press("j");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "经过", exact: true }).waitFor();
    await page.getByText("条目原文").nth(1).click();
    await page.getByRole("button", { name: "在本页核验" }).first().click();
    await page.locator(".path + p .node").waitFor();
    await page.getByRole("button", { name: "核验回执" }).click();
    await page.getByText("所签结果与登记一致").waitFor();
    t.same(
      await page.locator(".status-good", { hasText: "通过" }).count(),
      7,
      "hash, place, the root, and four of the receipt",
    );
    t.equal(
      await page.locator(".path .node").last().innerText(),
      (await page.locator(".path + p .node").innerText()).trim(),
      "the path that the page computed ends at the signed root",
    );
    t.same(await page.locator(".status-bad").count(), 0);
    await lookAt(t, "audited packet");
    await page.getByRole("link", { name: "移送证据" }).click();
    await page.getByRole("button", { name: "取得证据" }).click();
    await page.getByText("已取得").waitFor();
    await page.getByRole("button", { name: "使用本网关公布的公钥" }).click();
    await page.getByRole("button", { name: "核验", exact: true }).click();
    await page.getByText("全部必要步骤通过").waitFor();
    await lookAt(t, "evidence of a thread");
    await go("日志条目", "日志条目");
    await page.getByLabel("类型").selectOption("receipt");
    await page.getByText("已列出 1 条").waitFor();
    await lookAt(t, "events");
    const [csv] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("button", { name: "下载全部 CSV" }).click(),
    ]);
    t.match(await readFile(await csv.path(), "utf8"), /^\ufeff[^\n]+\r\n[^\n]*回执/, "entries as CSV");
    await go("对账", "对账");
    await page.getByLabel("单位").first().selectOption(PARTY);
    // The month of China.
    await page.getByLabel("月份").fill(new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 7));
    await page.getByText("对账单列有 1 件").waitFor();
    await page.getByRole("button", { name: "读取日志并复算" }).click();
    await page.getByText("未核验").waitFor({ state: "hidden" });
    t.same(
      await page.locator(".status-good", { hasText: "通过" }).count(),
      3,
      "signature, what was asked for, made again",
    );
    await lookAt(t, "statement");
    const [book] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("button", { name: "导出 XLSX" }).click(),
    ]);
    const sheets = readXlsx(await readFile(await book.path())).map(({ rows }) =>
      JSON.stringify(rows.map(({ cells }) => [...cells])),
    );
    t.match(sheets[0], /示例区民政局 \(civil-affairs\)/);
    t.match(sheets[1], packet, "the statement as a workbook");
    const paper = await paperOf(page);
    for (const line of ["示例区民政局", "已拒收", "由日志条目复算一致", packet.slice(-8)]) {
      t.match(paper, line, "on paper");
    }
    t.notMatch(paper, /选择发送方留存的|退出/, "on paper: no control");
    const at = new Date().toISOString();
    const push = { v: 1, jti: message, accepted: { message, at, receipt: answer.receipt, packets: answer.packets } };
    const state = { packet, digest: taken.digest, state: "rejected", reason: "not-responsible", receipt, at };
    const file = (name: string, content: object) => ({
      name,
      mimeType: "application/json",
      buffer: Buffer.from(JSON.stringify(content)),
    });
    await page.locator("select").nth(1).selectOption("procuratorate");
    await page.locator("select").nth(2).selectOption(PARTY);
    await page.getByLabel("选择发送方留存的").setInputFiles([file(`list.json.${message}.push`, push)]);
    await page.getByLabel("选择接收单位留存的").setInputFiles([file(`${packet}.receipt.json`, state)]);
    await page.getByRole("button", { name: "读取日志并核对" }).click();
    await page.getByText("三方一致，没有差异").waitFor();
    await page
      .getByLabel("选择接收单位留存的")
      .setInputFiles([file(`${packet}.receipt.json`, { ...state, reason: "duplicate" })]);
    await page.getByRole("button", { name: "读取日志并核对" }).click();
    await page.getByText("记录与其中已签名的内容不一致").waitFor();
    await lookAt(t, "reconciliation");
    await go("监督监督者", "监督监督者");
    await page.getByText("单个数据包").waitFor();
    await lookAt(t, "who read what");
  });

  await t.test("an entry and a receipt that the gateway tells otherwise do not verify", async (t) => {
    const place = `**/v1/audit/deliveries/${packet}`;
    await page.route(place, async (route) => {
      const response = await route.fetch();
      const told = (await response.json()) as { digest: string; timeline: { entry: { actor: string } }[] };
      for (const { entry } of told.timeline) entry.actor = "somebody-else";
      await route.fulfill({ response, json: { ...told, digest: told.digest.toUpperCase() } });
    });
    await go("投递", "投递");
    await page.getByRole("link", { name: `…${packet.slice(-8)}` }).click();
    // The first answer is kept: it is asked for again only when told to.
    await page.getByRole("button", { name: "刷新" }).click();
    await page.getByText("somebody-else").first().waitFor();
    await page.getByText("条目原文").nth(1).click();
    await page.getByRole("button", { name: "在本页核验" }).first().click();
    await page.getByRole("button", { name: "核验回执" }).click();
    await page.getByText("所签结果与登记一致").waitFor();
    await page.locator(".status-bad", { hasText: "不通过" }).nth(2).waitFor();
    t.equal(await page.locator(".status-bad", { hasText: "不通过" }).count(), 3, "hash, place, and what was signed");
    await page.unroute(place);
    await page.getByRole("button", { name: "刷新" }).click();
    await page.getByText("somebody-else").first().waitFor({ state: "hidden" });
  });

  await t.test("the auditor's states: refused, failed, nothing, another role's page", async (t) => {
    const path = "**/v1/audit/deliveries?*";
    const problem = { type: "about:blank", title: "x", status: 403, code: "forbidden" };
    await page.route(path, (route) =>
      route.fulfill({ status: 403, contentType: "application/problem+json", body: JSON.stringify(problem) }),
    );
    await go("投递", "投递");
    await page.getByLabel("状态").selectOption("failed");
    await page.getByRole("alert").first().waitFor();
    await lookAt(t, "refused");
    await page.unroute(path);
    await page.getByRole("button", { name: "重试" }).click();
    await page.getByText("没有符合条件的数据包").waitFor();
    await lookAt(t, "nothing matches");
    await page.evaluate(() => history.pushState({}, "", "/console/inbox"));
    await page.evaluate(() => dispatchEvent(new PopStateEvent("popstate")));
    await page.getByText("本页供接收单位使用").waitFor();
    await lookAt(t, "another role's page");
  });

  await t.test("single keys act, and after 15 minutes without one the session is over", async (t) => {
    await sender.push(await sender.seal(renumbered(list) as never, { type: "aid-subject-list", to: [PARTY] }));
    const other = await console.context.newPage();
    await other.clock.install();
    await other.goto(`${home.url}/console/inbox`);
    await other.getByRole("button", { name: "以 示例区民政局 登录" }).click();
    await other.getByText("已列出 1 件").waitFor();
    await other.keyboard.press("j");
    await other.keyboard.press("x");
    t.ok(await other.getByRole("checkbox").first().isChecked(), "x selects the row");
    await other.keyboard.press("e");
    const accept = other.getByRole("dialog", { name: "签收" });
    await accept.waitFor();
    await other.keyboard.press("Escape");
    await accept.waitFor({ state: "hidden" });
    await other.evaluate(() => {
      Reflect.set(globalThis, "prints", 0);
      Reflect.set(globalThis, "print", () => Reflect.set(globalThis, "prints", Reflect.get(globalThis, "prints") + 1));
    });
    await other.locator("table.records th a").first().click();
    await other.getByRole("heading", { name: "办理进度与期限" }).waitFor();
    await other.keyboard.press("p");
    await other.waitForFunction(() => Reflect.get(globalThis, "prints") === 1);
    for (const name of ["打印送达回证", "打印签收单", "打印移送函"]) {
      await other.getByRole("button", { name }).click();
      await other.emulateMedia({ media: "print" });
      t.same(await axeFaults(other), [], `${name}, on paper`);
      await other.emulateMedia({ media: "screen" });
    }
    await other.getByRole("button", { name: "切换为英文" }).click();
    await other.getByRole("button", { name: "Print: Proof of service" }).click();
    await other.emulateMedia({ media: "print" });
    t.same(await axeFaults(other), [], "on paper, English");
    await other.emulateMedia({ media: "screen" });
    await other.getByRole("button", { name: "切换为中文" }).click();
    const over = other.getByRole("dialog", { name: "会话已结束" });
    await other.clock.fastForward("14:00");
    await other.keyboard.press("k");
    await other.clock.fastForward("14:00");
    t.notOk(await over.isVisible(), "a key counts");
    await other.clock.fastForward("01:01");
    await over.getByText("已有 15 分钟未操作").waitFor();
    t.same(await axeFaults(other), [], "idle");
    await over.getByRole("button", { name: "退出" }).click();
    await other.getByRole("heading", { name: "登录" }).waitFor();
    t.notMatch(await other.content(), name, "what was opened is gone");
    await other.close();
  });

  await t.test("off line the page says so, and nothing went elsewhere on the whole walk", async (t) => {
    await console.context.setOffline(true);
    await page.getByText("网络已断开").waitFor();
    await lookAt(t, "off line");
    await console.context.setOffline(false);
    t.same(console.violations, [], "no violation of the policy");
    t.same(
      console.asked.filter((url) => new URL(url).origin !== home.url),
      [],
      "no other origin",
    );
    t.same(
      console.asked.filter((url) => decodeURIComponent(url).includes(name)),
      [],
      "nothing of a packet is in an address",
    );
    const told = console.problems.filter((line) => !/status of (401|403|404|500)|ERR_ABORTED/.test(line));
    t.same(told, [], "no error but those that were made, and questions that another one replaced");
  });
});
