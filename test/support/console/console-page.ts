import axe from "axe-core";
import type { Browser, BrowserContext, Page, Request } from "playwright-core";
import type { Test } from "tap";

/** A page of the console in a browser, with everything that must not happen recorded. */
export interface ConsolePage {
  readonly context: BrowserContext;
  readonly page: Page;
  /** Errors and warnings of the page, and requests that failed. */
  readonly problems: readonly string[];
  /** Violations of the page's policy, as `directive blocked`. */
  readonly violations: readonly string[];
  /** Addresses that were asked. */
  readonly asked: readonly string[];
}

/** Fault that the accessibility rules found: rule, and the elements as HTML. */
export interface AxeFault {
  readonly rule: string;
  readonly nodes: readonly string[];
}

/** Longest wait for what a page should show, ms. */
const PATIENCE = 15_000;
/** Rules of WCAG 2.0 to 2.2, levels A and AA, at all impacts. */
const WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
/** What the browser itself reports of a violation, which is recorded with its details anyway. */
const VIOLATION = /Content Security Policy|Content-Security-Policy/;

/** Opens a page in a context of its own, which ends with the test. */
export async function openConsole(
  t: Test,
  browser: Browser,
  url: string,
  size: { readonly width: number; readonly height: number } = { width: 1280, height: 900 },
): Promise<ConsolePage> {
  const context = await browser.newContext({ viewport: size, locale: "zh-CN", reducedMotion: "reduce" });
  t.teardown(() => context.close());
  await context.grantPermissions(["clipboard-read", "clipboard-write"]).catch(() => undefined);
  context.setDefaultTimeout(PATIENCE);
  const page = await context.newPage();
  const [problems, violations, asked]: string[][] = [[], [], []];
  page.on("pageerror", (error) => problems?.push(error.stack ?? error.message));
  page.on("console", (message) => {
    if (!["error", "warning"].includes(message.type())) return;
    if (!VIOLATION.test(message.text())) problems?.push(message.text());
  });
  const answered = new Set<Request>();
  page.on("response", (response) => answered.add(response.request()));
  page.on("requestfailed", (request) => {
    // Chromium says so too of an answer that was read to its end before its connection was told.
    if (!answered.has(request)) problems?.push(`failed: ${request.url()} ${request.failure()?.errorText}`);
  });
  context.on("request", (request) => {
    if (!/^(data|blob):/.test(request.url())) asked?.push(request.url());
  });
  await page.exposeFunction("violated", (line: string) => violations?.push(line));
  await page.addInitScript(() => {
    document.addEventListener("securitypolicyviolation", ({ effectiveDirective, blockedURI, sample, sourceFile }) => {
      const told = (globalThis as unknown as { violated: (line: string) => void }).violated;
      told([effectiveDirective, blockedURI, sample, sourceFile].join(" ").trim());
    });
  });
  await page.goto(url);
  return { context, page, problems: problems ?? [], violations: violations ?? [], asked: asked ?? [] };
}

/** Runs the accessibility rules over the page as it is. */
export async function axeFaults(page: Page): Promise<AxeFault[]> {
  if (await page.evaluate(() => !("axe" in globalThis))) await page.evaluate(axe.source);
  const found = await page.evaluate(
    `axe.run(document, { runOnly: ${JSON.stringify(WCAG)}, resultTypes: ["violations"] })`,
  );
  const { violations } = found as { violations: { id: string; nodes: { html: string; failureSummary: string }[] }[] };
  return violations.map(({ id, nodes }) => ({
    rule: id,
    nodes: nodes.map(({ html, failureSummary }) => `${html.slice(0, 200)} ${failureSummary}`),
  }));
}
