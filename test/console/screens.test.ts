/** Every route of the router, in every state, in both languages: accessibility, policy, origins, and what is kept. */
import path from "node:path";
import type { Page } from "playwright-core";
import t, { type Test } from "tap";
import { builtConsole } from "../support/console/built-console.ts";
import { axeFaults, type ConsolePage, openConsole } from "../support/console/console-page.ts";
import { leaks } from "../support/console/leaks.ts";
import { lookAtBoth } from "../support/console/look-at-both.ts";
import { type Held, type Screen, SCREENS, type Visitor } from "../support/console/screens.ts";
import { signInAs } from "../support/console/sign-in.ts";
import { exampleList, gatewayHome, renumbered, senderOf, start } from "../support/gateway/gateway.ts";
import * as browsers from "../support/referees/browser.ts";
import { outside } from "../support/referees/outside.ts";

const skip = outside(t, browsers.hasBrowser, "the screens in a browser", "chromium");
const NOTHING: Held = {
  packet: "01900000-0000-7000-8000-000000000001",
  message: "01900000-0000-7000-8000-000000000002",
  thread: "01900000-0000-7000-8000-000000000003",
};
const VISITORS = ["nobody", "civil-affairs", "procuratorate", "auditor", "operator"] as const;

/** What the gateway's answers are turned into. */
type Mode = "failed" | "over" | "pass" | "refused";

const STATUS = {
  failed: [400, "malformed-request"],
  refused: [403, "forbidden"],
  over: [401, "invalid-token"],
} as const;

t.test("every screen in every state, in both languages", { skip }, async (t) => {
  await builtConsole();
  const home = await gatewayHome(t);
  await start(t, home);
  const browser = await browsers.startBrowser(t);
  const desks = new Map<Visitor, ConsolePage>();
  const modes = new Map<Visitor, (mode: Mode | "hold") => void>();
  for (const visitor of VISITORS) {
    const desk = await openConsole(t, browser, `${home.url}/console/`);
    desks.set(visitor, desk);
    modes.set(visitor, await standIn(desk.page));
  }
  const deskOf = (visitor: Visitor) => {
    const [desk, turn] = [desks.get(visitor), modes.get(visitor)];
    if (desk === undefined || turn === undefined) throw new TypeError("every visitor has a desk");
    return { ...desk, turn };
  };

  await t.test("the walk knows every route, and no other", async (t) => {
    const routes = await deskOf("nobody").page.evaluate(() => {
      const { __TSR_ROUTER__: router } = globalThis as unknown as { __TSR_ROUTER__: { routesByPath: object } };
      return Object.keys(router.routesByPath);
    });
    t.same(unknown(routes), [], "a new route is walked: it has a row in test/support/console/screens.ts");
    t.same(Object.keys(SCREENS).toSorted(), routes.toSorted());
    t.same(unknown([...routes, "/secret"]), ["/secret"], "control: a route without a row is found");
  });

  for (const visitor of VISITORS) {
    await t.test(`${visitor}: each screen while there is nothing`, async (t) => {
      const { page, turn } = deskOf(visitor);
      if (visitor !== "nobody") {
        // A page that asks nothing once the desk is open.
        await open(page, "/ops/import");
        await page.getByRole("heading", { name: "登录" }).waitFor();
        await signInAs(page, visitor, path.join(home.keys, "dev", `${visitor}.jwks.json`));
        await page.getByRole("button", { name: "退出" }).waitFor();
      }
      for (const [route, screen] of screensOf(visitor)) await walkStates(t, deskOf(visitor), route, screen);
      turn("pass");
    });
  }

  const list = await exampleList();
  const name = (list["subjects"] as { identity: { name: string } }[])[0]?.identity.name ?? "";
  const sender = await senderOf(home);
  const { answer } = await sender.push(
    await sender.seal(renumbered(list) as never, { type: "aid-subject-list", to: ["civil-affairs"] }),
  );
  const held = { packet: answer.packets[0]?.id ?? "", message: answer.id, thread: answer.thread };

  for (const visitor of VISITORS) {
    await t.test(`${visitor}: each screen with something on it, and nothing of it is kept`, async (t) => {
      const { page, asked, violations } = deskOf(visitor);
      await page.goto(`${home.url}/console/ops/import`);
      if (visitor !== "nobody") await page.getByRole("button", { name: /^以 .* 登录$/ }).click();
      for (const [route, screen] of screensOf(visitor)) {
        await open(page, screen.at(held));
        await page.locator("main").getByText(screen.shows).first().waitFor();
        await lookAtBoth(t, page, `${route}, something`);
      }
      if (visitor !== "nobody") t.same(await leaks(page, [name], visitor), [], "nothing is kept in the browser");
      t.same(violations, [], "no violation of the policy");
      t.same(foreign(asked, home.url), [], "no other origin");
      t.same(told(asked, name), [], "nothing of a packet is in an address");
    });
  }

  await t.test("a screen of another role says whose it is, and asks nothing", async (t) => {
    for (const [route, { visitor, at }] of Object.entries(SCREENS)) {
      if (visitor === "nobody") continue;
      const { page, asked } = deskOf(visitor === "auditor" ? "operator" : "auditor");
      const before = asked.length;
      await open(page, at(held));
      await page.getByText(/本页供.*使用/).waitFor();
      t.same(
        asked.slice(before).filter((url) => new URL(url).pathname.startsWith("/v1/")),
        [],
        route,
      );
    }
    for (const visitor of ["auditor", "operator"] as const) await lookAtBoth(t, deskOf(visitor).page, "another role's");
  });

  await t.test("controls: what must not be is found", async (t) => {
    const desk = await openConsole(t, browser, `${home.url}/console/`);
    await desk.page.evaluate(() => {
      document.querySelector("main")?.insertAdjacentHTML("beforeend", `<input><p style="color: red">x</p>`);
      localStorage.setItem("kept", "civil-affairs 张某某");
    });
    await desk.page.evaluate(() => fetch("https://elsewhere.invalid/?q=张某某").catch(() => undefined));
    t.same(
      (await axeFaults(desk.page)).map(({ rule }) => rule),
      ["label"],
      "a field without a label",
    );
    t.same(await leaks(desk.page, ["张某某"], "civil-affairs").then(({ length }) => length), 1, "a name that is kept");
    t.match(desk.violations.join("\n"), /style-src-attr/, "a style");
    t.match(desk.violations.join("\n"), /connect-src https:\/\/elsewhere\.invalid/, "another origin");
    t.same(told(["https://x/?q=%E5%BC%A0%E6%9F%90%E6%9F%90"], "张某某").length, 1, "a name in an address");
    t.same(foreign(["https://elsewhere.invalid/", `${home.url}/`], home.url), ["https://elsewhere.invalid/"]);
  });
});

function unknown(routes: readonly string[]): string[] {
  return routes.filter((route) => !(route in SCREENS));
}

function foreign(asked: readonly string[], origin: string): string[] {
  return asked.filter((url) => new URL(url).origin !== origin);
}

function told(asked: readonly string[], name: string): string[] {
  return asked.filter((url) => decodeURIComponent(url).includes(name));
}

function screensOf(visitor: Visitor): [string, Screen][] {
  return Object.entries(SCREENS).filter(([, screen]) => screen.visitor === visitor);
}

/** Opens an address as a link of the page does. */
async function open(page: Page, address: string): Promise<void> {
  await page.evaluate((to) => {
    history.pushState({}, "", `/console${to}`);
    dispatchEvent(new PopStateEvent("popstate"));
  }, address);
}

/** Lets the gateway's answers to questions of a page be held back, or be refusals. */
async function standIn(page: Page): Promise<(mode: Mode | "hold") => void> {
  let mode: Mode | "hold" = "pass";
  let waiting: (() => void)[] = [];
  await page.route(
    ({ pathname }) => pathname.startsWith("/v1/") || pathname.startsWith("/log/"),
    async (route) => {
      if (mode === "hold") await new Promise<void>((resolve) => waiting.push(resolve));
      if (mode === "pass" || mode === "hold") return route.continue();
      const [status, code] = STATUS[mode];
      await route.fulfill({
        status,
        contentType: "application/problem+json",
        body: JSON.stringify({ type: "about:blank", title: "x", status, code }),
      });
    },
  );
  return (next) => {
    mode = next;
    for (const go of waiting) go();
    waiting = [];
  };
}

/** Walks a screen through loading, failure, refusal, no network, the end of the session, and nothing yet. */
async function walkStates(
  t: Test,
  { page, context, turn, asked }: ConsolePage & { readonly turn: (mode: Mode | "hold") => void },
  route: string,
  { at, shows, empty, visitor }: Screen,
): Promise<void> {
  const main = page.locator("main");
  const offLine = async () => {
    await context.setOffline(true);
    await page.getByText("网络已断开").waitFor();
    await lookAtBoth(t, page, `${route}, off line`);
    await context.setOffline(false);
    await page.getByText("网络已断开").waitFor({ state: "hidden" });
  };
  const before = asked.length;
  if (empty === undefined) {
    await open(page, at(NOTHING));
    await main.getByText(shows).first().waitFor();
    const questions = asked.slice(before).map((url) => new URL(url).pathname);
    t.same(
      questions.filter((place) => /^\/v1\/(?!directory|rules)/.test(place)),
      [],
      `${route} asks nothing`,
    );
    await lookAtBoth(t, page, `${route}, opened`);
    return offLine();
  }
  turn("hold");
  await open(page, at(NOTHING));
  await main.getByText("正在加载").first().waitFor();
  await lookAtBoth(t, page, `${route}, loading`);
  turn("failed");
  await main.getByRole("alert").first().waitFor();
  await lookAtBoth(t, page, `${route}, failed`);
  await offLine();
  const again = main.getByRole("button", { name: "重试" }).first();
  turn("refused");
  await again.click();
  await main.getByRole("alert").filter({ hasText: "forbidden" }).first().waitFor();
  await lookAtBoth(t, page, `${route}, refused`);
  if (visitor === "nobody") {
    turn("pass");
    await again.click();
  } else {
    turn("over");
    await again.click();
    const dialog = page.getByRole("dialog", { name: "会话已结束" });
    await dialog.waitFor();
    t.same(await axeFaults(page), [], `${route}, the session is over`);
    turn("pass");
    await dialog.getByRole("button", { name: "重新登录并继续" }).click();
    await dialog.waitFor({ state: "hidden" });
  }
  await main.getByText(empty).first().waitFor();
  await lookAtBoth(t, page, `${route}, nothing`);
}
