/** A department reports a person who may be entitled to judicial aid (反向线索), by form, in a real browser and a real gateway. */
import { randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises";
import path from "node:path";
import t from "tap";
import { sealUnder } from "../../src/console/desk/key-backup.ts";
import { builtConsole } from "../support/console/built-console.ts";
import { openConsole } from "../support/console/console-page.ts";
import { leaks } from "../support/console/leaks.ts";
import { lookAtBoth } from "../support/console/look-at-both.ts";
import { signInAs } from "../support/console/sign-in.ts";
import { departmentOf, gatewayHome, start } from "../support/gateway/gateway.ts";
import * as browsers from "../support/referees/browser.ts";
import { outside } from "../support/referees/outside.ts";

const skip = outside(t, browsers.hasBrowser, "the form of a reverse lead in a browser", "chromium");
const PARTY = "civil-affairs";
const PASSPHRASE = "三月的雨水落在屋檐上 2026";

t.test("a reverse lead by form", { skip }, async (t) => {
  await builtConsole();
  const home = await gatewayHome(t);
  await start(t, home);
  const browser = await browsers.startBrowser(t);
  const console = await openConsole(t, browser, `${home.url}/console/inbox`);
  const { page } = console;
  await signInAs(page, PARTY, path.join(home.keys, "dev", `${PARTY}.jwks.json`));
  await page.getByText("没有待签收的数据包").waitFor();
  await page.keyboard.press("g");
  await page.keyboard.press("r");
  await page.getByRole("heading", { name: "反向线索", level: 1 }).waitFor();
  await page.getByRole("button", { name: "增加一人" }).click();
  const groups = await page.locator("main details > summary").allInnerTexts();
  const consent = groups.findIndex((title) => title.includes("同意"));
  t.ok(consent >= 0 && consent < groups.findIndex((title) => title.includes("身份")), groups.join(" | "));
  await lookAtBoth(t, page, "the empty form");

  // The rest comes from a draft that was saved before.
  const example = JSON.parse(await readFile("schemas/reverse-lead/1.example.json", "utf8")) as {
    subjects: { identity: { name: string } }[];
  };
  const draft = { type: "reverse-lead", document: example, reasons: {}, compared: true, jti: randomUUID() };
  const name = example.subjects[0]?.identity.name ?? "";
  await page.getByText("草稿", { exact: true }).click();
  await page.getByLabel(/^口令/).fill(PASSPHRASE);
  const file = Buffer.from(await sealUnder(PASSPHRASE, draft, "aidx-draft+json"));
  await page.getByLabel("选择草稿文件").setInputFiles({ name: "draft.jwe", mimeType: "", buffer: file });
  await page.getByRole("button", { name: "打开草稿" }).click();
  await page.getByText(/1 人，0 处错误/).waitFor();
  for (const step of ["下一步：2 接收单位", "下一步：3 谁看到什么", "下一步：4 签发"]) {
    await page.getByRole("button", { name: step }).click();
  }
  await page.getByRole("button", { name: "签名并移送" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "确认移送" }).click();
  await page.getByText("网关已受理").waitFor();
  await lookAtBoth(t, page, "sent");

  const procuratorate = await departmentOf(home, "procuratorate");
  const got: unknown[] = [];
  for await (const item of procuratorate.poll({ once: true })) got.push((await procuratorate.fetch(item)).body);
  t.equal(got.length, 1);
  t.ok(JSON.stringify(got).includes(name));
  t.same(await leaks(page, [name], PARTY), []);
  t.same([...console.problems, ...console.violations], []);

  const other = await openConsole(t, browser, `${home.url}/console/sent`);
  await signInAs(other.page, "procuratorate", path.join(home.keys, "dev", "procuratorate.jwks.json"));
  await other.page.getByText("还没有移送过").waitFor();
  t.equal(await other.page.getByRole("link", { name: "反向线索" }).count(), 0, "it is a department's");
});
