/** The pages that are open to all, in real browsers: what they verify, and what they must never do. */
import path from "node:path";
import t, { type Test } from "tap";
import { makeEvidence } from "../../src/evidence/make/make.ts";
import { readConsoleSite } from "../../src/http/console-site.ts";
import { encodeBase64 } from "../../src/wire/base64.ts";
import { builtConsole } from "../support/console/built-console.ts";
import { axeFaults, type ConsolePage, openConsole } from "../support/console/console-page.ts";
import { EvidenceThread } from "../support/evidence/evidence-thread.ts";
import { startServer } from "../support/http/http-server.ts";
import * as browsers from "../support/referees/browser.ts";
import { outside } from "../support/referees/outside.ts";
import { sha256 } from "../support/sha256.ts";
import { until } from "../support/until.ts";

const skip = outside(t, browsers.hasBrowser, "the console in a browser", "chromium");
const skipOldest = outside(t, browsers.hasOldestBrowser, "the console in the oldest browser", browsers.OLDEST_FROM);

await builtConsole();
const site = await readConsoleSite(path.resolve("dist/console"), "/");
if (site === undefined) throw new Error("the console is not built");
const thread = await EvidenceThread.made("long");
const { bytes } = await makeEvidence(thread.source(), sha256, thread.thread);
const witnesses = thread.witnesses.map(({ vkey }) => vkey);
const server = await startServer({ settings: { witnesses, quorum: 2 }, deps: { auditLog: thread.log, console: site } });
t.teardown(() => server.close());
const trust = JSON.stringify({ log: [thread.log.signer.vkey], witnesses, quorum: 2 });

/** Holds what every page must keep to. */
function keepsTo(t: Test, { problems, violations, asked }: ConsolePage): void {
  t.same(problems, [], "no error of the page");
  t.same(violations, [], "no violation of the policy");
  t.same(
    asked.filter((url) => new URL(url).origin !== server.origin),
    [],
    "no other origin",
  );
}

async function give(page: ConsolePage["page"], label: string, name: string, content: Buffer): Promise<void> {
  const field = page.getByLabel(label);
  await field.setInputFiles({ name, mimeType: "application/octet-stream", buffer: content });
}

/** Verifies evidence in the page and reads the words of the steps by their titles. */
async function verified({ page }: ConsolePage, file: Uint8Array): Promise<Map<string, string>> {
  await give(page, "拖到此处", "evidence.zip", Buffer.from(file));
  await page.getByRole("button", { name: "核验", exact: true }).click();
  await page.locator("table.records").waitFor();
  const rows = await page.locator("table.records tbody tr").all();
  const read = rows.map(async (row) => [
    (await row.locator("th").innerText()).trim(),
    (await row.locator(".status").innerText()).replace(/\s+/g, ""),
  ]);
  return new Map((await Promise.all(read)) as [string, string][]);
}

t.test("the present Chromium", { skip }, async (t) => {
  const browser = await browsers.startBrowser(t);

  await t.test("the log is verified in the page: signature, hashes, witnesses, entries, growth", async (t) => {
    const console = await openConsole(t, browser, `${server.origin}/console/log`);
    const { page } = console;
    await page.getByRole("term").filter({ hasText: "检查点签名" }).waitFor();
    const facts = await page.locator("main").innerText();
    t.match(facts, String(thread.log.all.length));
    t.match(facts, encodeBase64((await thread.log.heads()).published?.root ?? new Uint8Array()));
    t.equal(await page.locator("table.records .status-good").count(), 2, "both witnesses");

    await page.getByLabel("序号，或叶哈希").fill("3");
    await page.getByLabel("序号，或叶哈希").press("Enter");
    await page.getByText("条目在日志中").waitFor();
    const leaf = thread.log.all[3]?.leafHash.toString("base64url") ?? "";
    t.ok(await page.getByText(leaf, { exact: true }).first().isVisible());
    await page.getByLabel("序号，或叶哈希").fill(Buffer.alloc(32, 7).toString("hex"));
    await page.getByRole("button", { name: "查找并核验" }).click();
    await page.getByText("已公布的日志中没有此条目").waitFor();
    await page.getByLabel("序号，或叶哈希").fill("999999");
    await page.getByRole("button", { name: "查找并核验" }).click();
    await page.getByText(/序号自 0 起/).waitFor();

    await page.getByLabel("较小的条目数").fill("2");
    await page.getByRole("button", { name: "核验", exact: true }).click();
    await page
      .getByText(/只增不改$/)
      .last()
      .waitFor();
    await page.getByText(/2 条至 \d+ 条只增不改/).waitFor();
    await page.getByLabel("树根哈希").fill(Buffer.alloc(32, 1).toString("base64"));
    await page.getByRole("button", { name: "核验", exact: true }).click();
    await page.getByText(/2 条与 \d+ 条不一致/).waitFor();

    t.same(await axeFaults(page), []);
    await page.getByRole("button", { name: "切换为英文" }).click();
    await page.getByRole("heading", { name: "Transparency log" }).waitFor();
    t.equal(await page.evaluate("document.documentElement.lang"), "en", "without a reload");
    t.same(await axeFaults(page), [], "in English too");
    const missing = console.problems.filter((line) => !line.includes("404"));
    keepsTo(t, { ...console, problems: missing });
  });

  await t.test("a checkpoint that is kept tells a fork; another log's key verifies nothing", async (t) => {
    const console = await openConsole(t, browser, `${server.origin}/console/log`);
    const { page } = console;
    await page.getByRole("button", { name: "自此关注" }).click();
    await page.getByText(/以来只增不改/).waitFor();
    await page.evaluate((origin) => {
      const place = `aidx.log.${origin}`;
      const kept = JSON.parse(localStorage.getItem(place) ?? "{}") as object;
      localStorage.setItem(place, JSON.stringify({ ...kept, root: btoa("x".repeat(32)) }));
    }, thread.log.origin);
    await page.reload();
    await page.getByText(/分叉或回退/).waitFor();

    const other = (await EvidenceThread.made("short")).log.signer.vkey;
    await page.getByLabel("运营方另行提供").fill(other);
    await page.getByRole("button", { name: "使用此公钥" }).click();
    await page.getByText("核验不通过").waitFor();
    t.equal(await page.getByText("检查点签名").count(), 0, "nothing of it is shown");
    keepsTo(t, console);
  });

  await t.test("evidence is verified off line, step by step, and a changed byte is found", async (t) => {
    const console = await openConsole(t, browser, `${server.origin}/console/evidence`);
    const { page, context } = console;
    await give(page, "选择 trust.json", "trust.json", Buffer.from(trust));
    await page.getByText("可断网使用").waitFor();
    await context.setOffline(true);
    await page.getByText("网络已断开").waitFor();
    const good = await verified(console, bytes);
    t.equal(good.get("检查点由受信任的日志签名"), "✓通过");
    t.equal(good.get("日志完整") ?? "–未核验", "–未核验");
    t.ok(await page.getByText("全部必要步骤通过").isVisible());
    t.same(await axeFaults(page), []);
    const changed = Buffer.from(bytes);
    changed.write('"outcome":"rejected"', changed.indexOf('"outcome":"accepted"'));
    const bad = await verified(console, changed);
    t.ok([...bad.values()].includes("✕不通过"));
    await page.getByText("核验未通过").waitFor();
    await verified(console, Buffer.from("no archive"));
    t.ok(await page.getByText("核验未通过").isVisible());
    keepsTo(t, console);
  });

  await t.test("keyboard, help, narrow page, and an address that names nothing", async (t) => {
    const console = await openConsole(t, browser, `${server.origin}/console/?from=a&from=b`, {
      width: 360,
      height: 800,
    });
    const { page } = console;
    await page.getByRole("heading", { level: 1 }).waitFor();
    await page.keyboard.press("g");
    await page.keyboard.press("v");
    await page.getByRole("heading", { name: "证据核验" }).waitFor();
    await page.keyboard.press("?");
    await page.getByRole("dialog", { name: "键盘快捷键" }).waitFor();
    t.same(await axeFaults(page), []);
    await page.getByLabel("启用单键快捷键").click();
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "hidden" });
    await page.keyboard.press("g");
    await page.keyboard.press("l");
    t.equal(await page.getByRole("heading", { name: "证据核验" }).count(), 1, "single keys are off");
    const width = await page.evaluate("document.documentElement.scrollWidth");
    t.equal(width, 360, "nothing is wider than the page");
    await page.goto(`${server.origin}/console/no/such/page`);
    await page.getByText("没有此页面").waitFor();
    t.same(await axeFaults(page), []);
    keepsTo(t, console);
  });

  await t.test("each guard of these tests can fail", async (t) => {
    const console = await openConsole(t, browser, `${server.origin}/console/`);
    const { page } = console;
    await page.getByRole("heading", { level: 1 }).waitFor();
    await page.evaluate(() => {
      const style = document.createElement("style");
      style.textContent = "h1 { color: #ccc; }";
      document.head.append(style);
      document.querySelector("main")?.append(document.createElement("input"));
      void fetch("https://example.org/").catch(() => undefined);
    });
    t.same(
      (await axeFaults(page)).map(({ rule }) => rule),
      ["label"],
      "a field without a label",
    );
    const directives = console.violations.map((line) => line.split(" ", 2).join(" "));
    t.same(directives, ["style-src-elem inline", "connect-src https://example.org/"]);
    await page.evaluate(() => queueMicrotask(() => nothingOfThatName()));
    const told = await until("the page's error is told", () =>
      console.problems.find((line) => line.includes("nothingOfThatName")),
    );
    t.ok(told);
  });
});

t.test("Chromium 109 verifies evidence and the log as the present one does", { skip: skipOldest }, async (t) => {
  const browser = await browsers.startOldestBrowser(t);
  const console = await openConsole(t, browser, `${server.origin}/console/evidence`);
  const { page } = console;
  await give(page, "选择 trust.json", "trust.json", Buffer.from(trust));
  const steps = await verified(console, bytes);
  t.equal(steps.get("检查点由受信任的日志签名"), "✓通过");
  t.ok(await page.getByText("全部必要步骤通过").isVisible());
  await page.getByRole("link", { name: "透明日志" }).click();
  await page.getByRole("term").filter({ hasText: "检查点签名" }).waitFor();
  t.equal(await page.locator("table.records .status-good").count(), 2);
  keepsTo(t, console);
});

declare function nothingOfThatName(): void;
