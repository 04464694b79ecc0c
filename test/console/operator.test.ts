/** The operator's desk: what needs somebody, packets, endpoints, recorded requests, discs; each screen in both languages. */
import path from "node:path";
import t from "tap";
import { builtConsole } from "../support/console/built-console.ts";
import { axeFaults, openConsole } from "../support/console/console-page.ts";
import { leaks } from "../support/console/leaks.ts";
import { lookAtBoth } from "../support/console/look-at-both.ts";
import { signInAs } from "../support/console/sign-in.ts";
import { departmentOf, exampleList, gatewayHome, senderOf, start } from "../support/gateway/gateway.ts";
import { sendTo, testEndpoint } from "../support/gateway/operator.ts";
import { OVERVIEW } from "../support/http/overview.ts";
import * as browsers from "../support/referees/browser.ts";
import { outside } from "../support/referees/outside.ts";
import { until } from "../support/until.ts";

const skip = outside(t, browsers.hasBrowser, "the operator's desk in a browser", "chromium");
const skipOldest = outside(t, browsers.hasOldestBrowser, "the desk in the oldest browser", browsers.OLDEST_FROM);
/** Folder for pictures of the screens, to look at them. */
const KEPT = process.env["KEEP_PICTURES"];
const QUICK = { delivery: { retry: { baseSeconds: 1, maxSeconds: 1 }, relayIntervalMs: 100 } };

t.test("the operator's desk", { skip }, async (t) => {
  await builtConsole();
  const [failing, gone, good] = [await testEndpoint(t, 503), await testEndpoint(t, 410), await testEndpoint(t, 204)];
  const endpoints = { housing: failing.url, education: gone.url, "medical-insurance": good.url };
  const home = await gatewayHome(t, { endpoints, gateway: QUICK });
  const { store } = await start(t, home);
  const failed = await sendTo(home, "education", "failed");
  await Promise.all([sendTo(home, "housing", "waits"), sendTo(home, "medical-insurance", "good")]);
  const rejected = await sendTo(home, "civil-affairs", "rejected");
  const department = await departmentOf(home, "civil-affairs");
  await department.acknowledge(await department.fetch({ packet: rejected }), { rejected: "undecryptable" });
  const state = async (id: string) => (await store.packet(id))?.state;
  await until("one has failed", async () => (await state(failed)) === "failed");
  const { identity } = ((await exampleList()) as { subjects: { identity: { idNumber: string } }[] }).subjects[0] ?? {};

  const console = await openConsole(t, await browsers.startBrowser(t), `${home.url}/console/inbox`);
  const { page } = console;
  const menu = page.getByRole("navigation", { name: "主菜单" });
  const go = async (place: string) => {
    await menu.getByRole("link", { name: place, exact: true }).click();
    await page.getByRole("heading", { name: place, level: 1 }).waitFor();
  };
  const lookAt = async (what: string) => {
    await lookAtBoth(t, page, what);
    if (KEPT !== undefined) await page.screenshot({ path: path.join(KEPT, `${what}.png`), fullPage: true });
  };

  await t.test("signing in leads to what needs somebody, with what to do", async (t) => {
    await signInAs(page, "operator", path.join(home.keys, "dev", "operator.jwks.json"));
    await page.getByRole("heading", { name: "运行", level: 1 }).waitFor();
    const table = page.getByRole("table", { name: "须处理事项" });
    await table.getByText("有投递失败的数据包").waitFor();
    t.match(await table.innerText(), /立即[\s\S]*推送地址停用[\s\S]*与接收单位确认地址后启用/);
    t.same(await menu.getByRole("link", { name: "收件箱" }).count(), 0, "no place that its key does not open");
    await lookAt("overview");
  });

  await t.test("a failed packet tells its cause, where it lies and what happened, and is queued again", async (t) => {
    await page.getByRole("link", { name: "有投递失败的数据包" }).click();
    await page.getByText("已列出 1 件").waitFor();
    const row = page.getByRole("table", { name: "待处理" }).locator("tbody tr");
    t.match(await row.innerText(), /对方应答 HTTP 410[\s\S]*接收方/);
    await lookAt("packets");
    await row.getByRole("link").click();
    await page.getByText("由谁处理").waitFor();
    await page.getByRole("table", { name: "经过" }).getByText("投递失败").first().waitFor();
    await lookAt("packet");
    gone.status = 204;
    await page.getByRole("link", { name: "返回待处理列表" }).click();
    await page.getByRole("checkbox", { name: /选择数据包/ }).check();
    await page.getByRole("button", { name: "重新投递所选 1 件" }).click();
    await page.getByRole("table", { name: "处理结果" }).getByText("待送达").waitFor();
    await page.getByText("没有符合条件的数据包").waitFor();
    await until("it is delivered", async () => (await state(failed)) === "delivered");
  });

  await t.test("many are counted first, then queued again", async (t) => {
    gone.status = 410;
    const again = await sendTo(home, "education", "again");
    await until("it has failed", async () => (await state(again)) === "failed");
    t.ok(
      await page.getByRole("button", { name: "重新投递全部符合条件的…" }).isDisabled(),
      "for one recipient at a time",
    );
    await page.getByLabel("接收单位").selectOption("education");
    await page.getByRole("button", { name: "重新投递全部符合条件的…" }).click();
    const dialog = page.getByRole("dialog", { name: "重新投递" });
    await dialog.getByText("将重新投递 1 件").waitFor();
    t.same(await axeFaults(page), [], "the question");
    t.equal(await state(again), "failed", "counting changes nothing");
    gone.status = 204;
    await dialog.getByRole("button", { name: "重新投递" }).click();
    await page.getByText("已重新投递 1 件").waitFor();
    await until("it is delivered", async () => (await state(again)) === "delivered");
  });

  await t.test("a packet that could not be decrypted is sealed again", async (t) => {
    await page.goto(`${home.url}/console/ops/packets?state=rejected`);
    await page.getByRole("button", { name: /^以 .* 登录$/ }).click();
    const row = page.getByRole("table", { name: "待处理" }).locator("tbody tr");
    t.match(await row.innerText(), /密钥/);
    await row.getByRole("link").click();
    await page.getByRole("button", { name: "以接收方现行公钥重新封装" }).click();
    const dialog = page.getByRole("dialog", { name: "以接收方现行公钥重新封装" });
    await dialog.getByRole("button", { name: "以接收方现行公钥重新封装" }).click();
    await page.getByText("已重新封装，新数据包").waitFor();
    await lookAt("resealed");
  });

  await t.test("an endpoint is tested, paused until a time, and resumed", async (t) => {
    await go("接收地址");
    const table = page.getByRole("table", { name: "接收地址" });
    await table.getByText("推送失败").first().waitFor();
    await page.getByRole("button", { name: /对 .*医疗保障局 测试/ }).click();
    await page.getByText(/应答正常（对方应答 HTTP 204/).waitFor();
    t.equal(good.tests.length, 1);
    await page.getByRole("button", { name: /对 .*医疗保障局 暂停/ }).click();
    const dialog = page.getByRole("dialog", { name: /暂停向/ });
    await dialog.getByLabel("原因").selectOption("asked");
    t.same(await axeFaults(page), [], "the question");
    await dialog.getByRole("button", { name: "暂停" }).click();
    await table.getByText("应接收单位要求").waitFor();
    await lookAt("endpoints");
    const row = (await store.endpointsOff()).find(({ party }) => party === "medical-insurance");
    t.ok((row?.until ?? 0) > Date.now() + 3_600_000, "two hours at first");
    await page.getByRole("button", { name: /对 .*医疗保障局 启用/ }).click();
    await table.getByText("应接收单位要求").waitFor({ state: "detached" });
    t.same(await store.endpointsOff(), []);
  });

  await t.test("a person is looked up, and the number is neither shown nor kept", async (t) => {
    await go("请求登记");
    await page.getByLabel("证件类型").selectOption({ label: "居民身份证" });
    await page.getByLabel("证件号码（提交后即清除）").fill(identity?.idNumber ?? "");
    await page.getByLabel("请求编号（贵单位登记簿）").first().fill("2026-17");
    await page.getByRole("button", { name: "查找" }).click();
    await page.getByText(/找到 \d+ 件移送/).waitFor();
    t.equal(await page.getByLabel("证件号码（提交后即清除）").inputValue(), "");
    t.notMatch(await page.content(), identity?.idNumber ?? "", "not on the page");
    t.same(await leaks(page, [identity?.idNumber ?? ""], "operator"), [], "nowhere in the browser");
    await lookAt("requests");
    await page.getByLabel("移送标识").fill(failed);
    await page.getByLabel("请求编号（贵单位登记簿）").last().fill("2026-18");
    await page.getByRole("button", { name: "销毁" }).click();
    const dialog = page.getByRole("dialog", { name: "销毁一件移送的内容" });
    t.same(await axeFaults(page), [], "the question");
    await dialog.getByRole("button", { name: "销毁" }).click();
    await page.getByRole("alert").first().waitFor();
  });

  await t.test("what came on a disc is handed in; another file is not", async (t) => {
    await go("光盘导入");
    const sender = await senderOf(home);
    const message = (await store.packet(rejected))?.message ?? "";
    const jws = (await sender.message(message)).packets.find(({ id }) => id === rejected)?.receipt?.jws ?? "";
    const file = page.getByLabel("选择或拖入文件");
    await file.setInputFiles({ name: "a.aidreceipt", mimeType: "application/jwt", buffer: Buffer.from(jws) });
    await page.getByText("此前已导入").waitFor();
    await file.setInputFiles({ name: "b.txt", mimeType: "text/plain", buffer: Buffer.from("一封信") });
    await page.getByText("既不是回执，也不是加密报文").waitFor();
    t.equal(await page.getByRole("table", { name: "处理结果" }).locator("tbody tr").count(), 2);
    await lookAt("import");
  });

  await t.test("the overview while it loads, when it fails, and when nothing needs anybody", async (t) => {
    const { promise: asked, resolve: answerNow } = Promise.withResolvers<void>();
    let status = 500;
    await page.route("**/v1/ops/overview", async (route) => {
      await asked;
      const body = status === 200 ? OVERVIEW : { type: "about:blank", title: "x", status, code: "internal" };
      const contentType = status === 200 ? "application/json" : "application/problem+json";
      await route.fulfill({ status, contentType, body: JSON.stringify(body) });
    });
    await page.goto(`${home.url}/console/ops`);
    await page.getByRole("button", { name: /^以 .* 登录$/ }).click();
    await page.getByText("正在加载").waitFor();
    t.same(await axeFaults(page), [], "loading");
    answerNow();
    await page.getByRole("alert").first().waitFor();
    await lookAt("failed");
    status = 200;
    await page.getByRole("button", { name: "重试" }).click();
    await page.getByText("无须处理事项").waitFor();
    await lookAt("calm");
    await page.unroute("**/v1/ops/overview");
  });

  await t.test("Chromium 109 shows the desk too, and the auditor's", { skip: skipOldest }, async (t) => {
    const older = await openConsole(t, await browsers.startOldestBrowser(t), `${home.url}/console/ops`);
    await signInAs(older.page, "operator", path.join(home.keys, "dev", "operator.jwks.json"));
    await older.page.getByRole("heading", { name: "各项数字" }).waitFor();
    for (const [place, text] of [
      ["待处理", "没有符合条件的数据包"],
      ["接收地址", "由单位取回"],
      ["请求登记", "销毁一件移送的内容"],
      ["光盘导入", "选择或拖入文件"],
    ] as const) {
      await older.page.getByRole("link", { name: place, exact: true }).click();
      await older.page.getByText(text).first().waitFor();
    }
    await older.page.getByRole("button", { name: "退出" }).click();
    await older.page.getByRole("heading", { name: "登录" }).waitFor();
    await signInAs(older.page, "auditor", path.join(home.keys, "dev", "auditor.jwks.json"));
    for (const [place, text] of [
      ["总览", "各单位每日收件"],
      ["对账", "三方核对"],
      ["监督监督者", /已列出 \d+ 条/],
      ["日志条目", /已列出 \d+ 条/],
      ["投递", /已列出 \d+ 件/],
    ] as const) {
      await older.page.getByRole("navigation").getByRole("link", { name: place, exact: true }).click();
      await older.page.getByRole("heading", { name: place, level: 1 }).waitFor();
      await older.page.getByText(text).first().waitFor();
    }
    await older.page.locator("table.records th a").first().click();
    await older.page.getByText("条目原文").nth(1).click();
    await older.page.getByRole("button", { name: "在本页核验" }).first().click();
    await older.page.locator(".path .node.lit").first().waitFor();
    t.same(await older.page.locator(".status-bad", { hasText: "不通过" }).count(), 0, "a proof verifies");
    t.same(older.problems, []);
    t.same(older.violations, []);
  });

  await t.test("another unit is told that these pages are not its own, and nothing went elsewhere", async (t) => {
    await page.getByRole("button", { name: "退出" }).click();
    await page.getByRole("heading", { name: "登录" }).waitFor();
    await signInAs(page, "civil-affairs", path.join(home.keys, "dev", "civil-affairs.jwks.json"));
    await page.getByText("本页供系统管理员使用").waitFor();
    await lookAt("another unit");
    t.same(console.violations, [], "no violation of the policy");
    t.same(
      console.asked.filter((url) => new URL(url).origin !== home.url),
      [],
      "no other origin",
    );
    t.same(
      console.problems.filter((line) => !/status of (404|409|500)|ERR_ABORTED/.test(line)),
      [],
      "no error but the one that was made",
    );
  });
});
