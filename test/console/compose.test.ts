/** The desk of a procuratorate, in a real browser and a real gateway: from the workbook to the receipt and what came back. */
import { readFile } from "node:fs/promises";
import path from "node:path";
import t, { type Test } from "tap";
import { readXlsx } from "../../src/sheets/xlsx/read-xlsx.ts";
import { builtConsole } from "../support/console/built-console.ts";
import { axeFaults, openConsole } from "../support/console/console-page.ts";
import { leaks } from "../support/console/leaks.ts";
import { signInAs } from "../support/console/sign-in.ts";
import { departmentOf, exampleList, gatewayHome, renumbered, start } from "../support/gateway/gateway.ts";
import * as browsers from "../support/referees/browser.ts";
import { outside } from "../support/referees/outside.ts";
import { bytesOf } from "../support/sheets/list-layout.ts";

const skip = outside(t, browsers.hasBrowser, "the procuratorate's desk in a browser", "chromium");
const skipOldest = outside(t, browsers.hasOldestBrowser, "the desk in the oldest browser", browsers.OLDEST_FROM);
const PARTY = "procuratorate";

t.test("the desk of a procuratorate", { skip }, async (t) => {
  await builtConsole();
  const home = await gatewayHome(t);
  await start(t, home);
  const list = renumbered(await exampleList());
  const { header, subjects } = list as { header: object; subjects: { identity: { name: string } }[] };
  const name = subjects[0]?.identity.name ?? "";
  const browser = await browsers.startBrowser(t);
  const console = await openConsole(t, browser, `${home.url}/console/compose`);
  const { page } = console;
  const keyFile = path.join(home.keys, "dev", `${PARTY}.jwks.json`);
  await signInAs(page, PARTY, keyFile);
  await page.getByRole("heading", { name: "新建移送", level: 1 }).waitFor();

  const look = async (t: Test, what: string) => t.same(await axeFaults(page), [], what);
  const give = (bytes: Uint8Array) =>
    page
      .getByLabel("选择或拖入填好的移送清单")
      .setInputFiles({ name: "清单.xlsx", mimeType: "", buffer: Buffer.from(bytes) });

  const step = (name: string) => page.locator(".steps").getByRole("button", { name });

  await t.test("the template is offered, and what is no workbook is refused", async (t) => {
    await page.getByText(/1 人，\d+ 处错误/).waitFor();
    await look(t, "nothing is written yet");
    const downloading = page.waitForEvent("download");
    await page.getByRole("button", { name: "下载移送清单模板" }).click();
    const download = await downloading;
    t.equal(download.suggestedFilename(), "移送清单模板-v1.xlsx");
    t.ok(readXlsx(await readFile(await download.path())).some((sheet) => sheet.name === "救助对象"));
    await give(Buffer.from("no workbook"));
    await page.getByText("不是 XLSX 文件").waitFor();
    await give(Buffer.alloc(5 * 1024 * 1024 + 1));
    await page.getByText("文件超过").waitFor();
  });

  await t.test(
    "faults stand at their cells, lead to their fields, and are gone when the field is mended",
    async (t) => {
      await give(bytesOf({ ...list, header: { ...header, urgency: undefined, listNumber: "no number" } }));
      await page.getByText(/2 人，2 处错误/).waitFor();
      t.ok(
        await page
          .getByText(/^移送信息!B\d+$/)
          .first()
          .isVisible(),
        "the cell",
      );
      await look(t, "faults");
      await page.getByRole("button", { name: /紧急程度/ }).click();
      await page.waitForFunction(() => document.activeElement?.id === "/body/header/urgency");
      await page.keyboard.press("3");
      await page.getByText(/2 人，1 处错误/).waitFor();
      await give(bytesOf(list));
      await page.getByText(/2 人，0 处错误/).waitFor();
    },
  );

  await t.test("the gateway proposes recipients; whoever differs says why", async (t) => {
    await page.getByRole("button", { name: "下一步：2 接收单位" }).click();
    await page.getByRole("cell", { name: "按路由规则" }).first().waitFor();
    await page.getByRole("heading", { name: "救助真空" }).waitFor();
    await look(t, "recipients");
    await page.getByLabel("增加单位").selectOption({ label: "示例区残疾人联合会" });
    // An answer of the gateway that is not what the page cuts.
    await page.route("**/v1/messages/check", async (route) => {
      const answer = (await (await route.fetch()).json()) as { disclosures: { groups: Record<string, string> }[] };
      for (const { groups } of answer.disclosures) delete groups["identity"];
      await route.fulfill({ json: answer });
    });
    await page.getByRole("button", { name: "增加", exact: true }).click();
    await page.getByRole("cell", { name: "承办人增加" }).waitFor();
    await step("3 谁看到什么").click();
    await page.getByText("与网关预检结果不一致，不得发送").waitFor();
    await look(t, "the gateway says otherwise");
    await step("4 签发").click();
    await page.getByText("请在第 2 步写明增减接收单位的理由：示例区残疾人联合会").waitFor();
    t.ok(await page.getByRole("button", { name: "签名并移送" }).isDisabled());
    await step("2 接收单位").click();
    await page.getByLabel("增减 示例区残疾人联合会 的理由").fill("持残疾人证");
    await step("4 签发").click();
    await page.getByText("预览与网关预检结果不一致，不能签发").waitFor();
    t.ok(await page.getByRole("button", { name: "签名并移送" }).isDisabled(), "also with a reason");
    await page.unroute("**/v1/messages/check");
    await step("2 接收单位").click();
    await page.getByLabel("示例区残疾人联合会", { exact: true }).click();
  });

  await t.test("the draft is saved under a passphrase, and opened again by it alone", async (t) => {
    await page.getByText("草稿", { exact: true }).click();
    await page.getByLabel(/^口令/).fill("一二三四五六七八九十一二");
    const downloading = page.waitForEvent("download");
    await page.getByRole("button", { name: "加密保存草稿" }).click();
    const file = await (await downloading).path();
    t.notMatch(await readFile(file, "utf8"), name);
    await page.getByRole("button", { name: "放弃草稿" }).click();
    await step("1 内容").click();
    await page.getByText(/1 人，\d+ 处错误/).waitFor();
    const open = async (passphrase: string) => {
      await page
        .getByLabel("选择草稿文件")
        .setInputFiles({ name: "d.jwe", mimeType: "", buffer: await readFile(file) });
      await page.getByLabel(/^口令/).fill(passphrase);
      await page.getByRole("button", { name: "打开草稿" }).click();
    };
    await open("another passphrase");
    await page.getByText("不是草稿文件，或者口令不对").waitFor();
    await look(t, "another passphrase");
    await open("一二三四五六七八九十一二");
    await page.getByText(/2 人，0 处错误/).waitFor();
  });

  await t.test("who sees what is cut in the page as the gateway cuts it, cell by cell", async (t) => {
    await step("3 谁看到什么").click();
    await page.getByText("与网关预检结果一致").waitFor();
    await look(t, "matrix");
    await page.getByLabel("查看").selectOption({ index: 1 });
    await page.locator("button.cell-reduced").first().click();
    await page.getByRole("dialog").locator("dt").first().waitFor();
    await look(t, "a cell");
    await page.keyboard.press("Escape");
  });

  await t.test("it is signed and sent; a lost answer is asked for again, and it is the same message", async (t) => {
    await page.getByRole("button", { name: "下一步：4 签发" }).click();
    await look(t, "issue");
    t.same(await leaks(page, [name], PARTY), [], "nothing of the draft is kept in the browser");
    await page.route("**/v1/messages", async (route) => {
      // The gateway takes it, and its answer does not come through.
      await route.fetch();
      await route.fulfill({ status: 202, contentType: "application/json", body: "{" });
    });
    await page.getByRole("button", { name: "签名并移送" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "确认移送" }).click();
    await page.getByText("已发出，尚未收到网关应答").waitFor();
    t.ok(await step("1 内容").isDisabled(), "nothing can be changed meanwhile");
    await look(t, "the answer is lost");
    await page.unroute("**/v1/messages");
    await page.getByRole("button", { name: "再次发送同一报文" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "确认移送" }).click();
    await page.getByText("此报文此前已受理").waitFor();
    await look(t, "accepted");
    await page.evaluate(() => Reflect.set(globalThis, "print", () => undefined));
    await page.getByRole("button", { name: "打印移送函" }).first().click();
    await page.emulateMedia({ media: "print" });
    await page.locator(".paper").getByText("示例区民政局").first().waitFor();
    t.ok(await page.locator("article").getByText(name).first().isVisible(), "with the list as this unit gets it");
    await page.emulateMedia({ media: "screen" });
    const downloading = page.waitForEvent("download");
    await page.getByRole("button", { name: "下载受理回执" }).click();
    const kept = JSON.parse(await readFile(await (await downloading).path(), "utf8")) as Record<string, string>;
    t.match(kept["receipt"], /^[\w-]+\.[\w-]+\.[\w-]+$/);
  });

  await t.test("what was sent is followed to the receipt of each recipient", async (t) => {
    await page.getByRole("link", { name: "查看进展" }).click();
    await page.getByRole("heading", { name: "接收单位" }).waitFor();
    const department = await departmentOf(home, "civil-affairs");
    for await (const item of department.poll({ once: true })) {
      await department.acknowledge(await department.fetch(item), "accepted");
    }
    await page.getByRole("button", { name: "刷新" }).click();
    await page.locator(".status-good", { hasText: "已签收" }).waitFor();
    await page.locator(".status-good", { hasText: /^✓通过$/ }).waitFor();
    await look(t, "followed");
    await page.getByRole("link", { name: "我的移送" }).click();
    await page.getByText("已列出 1 份").waitFor();
    await look(t, "sent");
  });

  await t.test("the workbench says what is to do, and leads to each list, the board and the reports", async (t) => {
    await page.getByRole("link", { name: "首页" }).click();
    await page.getByRole("heading", { name: "工作台", level: 1 }).waitFor();
    await page.getByText("签收临期").waitFor();
    await page.waitForFunction(() => document.querySelectorAll(".tile .status-good, .tile a").length >= 18);
    await look(t, "workbench");
    await page.getByRole("link", { name: "逾期看板" }).click();
    await page.locator("main [role=status], main table").first().waitFor();
    await look(t, "board");
    await page.getByRole("link", { name: "临期事项" }).click();
    await page.getByText(/已列出 \d+ 项/).waitFor();
    await look(t, "a work list");
    await page.goBack();
    await page.goBack();
    await page.getByRole("link", { name: "通报" }).click();
    await page.getByRole("alert").first().waitFor();
    await look(t, "no report yet");
  });

  await t.test("it is supplemented by a form that knows its letter, and withdrawn with a reason", async (t) => {
    await page.getByRole("navigation", { name: "主菜单" }).getByRole("link", { name: "我的移送" }).click();
    await page.locator("table.records a").first().click();
    await page.getByRole("link", { name: "补充" }).click();
    await page.getByRole("heading", { name: "补充", level: 1 }).waitFor();
    await page.getByText(/1 人，\d+ 处错误/).waitFor();
    t.match(await page.getByLabel(/移送函文号/).inputValue(), /号$/, "with the number of the letter");
    await page.goBack();
    await page.getByRole("button", { name: "撤回" }).click();
    const dialog = page.getByRole("dialog", { name: "撤回" });
    await dialog.getByLabel("撤回原因").selectOption("W02");
    await dialog.getByRole("button", { name: "撤回" }).click();
    await page.getByText("撤回已受理").waitFor();
    await page.getByRole("link", { name: /^撤回 …/ }).waitFor();
    await look(t, "withdrawn");
  });

  await t.test("what was sent while it loads, and when nothing matches", async (t) => {
    let waits: (() => void) | undefined;
    await page.route("**/v1/messages?role=sender*", async (route) => {
      await new Promise<void>((go) => (waits = go));
      await route.fulfill({ json: { items: [] } });
    });
    await page.getByRole("navigation", { name: "主菜单" }).getByRole("link", { name: "我的移送" }).click();
    await page.getByLabel("状态").selectOption("failed");
    await page.getByText("正在加载").waitFor();
    await look(t, "loading");
    waits?.();
    await page.getByText("没有符合条件的报文").waitFor();
    await look(t, "nothing matches");
    await page.unroute("**/v1/messages?role=sender*");
  });

  await t.test("in English, and on a narrow page, each screen keeps to the rules of accessibility", async (t) => {
    await page.getByRole("button", { name: /Switch to English/ }).click();
    const menu = page.getByRole("navigation", { name: "Main menu" });
    const screens: readonly (readonly [link: string, title: string])[] = [
      ["Home", "Workbench"],
      ["Sent", "Sent"],
      ["New referral", "New referral"],
    ];
    await page.setViewportSize({ width: 360, height: 800 });
    for (const [link, title] of screens) {
      await menu.getByRole("link", { name: link, exact: true }).click();
      await page.getByRole("heading", { name: title, level: 1 }).waitFor();
      await page.locator("table, .tile a, details").first().waitFor();
      await look(t, title);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      t.ok(wide <= 0, `${title}: nothing is wider than the page (${wide})`);
    }
  });

  await t.test(
    "Chromium 109 reads the workbook, judges it and cuts it as the gateway does",
    { skip: skipOldest },
    async (t) => {
      const older = await openConsole(t, await browsers.startOldestBrowser(t), `${home.url}/console/compose`);
      await signInAs(older.page, PARTY, keyFile);
      await older.page
        .getByLabel("选择或拖入填好的移送清单")
        .setInputFiles({ name: "l.xlsx", mimeType: "", buffer: Buffer.from(bytesOf(renumbered(list))) });
      await older.page.getByText(/2 人，0 处错误/).waitFor();
      await older.page.locator(".steps").getByRole("button", { name: "3 谁看到什么" }).click();
      await older.page.getByText("与网关预检结果一致").waitFor();
      t.same(older.problems, []);
      t.same(older.violations, []);
    },
  );

  t.same(console.violations, [], "no violation of the policy");
  t.same(
    console.asked.filter((url) => new URL(url).origin !== home.url),
    [],
    "no other origin",
  );
  t.same(
    console.asked.filter((url) => decodeURIComponent(url).includes(name)),
    [],
    "nothing of a person is in an address",
  );
  t.same(
    console.problems.filter((line) => !/status of (404|500)|ERR_ABORTED/.test(line)),
    [],
    "no error but those that were made, that of the report that there is not, and questions that another page replaced",
  );
});
