/** The desk of a department, in a real browser and a real gateway: from the key file to the receipt. */
import { execFileSync } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import t, { type Test } from "tap";
import { sampleList } from "../../src/sample/list.ts";
import { shownText } from "../../src/sheets/workbook.ts";
import { readXlsx } from "../../src/sheets/xlsx/read-xlsx.ts";
import { documentField } from "../../src/cli/kept/schemas.ts";
import { builtConsole } from "../support/console/built-console.ts";
import { axeFaults, type ConsolePage, openConsole } from "../support/console/console-page.ts";
import { leaks } from "../support/console/leaks.ts";
import { signInAs } from "../support/console/sign-in.ts";
import { filledAnswer } from "../support/console/filled-answer.ts";
import { departmentOf, exampleList, gatewayHome, renumbered, senderOf, start } from "../support/gateway/gateway.ts";
import * as browsers from "../support/referees/browser.ts";
import { outside } from "../support/referees/outside.ts";

const skip = outside(t, browsers.hasBrowser, "the desk in a browser", "chromium");
const skipOldest = outside(t, browsers.hasOldestBrowser, "the desk in the oldest browser", browsers.OLDEST_FROM);
const PARTY = "civil-affairs";
const LIST = "救助对象信息移送清单";

/** Words of the example's persons, which must stay in the page. */
const SECRET = ["李某", "110105"];

t.test("the desk", { skip }, async (t) => {
  await builtConsole();
  const home = await gatewayHome(t);
  const gateway = await start(t, home);
  const sender = await senderOf(home);
  const list = await exampleList();
  const push = async () => {
    const sent = renumbered(list);
    const { answer } = await sender.push(await sender.seal(sent as never, { type: "aid-subject-list", to: [PARTY] }));
    return { answer, transferId: (sent["header"] as { transferId: string }).transferId };
  };
  for (let n = 0; n < 4; n++) await push();
  const name = (list["subjects"] as { identity: { name: string } }[])[0]?.identity.name ?? "";
  const keyFile = path.join(home.keys, "dev", `${PARTY}.jwks.json`);
  const browser = await browsers.startBrowser(t);

  const signIn = ({ page }: ConsolePage, file = keyFile) => signInAs(page, PARTY, file);

  function keepsTo(t: Test, { problems, violations, asked }: ConsolePage): void {
    t.same(problems, [], "no error of the page");
    t.same(violations, [], "no violation of the policy");
    t.same(
      asked.filter((url) => new URL(url).origin !== home.url),
      [],
      "no other origin",
    );
    t.same(
      asked.filter((url) => [name, ...SECRET].some((word) => decodeURIComponent(url).includes(word))),
      [],
      "nothing of a packet is in an address",
    );
  }

  await t.test("a packet is opened, verified, read, exported, printed and accepted", async (t) => {
    const console = await openConsole(t, browser, `${home.url}/console/inbox`);
    const { page, context } = console;
    await page.getByRole("heading", { name: "登录" }).waitFor();
    t.same(await axeFaults(page), [], "signing in");
    await signIn(console);
    await page.getByText("已列出 4 件").waitFor();
    t.ok(await page.getByText("密钥已就绪").isVisible());
    t.same(await axeFaults(page), [], "inbox");

    await page.locator("table.records a").first().click();
    await page.getByRole("heading", { name: LIST, level: 2 }).waitFor();
    await page.getByText("网关所指的日志条目已公布").waitFor();
    const checks = await page.locator(".checks li").allInnerTexts();
    t.equal(checks.length, 5);
    t.ok(
      checks.slice(0, 4).every((line) => line.includes("通过")),
      checks.join(" | "),
    );
    const article = await page.locator("article").innerText();
    t.match(article, name);
    t.match(article, "救助对象");
    t.same(await axeFaults(page), [], "packet");
    t.same(await leaks(page, [name], PARTY), [], "nothing of the packet is kept in the browser");

    const downloading = page.waitForEvent("download");
    await page.getByRole("button", { name: "导出 XLSX" }).click();
    const workbook = readXlsx(await readFile(await (await downloading).path()));
    const cells = workbook.flatMap(({ rows }) => rows.flatMap((row) => [...row.cells.values()].map(shownText)));
    t.ok(cells.includes(name));

    await page.emulateMedia({ media: "print" });
    t.equal(await page.getByRole("button", { name: "签收", exact: true }).count(), 0, "no buttons on paper");
    t.ok(await page.getByText(/数据包 .{36} · sha-256/).isVisible(), "the foot names packet and digest");
    await page.emulateMedia({ media: "screen" });

    await page.getByRole("button", { name: "签收", exact: true }).click();
    const dialog = page.getByRole("dialog");
    t.same(await axeFaults(page), [], "dialog");
    await dialog.getByRole("button", { name: "签收", exact: true }).click();
    await page.getByText("已签收", { exact: true }).waitFor();
    const id = page.url().split("/").at(-1) ?? "";
    const open: string[] = [];
    for await (const { packet } of (await departmentOf(home, PARTY)).poll({ once: true })) open.push(packet);
    t.equal(open.length, 3);
    t.notOk(open.includes(id));

    // Another page of the same browser: the key is there, and cannot be read.
    const next = await context.newPage();
    await next.goto(`${home.url}/console/inbox`);
    await next.getByRole("button", { name: /^以 .* 登录$/ }).click();
    await next.getByText("已列出 3 件").waitFor();
    t.equal(await next.evaluate(readPrivateKey), "InvalidAccessError");
    keepsTo(t, console);
  });

  await t.test("one is refused with a reason, several are accepted at once", async (t) => {
    const console = await openConsole(t, browser, `${home.url}/console/inbox`);
    const { page } = console;
    await signIn(console);
    await page.locator("table.records a").first().click();
    await page.getByRole("button", { name: "拒收" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel(/说明/).fill("请转区民政局");
    t.same(await axeFaults(page), []);
    await dialog.getByRole("button", { name: "拒收" }).click();
    await page.getByText("已拒收", { exact: true }).waitFor();

    await page.getByRole("link", { name: "收件箱" }).click();
    await page.getByText("已列出 2 件").waitFor();
    for (const box of await page.getByRole("checkbox").all()) await box.check();
    await page.getByRole("button", { name: /核验并签收所选（2 件）/ }).click();
    await page.getByRole("dialog").getByRole("button", { name: "签收", exact: true }).click();
    await page.getByText("没有待签收的数据包").waitFor();
    t.equal(await page.locator("table.records .status-good").count(), 2);
    t.same(await axeFaults(page), []);

    await page.getByRole("button", { name: "退出" }).click();
    await page.getByRole("heading", { name: "登录" }).waitFor();
    keepsTo(t, console);
  });

  await t.test("what became of a person is reported with a workbook, and faults stand at their cells", async (t) => {
    const { answer, transferId } = await push();
    const console = await openConsole(t, browser, `${home.url}/console/inbox`);
    const { page } = console;
    await signIn(console);
    await page.locator("table.records a").first().click();
    const downloading = page.waitForEvent("download");
    await page.getByRole("button", { name: "下载反馈表" }).click();
    const empty = await readFile(await (await downloading).path());
    const give = (content: Uint8Array) =>
      page.getByLabel("选择填好的反馈表").setInputFiles({ name: "f.xlsx", mimeType: "", buffer: Buffer.from(content) });
    await give(empty);
    await page.getByText("没有一行填了办理结果").waitFor();
    await give(Buffer.from("no workbook"));
    await page.getByRole("alert").last().waitFor();
    await give(
      filledAnswer(await documentField("feedback", "1.1"), list, { answers: transferId, reply: "no such reply" }),
    );
    await page.getByText(/处须改正/).waitFor();
    t.ok(await page.getByText(/^办理结果![A-Z]+5$/).isVisible(), "the cell");
    t.same(await axeFaults(page), []);
    await give(filledAnswer(await documentField("feedback", "1.1"), list, { answers: transferId, reply: "10 受理" }));
    await page.getByRole("button", { name: "发送 1 项办理结果" }).click();
    await page
      .getByText("已发送并受理 1 项办理结果")
      .or(page.getByText(/处须改正/))
      .first()
      .waitFor();
    t.equal(await page.getByText(/处须改正/).count(), 0, "no fault");
    t.equal((await sender.thread(answer.thread)).filter(({ type }) => type === "feedback").length, 1);
    keepsTo(t, console);
  });

  await t.test("a wrong file, an unknown key, a packet of another unit: said in words, nothing is kept", async (t) => {
    const console = await openConsole(t, browser, `${home.url}/console/inbox`);
    const { page } = console;
    await signIn(console, path.resolve("package.json"));
    await page.getByText(/不是本单位的密钥文件/).waitFor();
    await signIn(console, path.join(home.keys, "dev", "housing.jwks.json"));
    await page.getByText(/请求编号/).waitFor();
    t.same(await axeFaults(page), []);
    await page.reload();
    await page.getByRole("heading", { name: "登录" }).waitFor();
    t.equal(await page.getByRole("button", { name: /^以 .* 登录$/ }).count(), 0);
    t.same(console.violations, []);
  });

  await t.test("Chromium 109 signs in, opens and verifies a packet", { skip: skipOldest }, async (t) => {
    const { answer } = await push();
    const console = await openConsole(t, await browsers.startOldestBrowser(t), `${home.url}/console/inbox`);
    const { page } = console;
    await signIn(console);
    await page.locator("table.records a").last().click();
    await page.getByRole("heading", { name: LIST, level: 2 }).waitFor();
    t.equal(page.url().split("/").at(-1), answer.packets[0]?.id);
    const checks = await page.locator(".checks li").allInnerTexts();
    t.ok(checks.slice(0, 4).every((line) => line.includes("通过")));
    keepsTo(t, console);
  });

  await t.test("of many persons a part is shown at first, all can be found, and all are on paper", async (t) => {
    const many = sampleList({ seed: 3, subjects: 50 });
    const { answer } = await sender.push(await sender.seal(many, { type: "aid-subject-list", to: [PARTY] }));
    const id = answer.packets[0]?.id ?? "";
    const { body } = await (await departmentOf(home, PARTY)).fetch({ packet: id });
    const persons = (body as unknown as { subjects: { personId: string }[] }).subjects.map(({ personId }) => personId);
    const count = persons.length;
    const console = await openConsole(t, browser, `${home.url}/console/inbox`);
    const { page } = console;
    await signIn(console);
    await page.locator(`table.records a[href$="${id}"]`).click();
    await page.getByText(`显示 20 人，共 ${count} 人`).waitFor();
    const more = Math.min(20, count - 20);
    await page.getByRole("button", { name: `再显示 ${more} 人` }).click();
    await page.getByText(`显示 ${20 + more} 人，共 ${count} 人`).waitFor();
    t.same(await axeFaults(page), []);
    const last = persons.at(-1) ?? "";
    await page.getByLabel("查找人员（姓名或编号）").fill(last);
    await page.getByText(`显示 1 人，共 ${count} 人`).waitFor();
    t.match(await page.locator(".person h3").innerText(), new RegExp(`^${count} · .*${last}$`));
    const file = path.join(t.testdir(), "sheet.pdf");
    await writeFile(file, await page.pdf({ preferCSSPageSize: true }));
    const paper = execFileSync("pdftotext", [file, "-"], { encoding: "utf8" });
    t.same(
      persons.filter((personId) => !paper.includes(personId)),
      [],
      "all of them, whatever is searched for",
    );
    keepsTo(t, console);
  });

  t.ok(gateway.console);
});

/** Tries to take a private key out of the browser: the name of the error. */
async function readPrivateKey(): Promise<string> {
  const database = await new Promise<IDBDatabase>((resolve) => {
    const opening = indexedDB.open("aidx");
    opening.addEventListener("success", () => resolve(opening.result));
  });
  const [row] = await new Promise<{ keys: { signing: { privateKey: CryptoKey } } }[]>((resolve) => {
    const asking = database.transaction("identities").objectStore("identities").getAll();
    asking.addEventListener("success", () => resolve(asking.result as never));
  });
  if (row === undefined) return "none is kept";
  return crypto.subtle.exportKey("jwk", row.keys.signing.privateKey).then(
    () => "it can be read",
    (error: Error) => error.name,
  );
}
