/** Keys that are made in the browser: registered, used, copied under a passphrase, and never readable. */
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import t from "tap";
import { builtConsole } from "../support/console/built-console.ts";
import { axeFaults, openConsole } from "../support/console/console-page.ts";
import { signInAs } from "../support/console/sign-in.ts";
import { exampleList, gatewayHome, senderOf, start } from "../support/gateway/gateway.ts";
import * as browsers from "../support/referees/browser.ts";
import { until } from "../support/until.ts";
import { outside } from "../support/referees/outside.ts";

const skip = outside(t, browsers.hasBrowser, "keys made in a browser", "chromium");
const PARTY = "civil-affairs";
const PASSPHRASE = "三月的雨水落在屋檐上 2026";

t.test("a unit makes its keys, has them registered, and works with them and with their copy", { skip }, async (t) => {
  await builtConsole();
  const home = await gatewayHome(t);
  const gateway = await start(t, home);
  const browser = await browsers.startBrowser(t);
  const console = await openConsole(t, browser, `${home.url}/console/inbox`);
  const { page } = console;
  await page.getByText("没有密钥？").click();
  await page.getByLabel("为哪个单位生成").fill(PARTY);
  const make = page.getByRole("button", { name: "生成并下载" });
  await page.getByLabel(/设定备份口令/).fill("短口令");
  t.ok(await make.isDisabled(), "too short a passphrase");
  await page.getByLabel(/设定备份口令/).fill(PASSPHRASE);
  const files = new Map<string, Buffer>();
  page.on("download", (download) => {
    void download.path().then(async (file) => files.set(download.suggestedFilename(), await readFile(file)));
  });
  await make.click();
  await page.getByText("密钥已生成").waitFor();
  t.same(await axeFaults(page), []);
  const publicText = await until("the public keys", () => files.get(`${PARTY}.public.jwks.json`)?.toString());
  const backup = await until("the copy", () => files.get(`${PARTY}.keys.p12`));
  const { keys } = JSON.parse(publicText) as { keys: Record<string, unknown>[] };
  t.same(
    keys.map(({ use, crv }) => [use, crv]),
    [
      ["sig", "P-256"],
      ["enc", "P-256"],
    ],
  );
  t.ok(
    keys.every((key) => !Object.hasOwn(key, "d")),
    "public halves only",
  );
  t.equal(backup.at(0), 0x30, "PKCS#12, which test/console/pkcs12.test.ts has OpenSSL read");

  // Before they are registered the gateway knows nothing of them.
  await page.getByRole("button", { name: `以 ${PARTY} 登录` }).click();
  await page
    .getByText(/请求编号/)
    .first()
    .waitFor();
  await page.reload();

  await writeFile(path.join(home.keys, "parties", `${PARTY}.jwks.json`), publicText);
  await gateway.reload();
  const sender = await senderOf(home);
  await sender.push(await sender.seal((await exampleList()) as never, { type: "aid-subject-list", to: [PARTY] }));
  await page.getByRole("button", { name: `以 ${PARTY} 登录` }).click();
  await page.getByText("已列出 1 件").waitFor();
  await page.locator("table.records a").first().click();
  await page.getByRole("button", { name: "签收", exact: true }).waitFor();

  const other = await openConsole(t, browser, `${home.url}/console/inbox`);
  const file = path.join(t.testdir(), `${PARTY}.keys.p12`);
  await writeFile(file, backup);
  await signInAs(other.page, PARTY, file);
  await other.page.getByText("口令不对，或备份文件已损坏").waitFor();
  await other.page.getByLabel("密钥文件口令").fill(PASSPHRASE);
  await other.page.getByRole("button", { name: "导入并登录" }).click();
  await other.page.getByText("已列出 1 件").waitFor();
  t.notOk(console.asked.some((url) => url.includes(PASSPHRASE)));
  t.same([...console.violations, ...other.violations], []);
});
