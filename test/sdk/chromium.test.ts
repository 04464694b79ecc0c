/** The verifier in a real browser: the project's own source, types stripped, nothing bundled. */
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import { once } from "node:events";
import { stripTypeScriptTypes } from "node:module";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import t from "tap";
import { makeEvidence } from "../../src/audit/evidence/make.ts";
import { type EvidenceVerification, verifyEvidence } from "../../src/sdk/index.ts";
import { EvidenceThread } from "../support/evidence-thread.ts";
import { sha256 } from "../support/sha256.ts";
import { outside } from "../support/outside.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const BROWSERS = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
const executablePath = BROWSERS.find((path) => existsSync(path));
const skip = outside(t, executablePath !== undefined, "the verifier in a browser", "chromium");

const PAGE = `<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,"><script type="importmap">${JSON.stringify(
  {
    imports: {
      jose: "/node_modules/jose/dist/webapi/index.js",
      canonicalize: "/node_modules/canonicalize/lib/canonicalize.js",
      "@noble/hashes/": "/node_modules/@noble/hashes/",
      cborg: "/node_modules/cborg/cborg.js",
    },
  },
)}</script>`;

/** Serves the page and the project's modules. */
async function serve(): Promise<{ server: Server; url: string }> {
  const server = createServer((request, response) => {
    const path = request.url ?? "/";
    void answer(path).then(
      ([type, body]) => response.writeHead(200, { "content-type": type }).end(body),
      () => response.writeHead(404).end(),
    );
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/` };
}

async function answer(path: string): Promise<[string, string]> {
  if (path === "/") return ["text/html", PAGE];
  if (!/^\/(src|node_modules)\/[\w@./-]+\.(ts|js)$/.test(path) || path.includes("..")) throw new Error("not served");
  const text = await readFile(`${ROOT}${path}`, "utf8");
  return ["text/javascript", path.endsWith(".ts") ? stripTypeScriptTypes(text) : text];
}

t.test("a browser verifies evidence off line, and says what Node says", { skip }, async (t) => {
  const { server, url } = await serve();
  t.teardown(() => server.close());
  const browser = await chromium.launch({ executablePath: executablePath ?? "", args: ["--no-sandbox"] });
  t.teardown(() => browser.close());
  const context = await browser.newContext();
  const page = await context.newPage();
  const problems: string[] = [];
  page.on("pageerror", (error) => problems.push(error.message));
  page.on("requestfailed", (request) => problems.push(request.url()));
  await page.goto(url);

  const thread = await EvidenceThread.made();
  const { bytes } = await makeEvidence(thread.source(), sha256, thread.thread);
  const trusted = {
    log: [thread.log.signer.vkey],
    witnesses: thread.witnesses.map(({ vkey }) => vkey),
    quorum: 2,
    parties: { housing: [thread.key("housing").kid] },
  };
  await page.evaluate("import('/src/sdk/index.ts').then((sdk) => { globalThis.sdk = sdk; })");
  await context.setOffline(true);
  const inBrowser = async (file: Uint8Array): Promise<EvidenceVerification> => {
    const base64 = Buffer.from(file).toString("base64");
    const call = `sdk.verifyEvidence(Uint8Array.from(atob(${JSON.stringify(base64)}), (c) => c.charCodeAt(0)), ${JSON.stringify(trusted)})`;
    return (await page.evaluate(call)) as EvidenceVerification;
  };
  const good = await inBrowser(bytes);
  t.ok(good.ok, JSON.stringify(good.steps.filter(({ status }) => status === "failed")));
  t.same(good, await verifyEvidence(bytes, trusted), "the same answer as in Node");
  const mirror = Object.fromEntries(
    [...thread.log.mirror()].map(([path, file]) => [path, Buffer.from(file).toString("base64")]),
  );
  const bytesOf = "(text) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0))";
  const compared = (await page.evaluate(`(async () => {
    const bytesOf = ${bytesOf}, mirror = ${JSON.stringify(mirror)};
    const log = async (path) => (mirror[path] === undefined ? undefined : bytesOf(mirror[path]));
    return sdk.verifyEvidence(bytesOf(${JSON.stringify(Buffer.from(bytes).toString("base64"))}), ${JSON.stringify(trusted)}, { log });
  })()`)) as EvidenceVerification;
  t.ok(compared.ok);
  t.match(
    compared.steps.find(({ id }) => id === "complete"),
    { status: "passed", required: true },
    "with the log too",
  );
  const log = async (path: string) => thread.log.mirror().get(path);
  t.same(compared, await verifyEvidence(bytes, trusted, { log }));
  const changed = Buffer.from(bytes);
  const at = changed.indexOf('"outcome":"accepted"');
  changed.write('"outcome":"rejected"', at);
  const bad = await inBrowser(changed);
  t.notOk(bad.ok);
  t.same(bad, await verifyEvidence(changed, trusted));
  t.same(problems, []);
});
