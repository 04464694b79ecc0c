/**
 * Makes the pictures of README and docs/desk*.md from a real gateway with synthetic persons: `npm run screenshots`. A clerk's
 * first day: sign in, inbox, packet, deadlines, form, letter. Times and ids differ from run to run.
 */
import { execFile } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import type { Page } from "playwright-core";
import t from "tap";
import { builtConsole } from "../support/console/built-console.ts";
import { openConsole } from "../support/console/console-page.ts";
import { signInAs } from "../support/console/sign-in.ts";
import { exampleList, gatewayHome, renumbered, senderOf, start } from "../support/gateway/gateway.ts";
import { bytesOf } from "../support/sheets/list-layout.ts";
import * as browsers from "../support/referees/browser.ts";

const PARTY = "civil-affairs";
const PLACE = path.resolve("docs/pictures");

t.test("pictures", async (t) => {
  await builtConsole();
  const home = await gatewayHome(t);
  await start(t, home);
  const sender = await senderOf(home);
  const list = await exampleList();
  for (let n = 0; n < 4; n++) {
    await sender.push(await sender.seal(renumbered(list) as never, { type: "aid-subject-list", to: [PARTY] }));
  }
  await mkdir(PLACE, { recursive: true });
  const browser = await browsers.startBrowser(t);
  const { page } = await openConsole(t, browser, `${home.url}/console/inbox`, { width: 1100, height: 760 });

  async function take(name: string, of: Page = page): Promise<void> {
    await of.screenshot({ path: path.join(PLACE, `${name}.png`), animations: "disabled" });
  }

  await page.getByLabel("单位标识").fill(PARTY);
  await take("sign-in");
  await signInAs(page, PARTY, path.join(home.keys, "dev", `${PARTY}.jwks.json`));
  await page.getByText("已列出 4 件").waitFor();
  await page
    .getByText(/个工作日|今日到期/)
    .first()
    .waitFor();
  await take("inbox");
  await page.locator("table.records a").first().click();
  await page.getByText("网关所指的日志条目已公布").waitFor();
  await page.getByRole("button", { name: "签收", exact: true }).waitFor();
  await take("packet");
  await page.getByRole("button", { name: "签收", exact: true }).click();
  await page.getByRole("dialog").getByRole("button", { name: "签收", exact: true }).click();
  await page.getByText("已签收").first().waitFor();
  await page.getByRole("heading", { name: "办理进度与期限" }).scrollIntoViewIfNeeded();
  await take("deadlines");
  await page.getByRole("button", { name: "填写" }).first().click();
  await page.getByLabel(/^办理结果/).selectOption("10");
  await take("form");
  await page.getByRole("button", { name: "关闭" }).click();
  await page.evaluate(() => Reflect.set(globalThis, "print", () => undefined));
  await page.getByRole("button", { name: "打印移送函" }).click();
  const pdf = path.join(t.testdir(), "letter.pdf");
  await writeFile(pdf, await page.pdf({ preferCSSPageSize: true }));
  await promisify(execFile)("pdftoppm", ["-r", "60", "-png", "-singlefile", pdf, path.join(PLACE, "letter")]);
  await page.goto(`${home.url}/console/archive`);
  await page.getByRole("button", { name: /^以 .* 登录$/ }).click();
  await page.getByText("已列出 4 件").waitFor();
  await take("history");

  // The first day of a procuratorate, in a browser of its own.
  const { page: other } = await openConsole(t, browser, `${home.url}/console/compose`, { width: 1100, height: 760 });
  await signInAs(other, "procuratorate", path.join(home.keys, "dev", "procuratorate.jwks.json"));
  const filled = bytesOf(renumbered(list));
  await other
    .getByLabel("选择或拖入填好的移送清单")
    .setInputFiles({ name: "移送清单.xlsx", mimeType: "", buffer: Buffer.from(filled) });
  await other.getByText(/2 人，0 处错误/).waitFor();
  await take("compose", other);
  const step = (name: string) => other.locator(".steps").getByRole("button", { name }).click();
  await step("3 谁看到什么");
  await other.getByText("与网关预检结果一致").waitFor();
  await take("who-sees-what", other);
  await step("4 签发");
  await other.getByRole("button", { name: "签名并移送" }).click();
  await other.getByRole("dialog").getByRole("button", { name: "确认移送" }).click();
  await other.getByRole("link", { name: "查看进展" }).click();
  await other.getByRole("heading", { name: "办理进度与期限" }).waitFor();
  await take("sent", other);
  await other.getByRole("link", { name: "首页" }).click();
  await other.getByText("长期帮扶与认定到期").waitFor();
  await other.waitForFunction(() => !document.querySelector("main")?.textContent?.includes("…"));
  await take("workbench", other);
});
