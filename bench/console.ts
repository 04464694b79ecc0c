/**
 * Console: what a clerk waits for in a real Chromium over a real gateway. First screens come from a cold cache on a processor
 * four times slower than this one; then a packet of one person and one of 500 opened and verified; then the page's memory
 * after many looks at the inbox.
 */
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type BrowserContext, chromium, type Page } from "playwright-core";
import { sampleList } from "../src/sample/list.ts";
import { print, quantile } from "./figure.ts";
import { startGateway } from "./gateway.ts";
import { fire } from "./load.ts";

const BROWSERS = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
const PARTY = "civil-affairs";
/** How many times slower than this machine the processor of a first screen is. */
const SLOWER = 4;
const ROUNDS = 5;
/** Packets on a page of the inbox, and what the page says then. */
const PAGE = 50;
const LISTED = `已列出 ${PAGE} 件`;
/** Packets that are opened one after the other. */
const OPENED = 20;
/** Looks at the inbox whose memory is compared. */
const LOOKS = 300;

/** Runs it on a gateway with an embedded PostgreSQL. */
export async function runConsole(): Promise<void> {
  const executablePath = BROWSERS.find((path) => existsSync(path));
  if (executablePath === undefined) throw new Error("the bench of the console needs Chromium");
  execFileSync(process.execPath, ["src/console/build.ts", "--if-needed"]);
  const gateway = await startGateway({});
  const folder = mkdtempSync(join(tmpdir(), "aidx-bench-console-"));
  const keyFile = join(folder, "keys.json");
  writeFileSync(keyFile, JSON.stringify(gateway.privateSet(PARTY)));
  const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
  const inbox = `${gateway.process.url}/console/inbox`;
  try {
    const persons = { one: sampleList({ seed: 1, subjects: 1 }), many: sampleList({ seed: 1, subjects: 500 }) };
    // The one of 500 persons is the oldest, and stands first.
    const shots = [...(await gateway.seal(1, persons.many, 1)), ...(await gateway.seal(PAGE - 1, persons.one, 1))];
    await fire(gateway.process.url, shots, { width: 1, status: 202 });

    const first: number[] = [];
    const list: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const context = await browser.newContext({ locale: "zh-CN" });
      const page = await slowPage(context);
      first.push(await timed(() => page.goto(inbox), page.getByRole("heading", { name: "登录" })));
      await signIn(page, keyFile);
      await page.reload();
      const known = page.getByRole("button", { name: new RegExp(`^以 ${PARTY} 登录`) });
      await known.waitFor();
      list.push(await timed(() => known.click(), page.getByText(LISTED)));
      await context.close();
    }
    const about = { slower: SLOWER, rounds: ROUNDS };
    print({ name: "console.cold.sign-in", unit: "s", value: quantile(first, 0.5) / 1000, target: 3, ...about });
    print({ name: "console.cold.inbox", unit: "s", value: quantile(list, 0.5) / 1000, target: 4, ...about });

    const context = await browser.newContext({ locale: "zh-CN" });
    const page = await context.newPage();
    await page.goto(inbox);
    await signIn(page, keyFile);
    const opened: number[] = [];
    for (let row = 1; row <= OPENED; row++) {
      const link = page.locator("table.records a").nth(row);
      opened.push(await timed(() => link.click(), page.locator("article")));
      await page.goBack();
      await page.getByText(LISTED).waitFor();
    }
    print({ name: "console.packet.open", unit: "ms", value: quantile(opened, 0.5), recipients: 1 });
    const first500 = page.locator("table.records a").first();
    print({
      name: "console.packet.500",
      unit: "ms",
      value: await timed(() => first500.click(), page.locator("article")),
      target: 300,
    });
    await page.goBack();
    const refresh = page.getByRole("button", { name: "刷新" }).first();
    await refresh.waitFor();
    const before = await heapMb(page);
    for (let look = 0; look < LOOKS; look++) {
      await Promise.all([page.waitForResponse((answer) => answer.url().includes("/v1/inbox")), refresh.click()]);
    }
    print({
      name: "console.memory.growth",
      unit: "MB",
      value: (await heapMb(page)) - before,
      target: 20,
      looks: LOOKS,
    });
  } finally {
    await browser.close();
    await gateway.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function slowPage(context: BrowserContext): Promise<Page> {
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  await session.send("Emulation.setCPUThrottlingRate", { rate: SLOWER });
  return page;
}

async function signIn(page: Page, keyFile: string): Promise<void> {
  await page.getByLabel("单位标识").fill(PARTY);
  await page.getByLabel("选择密钥文件").setInputFiles(keyFile);
  await page.getByRole("button", { name: "导入并登录" }).click();
  await page.getByText(LISTED).waitFor();
}

/** Time from an act to what it shows, ms. */
async function timed(act: () => Promise<unknown>, shows: { waitFor(): Promise<void> }): Promise<number> {
  const began = performance.now();
  await act();
  await shows.waitFor();
  return performance.now() - began;
}

/** Bytes of the page's heap that are in use after a collection, MB. */
async function heapMb(page: Page): Promise<number> {
  const session = await page.context().newCDPSession(page);
  await session.send("HeapProfiler.collectGarbage");
  const { usedSize } = await session.send("Runtime.getHeapUsage");
  await session.detach();
  return usedSize / 1e6;
}
