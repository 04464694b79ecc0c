/** The desk after the receipt: history with filters, deadlines beside each need, feedback by form. */
import { execFile } from "node:child_process";
import { copyFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import t from "tap";
import { builtConsole } from "../support/console/built-console.ts";
import { axeFaults, openConsole } from "../support/console/console-page.ts";
import { signInAs } from "../support/console/sign-in.ts";
import { departmentOf, exampleList, gatewayHome, renumbered, senderOf, start } from "../support/gateway/gateway.ts";
import * as browsers from "../support/referees/browser.ts";
import { outside } from "../support/referees/outside.ts";

const skip = outside(t, browsers.hasBrowser, "the desk in a browser", "chromium");
/** Folder for the prints, to look at them. */
const KEPT = process.env["KEEP_PRINTS"];
const PARTY = "civil-affairs";

t.test("the desk after the receipt", { skip }, async (t) => {
  await builtConsole();
  const home = await gatewayHome(t);
  await start(t, home);
  const sender = await senderOf(home);
  const list = await exampleList();
  const packets: string[] = [];
  for (let n = 0; n < 3; n++) {
    const sealed = await sender.seal(renumbered(list) as never, { type: "aid-subject-list", to: [PARTY] });
    packets.push((await sender.push(sealed)).answer.packets[0]?.id ?? "");
  }
  const department = await departmentOf(home, PARTY);
  const [first = "", second = ""] = packets;
  const opened = await department.fetch({ packet: first });
  await department.acknowledge(opened, "accepted");
  await department.acknowledge(await department.fetch({ packet: second }), { rejected: "duplicate" });
  const browser = await browsers.startBrowser(t);
  const console = await openConsole(t, browser, `${home.url}/console/archive`);
  const { page } = console;
  await signInAs(page, PARTY, path.join(home.keys, "dev", `${PARTY}.jwks.json`));

  await t.test("the history lists all states, its filters stand in the address and can be kept", async (t) => {
    await page.getByText("已列出 3 件").waitFor();
    t.same(await axeFaults(page), []);
    await page.getByLabel("状态").selectOption("rejected");
    await page.getByText("已列出 1 件").waitFor();
    t.match(page.url(), /\/archive\?state=rejected$/);
    t.ok(await page.getByText("重复移送").or(page.getByText(/重复/)).first().isVisible(), "the reason");
    await page.getByLabel("视图名称").fill("已拒收的");
    await page.getByRole("button", { name: "保存当前条件" }).click();
    await page.getByRole("link", { name: "清除条件" }).click();
    await page.getByText("已列出 3 件").waitFor();
    await page.getByLabel("收到日期自").fill("2030-01-01");
    await page.getByText("没有符合条件的数据包").waitFor();
    await page.getByRole("link", { name: "已拒收的" }).click();
    await page.getByText("已列出 1 件").waitFor();
    t.same(await axeFaults(page), [], "with a kept view");
    await page.goBack();
    await page.getByText("没有符合条件的数据包").waitFor();
    await page.getByRole("button", { name: "删除视图 已拒收的" }).click();
    t.equal(await page.getByRole("link", { name: "已拒收的" }).count(), 0);
  });

  await t.test("a settled packet shows its receipt and each need with its deadlines", async (t) => {
    await page.getByRole("link", { name: "清除条件" }).click();
    await page.locator(`table.records a[href$="${first}"]`).click();
    await page.getByText("已签收").first().waitFor();
    t.equal(
      await page.getByRole("button", { name: "签收", exact: true }).count(),
      0,
      "what is settled is not answered again",
    );
    await page.getByRole("heading", { name: "办理进度与期限" }).waitFor();
    const rows = await page.getByRole("table", { name: "办理进度与期限" }).locator("tbody tr").allInnerTexts();
    t.ok(rows.length > 0);
    t.match(rows.join("\n"), /还有 \d+ 个工作日|今日到期/);
    t.same(await axeFaults(page), []);
  });

  await t.test("what became of a need is reported with a form: faults first, then sent once", async (t) => {
    await page.getByRole("button", { name: "填写" }).first().click();
    const dialog = page.getByRole("dialog", { name: /^反馈：/ });
    t.same(await axeFaults(page), [], "the form");
    await dialog.getByRole("button", { name: "签名并发送" }).click();
    await dialog.getByText("请选择办理结果").waitFor();
    await dialog.getByLabel(/^办理结果/).selectOption("32");
    await dialog.getByRole("button", { name: "签名并发送" }).click();
    await dialog.getByText(/处须改正/).waitFor();
    t.same(await axeFaults(page), [], "with faults");
    const fill = async (label: RegExp, value: string) => dialog.getByLabel(label).first().fill(value);
    t.equal(await dialog.getByLabel(/来文单位·单位名称/).inputValue(), "示例区民政局", "what the directory says");
    await fill(/来文单位·统一社会信用代码/, "11990100000000027A");
    await fill(/承办人姓名/, "孙玉梅");
    await fill(/电话号码/, "0518-88000012");
    await fill(/责任科室/, "社会救助科");
    await dialog.getByLabel(/^办理结果/).selectOption("10");
    await dialog.getByRole("button", { name: "签名并发送" }).click();
    await dialog.getByText("已发送并受理 1 项办理结果").waitFor();
    await dialog.getByRole("button", { name: "关闭" }).click();
    await page.getByRole("table", { name: "办理进度与期限" }).getByText("已受理申请").waitFor();
    await page.getByRole("table", { name: "已反馈" }).getByText(/反馈/).first().waitFor();
    const sent = (await sender.thread(opened.thread)).filter(({ type }) => type === "feedback");
    t.equal(sent.length, 1);
    t.same(
      console.problems.filter((line) => !line.includes("422")),
      [],
      "the refused form is the only fault",
    );
    t.same(console.violations, []);
  });

  await t.test(
    "the three prints are papers of A4 with the facts, the receipt and a code that names the packet",
    async (t) => {
      // The browser's own dialog cannot be seen from here.
      await page.evaluate(() => Reflect.set(globalThis, "print", () => undefined));
      const printed = async (button: string) => {
        await page.getByRole("button", { name: button }).click();
        const file = path.join(t.testdir(), "print.pdf");
        await writeFile(file, await page.pdf({ preferCSSPageSize: true }));
        if (KEPT !== undefined) await copyFile(file, path.join(KEPT, `${button}.pdf`));
        const { stdout } = await promisify(execFile)("pdftotext", ["-layout", file, "-"]);
        return { text: stdout.replaceAll(/\s+/g, ""), pages: stdout.split("\f").length - 1 };
      };
      const letter = await printed("打印移送函");
      t.match(letter.text, "关于移送救助对象信息的函");
      t.match(letter.text, "示例区民政局：");
      t.match(letter.text, "附件");
      t.ok(letter.pages >= 2, "the attachment begins a page");
      const service = await printed("打印送达回证");
      t.match(service.text, /签收结果已签收/);
      t.match(service.text, first);
      t.equal(service.pages, 1, "one sheet");
      t.notMatch(service.text, "救助对象信息移送清单移送信息");
      const slip = await printed("打印签收单");
      t.match(slip.text, "拟办意见");
      t.match(slip.text, "基本生活");
      t.equal(await page.locator(".paper [aria-label^=二维码] svg").count(), 1);
      t.same(console.violations, [], "no violation of the policy");
    },
  );

  await t.test(
    "before a minor's record is copied or printed the page asks what for, and the sheet says it",
    async (t) => {
      const sealed = await sender.seal(renumbered(list) as never, { type: "aid-subject-list", to: ["education"] });
      const child = (await sender.push(sealed)).answer.packets[0]?.id ?? "";
      await page.getByRole("button", { name: "退出" }).click();
      await page.goto(`${home.url}/console/packets/${child}`);
      await signInAs(page, "education", path.join(home.keys, "dev", "education.jwks.json"));
      await page.evaluate(() => {
        Reflect.set(globalThis, "prints", 0);
        Reflect.set(globalThis, "print", () =>
          Reflect.set(globalThis, "prints", Reflect.get(globalThis, "prints") + 1),
        );
      });
      const question = page.getByRole("dialog", { name: "复制或打印未成年人信息" });
      const prints = () => page.evaluate(() => Reflect.get(globalThis, "prints") as number);
      await page.getByRole("button", { name: "打印移送函" }).click();
      t.same(await axeFaults(page), [], "the question");
      await question.getByRole("button", { name: "关闭" }).click();
      t.equal(await prints(), 0, "nothing was printed without it");
      await page.locator(".attachment td").first().click({ clickCount: 3 });
      await page.keyboard.press("Control+c");
      await question.getByRole("button", { name: "关闭" }).click();
      await page.getByRole("button", { name: "打印签收单" }).click();
      await question.getByRole("button", { name: "入户核查" }).click();
      await question.waitFor({ state: "hidden" });
      t.equal(await prints(), 1);
      t.match(await page.locator(".paper-foot").textContent(), /用途：入户核查/);
      await page.getByRole("button", { name: "打印移送函" }).click();
      t.equal(await prints(), 2, "it is asked once for a packet that is open");
      t.same(console.violations, []);
    },
  );
});
