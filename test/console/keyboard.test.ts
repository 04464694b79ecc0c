/**
 * From the key file to the receipt by the keyboard alone, with a list whose every free text is hostile: it is shown as text, on the
 * page, on paper and in the workbook, and nothing of it acts.
 */
import { readFile } from "node:fs/promises";
import path from "node:path";
import t from "tap";
import type { Page } from "playwright-core";
import { shownText } from "../../src/sheets/workbook.ts";
import { readXlsx } from "../../src/sheets/xlsx/read-xlsx.ts";
import { builtConsole } from "../support/console/built-console.ts";
import { openConsole } from "../support/console/console-page.ts";
import { departmentOf, exampleList, gatewayHome, renumbered, senderOf, start } from "../support/gateway/gateway.ts";
import * as browsers from "../support/referees/browser.ts";
import { outside } from "../support/referees/outside.ts";

const skip = outside(t, browsers.hasBrowser, "the desk by the keyboard", "chromium");
const PARTY = "civil-affairs";
/** Most presses of Tab from one control to another. */
const FAR = 60;

/** Free texts, and what stands in them. */
const HOSTILE: Readonly<Record<string, string>> = {
  "/header/officer/office": `"><script>acted()</script>`,
  "/subjects/0/address/residence/text": `<img src=x onerror=acted()>`,
  "/subjects/0/address/registered/text": `<a href="javascript:acted()">x</a>`,
  "/subjects/0/needs/suggestion": `<svg/onload=acted()>{{7*7}}\${7*7}`,
  "/subjects/0/expenses/debts/0/reason": `=HYPERLINK("http://example.com","x")`,
  "/subjects/0/consent/records/0/purpose": `</title><iframe srcdoc="<script>parent.acted()</script>">`,
};

/** Puts a value at a JSON pointer. */
function put(document: unknown, pointer: string, value: string): void {
  const names = pointer.split("/").slice(1);
  const last = names.pop() ?? "";
  let at = document as Record<string, unknown>;
  for (const name of names) at = at[name] as Record<string, unknown>;
  if (!(last in at)) throw new Error(`the example has no ${pointer}`);
  at[last] = value;
}

/** Presses Tab until the control with a name has the focus. */
async function tabTo(page: Page, name: RegExp | string): Promise<void> {
  for (let pressed = 0; pressed < FAR; pressed++) {
    await page.keyboard.press("Tab");
    const focused = await page.evaluate(() => {
      const at = document.activeElement as HTMLInputElement | null;
      const labels = [...(at?.labels ?? [])].map(({ textContent }) => textContent);
      return [at?.getAttribute("aria-label"), ...labels, at?.textContent].join(" ");
    });
    if (typeof name === "string" ? focused.includes(name) : name.test(focused)) return;
  }
  throw new Error(`${FAR} presses of Tab do not reach ${String(name)}`);
}

t.test("the desk by the keyboard alone, with hostile text in the list", { skip }, async (t) => {
  await builtConsole();
  const home = await gatewayHome(t);
  await start(t, home);
  const list = structuredClone(renumbered(await exampleList()));
  for (const [pointer, text] of Object.entries(HOSTILE)) put(list, pointer, text);
  const sender = await senderOf(home);
  await sender.push(await sender.seal(list as never, { type: "aid-subject-list", to: [PARTY] }));

  const browser = await browsers.startBrowser(t);
  const console = await openConsole(t, browser, `${home.url}/console/inbox`);
  const { page } = console;
  const acted: string[] = [];
  await page.exposeFunction("acted", () => acted.push("a text"));
  page.on("dialog", (dialog) => void dialog.dismiss().then(() => acted.push("a dialog")));

  await page.getByRole("heading", { name: "登录" }).waitFor();
  await tabTo(page, "单位标识");
  await page.keyboard.type(PARTY);
  await tabTo(page, "选择密钥文件");
  const choosing = page.waitForEvent("filechooser");
  await page.keyboard.press("Enter");
  await (await choosing).setFiles(path.join(home.keys, "dev", `${PARTY}.jwks.json`));
  await tabTo(page, "导入并登录");
  await page.keyboard.press("Enter");
  await page.getByText("已列出 1 件").waitFor();

  await page.keyboard.press("j");
  await page.keyboard.press("Enter");
  await page.getByText("网关所指的日志条目已公布").waitFor();
  const article = await page.locator("article").innerText();
  const shown = Object.values(HOSTILE).filter((text) => article.includes(text));
  t.same(shown, Object.values(HOSTILE), "texts are shown as they are");
  t.equal(await page.locator("article :is(script, img, iframe, svg[onload], a[href^='javascript:'])").count(), 0);
  t.notMatch(article, /\b49\b/, "no template is computed");

  const downloading = page.waitForEvent("download");
  await tabTo(page, "导出 XLSX");
  await page.keyboard.press("Enter");
  const workbook = readXlsx(await readFile(await (await downloading).path()));
  const cells = new Set(workbook.flatMap(({ rows }) => rows.flatMap((row) => [...row.cells.values()].map(shownText))));
  t.ok(
    shown.every((text) => cells.has(text)),
    "the workbook has them as text",
  );

  await page.keyboard.press("e");
  await page.getByRole("dialog").waitFor();
  await tabTo(page, /^\s*签收$/);
  await page.keyboard.press("Enter");
  await page.getByText("已签收", { exact: true }).waitFor();
  const left: string[] = [];
  for await (const { packet } of (await departmentOf(home, PARTY)).poll({ once: true })) left.push(packet);
  t.same(left, [], "the receipt is at the gateway");
  t.same([...acted, ...console.problems, ...console.violations], []);
  await page.evaluate("acted()");
  t.equal(acted.length, 1, "what acts is noticed");
});
