/** The page that shows the API description: its files, its policy, and what a real browser does with it. */
import t from "tap";
import { hasBrowser, startBrowser } from "../support/referees/browser.ts";
import { outside } from "../support/referees/outside.ts";
import { startServer } from "../support/http/http-server.ts";

const skip = outside(t, hasBrowser, "the page of the API description", "chromium");

t.test("the page and its files come from the gateway, under a strict Content-Security-Policy", async (t) => {
  const server = await startServer();
  t.teardown(() => server.close());
  const page = await server.get("/docs");
  t.equal(page.status, 200);
  t.equal(page.headers.get("content-type"), "text/html; charset=utf-8");
  const policy = page.headers.get("content-security-policy") ?? "";
  t.match(policy, /default-src 'none'.*script-src 'self'.*frame-ancestors 'none'/);
  t.notMatch(policy, /unsafe|\*|https?:/);
  const html = await page.text();
  t.notMatch(html, /<script(?![^>]*\bsrc=)|<style| style=| on\w+=|https?:/, "nothing inline, no other host");
  const files = Array.from(html.matchAll(/(?:src|href)="(docs\/[^"]+)"/g), ([, path]) => path ?? "");
  t.equal(files.length, 4);
  for (const path of files) {
    const file = await server.get(`/${path}`);
    t.equal(file.status, 200, path);
    t.match(file.headers.get("content-type"), path.endsWith(".js") ? /^text\/javascript/ : /^text\/css/, path);
    t.equal(file.headers.get("x-content-type-options"), "nosniff", path);
    t.match(file.headers.get("content-security-policy"), /default-src 'none'/, `${path} opened by itself runs nothing`);
    t.ok((await file.arrayBuffer()).byteLength > 50, path);
    t.equal((await fetch(`${server.origin}/${path}`, { method: "HEAD" })).status, 200, `HEAD ${path}`);
  }
});

t.test("no other file of the package is served", async (t) => {
  const server = await startServer();
  t.teardown(() => server.close());
  for (const name of ["package.json", "..%2fpackage.json", "swagger-ui.js", "index.html", "__proto__", "constructor"]) {
    t.equal((await server.get(`/docs/${name}`)).status, 404, name);
  }
  t.equal((await server.get("/docs/page.js?url=https://example.org")).status, 400);
});

t.test("a browser shows every endpoint, contacts no other host and reports no violation", { skip }, async (t) => {
  const server = await startServer();
  t.teardown(() => server.close());
  const page = await (await startBrowser(t)).newPage();
  const problems: string[] = [];
  const asked: string[] = [];
  page.on("pageerror", (error) => problems.push(error.message));
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") problems.push(message.text());
  });
  page.on("requestfailed", (request) => problems.push(`failed: ${request.url()}`));
  page.on("request", (request) => {
    if (!request.url().startsWith("data:")) asked.push(request.url());
  });
  await page.goto(`${server.origin}/docs`);
  const description = (await (await server.get("/openapi.json")).json()) as { paths: Record<string, object> };
  const operations = Object.values(description.paths).flatMap((methods) => Object.keys(methods));
  await page
    .locator(".opblock")
    .nth(operations.length - 1)
    .waitFor();
  t.equal(await page.locator(".opblock").count(), operations.length);

  const erase = page.locator("#operations-operations-erase");
  await erase.locator(".opblock-summary-control").click();
  await erase.getByText("销毁一件移送的内容").waitFor();
  await erase.getByText("urn:aid-gateway:problem:state-conflict").waitFor();
  t.match(await erase.innerText(), /ops:write/, "which scope opens it");
  for (const word of ["Try it out", "Authorize", "client_secret"]) {
    t.equal(await page.getByText(word).count(), 0, `nothing can be sent or typed in: ${word}`);
  }
  t.same(
    asked.filter((url) => new URL(url).origin !== server.origin),
    [],
    "no other host",
  );
  t.same(new Set(asked.map((url) => new URL(url).pathname)).has("/openapi.json"), true);
  t.same(problems, []);
});

t.test(
  "a query such as ?url= is refused, so that the page shows the gateway's own description only",
  { skip },
  async (t) => {
    const server = await startServer();
    t.teardown(() => server.close());
    const page = await (await startBrowser(t)).newPage();
    await page.goto(`${server.origin}/docs?url=/other.json`);
    t.match(await page.locator("body").innerText(), /malformed-request/, "refused, as every unknown parameter is");
  },
);
