import { execFile } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { promisify } from "node:util";
import type { Browser } from "playwright-core";
import type { Test } from "tap";
import { commandsOfGuide, programsOfGuide } from "./guide.ts";
import { packedSdk, PLAIN } from "./packed-sdk.ts";

const GUIDE = "docs/clients/browser.md";
/** As strict as the guide says is enough. */
const POLICY = "default-src 'none'; script-src 'self'; connect-src 'self'; img-src data:";

/** A site with the bundle. */
export interface BundleSite {
  readonly url: string;
  /** Files that are missing, such as `/aidx/verify.js`. */
  readonly missing: Set<string>;
  /** Opens a page in a browser with a storage of its own, and records its errors. */
  open(t: Test, browser: Browser, page?: string): Promise<OpenPage>;
}

/** A page of the site in a browser. */
export type OpenPage = Awaited<ReturnType<typeof openPage>>;

/**
 * Makes the site as docs/clients/browser.md says, out of the package's file, and serves it: `/page` is the guide's page,
 * `/` an empty one, for the tests' own calls.
 *
 * @param gateway address of a gateway, to which all other paths lead
 */
export async function bundleSite(t: Test, gateway: string): Promise<BundleSite> {
  const folder = path.dirname(await packedSdk(t));
  await promisify(execFile)("env", [...PLAIN, "sh", "-ec", commandsOfGuide(GUIDE).join("\n")], { cwd: folder });
  const html = commandsOfGuide(GUIDE, "html").join("\n");
  const script = programsOfGuide(GUIDE).get("page.js") ?? "";
  const missing = new Set<string>();
  const file = async (name: string): Promise<[string, string] | undefined> => {
    if (name === "/page") return ["text/html", html];
    if (name === "/") return ["text/html", '<!doctype html><link rel="icon" href="data:,">'];
    if (name === "/page.js") return ["text/javascript", script];
    if (!/^\/aidx\/\w+\.js$/.test(name)) return undefined;
    if (missing.has(name)) throw new Error("missing");
    return ["text/javascript", await readFile(path.join(folder, "site", name), "utf8")];
  };
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const found = await file(request.url ?? "/");
    if (found !== undefined) {
      response.writeHead(200, { "content-type": found[0], "content-security-policy": POLICY }).end(found[1]);
    } else await pass(gateway, request, response);
  };
  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => response.writeHead(502).end(String(error)));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  t.teardown(() => server.close());
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { url, missing, open: (t, browser, page = "/") => openPage(t, browser, url + page) };
}

/** Passes a call on to a gateway, as a reverse proxy does. */
async function pass(gateway: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const { authorization, accept, "content-type": type } = request.headers;
  const headers = Object.entries({ authorization, accept, "content-type": type }).filter(([, value]) => value);
  const body = chunks.length === 0 ? {} : { body: Buffer.concat(chunks) };
  const init = { method: request.method ?? "GET", headers: headers as [string, string][], ...body };
  const answered = await fetch(gateway + (request.url ?? ""), init);
  response.writeHead(answered.status, Object.fromEntries(answered.headers));
  response.end(Buffer.from(await answered.arrayBuffer()));
}

async function openPage(t: Test, browser: Browser, url: string) {
  const context = await browser.newContext();
  t.teardown(() => context.close());
  const page = await context.newPage();
  const problems: string[] = [];
  page.on("pageerror", (error) => problems.push(error.message));
  page.on("requestfailed", (request) => problems.push(request.url()));
  await page.goto(url);
  return { context, page, problems };
}
