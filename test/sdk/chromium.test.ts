/** Runs the verifier in a real browser, on the site that docs/clients/browser.md makes, without a bundler. */
import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { Browser, BrowserContext, Page } from "playwright-core";
import t, { type Test } from "tap";
import { makeEvidence } from "../../src/evidence/make/make.ts";
import { parseNote } from "../../src/tlog/note.ts";
import { timestampRequest } from "../../src/tlog/rfc3161/request.ts";
import { type EvidenceVerification, type TrustedKeys, verifyEvidence } from "../../src/sdk/index.ts";
import { EvidenceThread } from "../support/evidence/evidence-thread.ts";
import { temporaryDirectory } from "../support/store/postgres.ts";
import { sha256 } from "../support/sha256.ts";
import { hasBrowser, startBrowser } from "../support/referees/browser.ts";
import { outside } from "../support/referees/outside.ts";
import { TimeAuthority } from "../support/log/time-authority.ts";
import { like } from "../support/like.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const skip = outside(t, hasBrowser, "the verifier in a browser", "chromium");

const guide = await readFile(`${ROOT}docs/clients/browser.md`, "utf8");
/** Code of the guide in a language. */
const codeOf = (language: string) => new RegExp(`^\`\`\`${language}\n([\\s\\S]*?)^\`\`\``, "m").exec(guide)?.[1] ?? "";
const PAGE = codeOf("html");
/** The page without its own script: the tests call the SDK. */
const BARE = PAGE.replace(/<script type="module">[\s\S]*?<\/script>/, "");
/** That page without the packages for time stamps. */
const WITHOUT_STAMPS = BARE.replace(/,\s*"pkijs"[^}]*/, "");
const PAGES: Readonly<Record<string, string>> = { "/": BARE, "/page": PAGE, "/without-stamps": WITHOUT_STAMPS };

/** Makes the site as the guide says, and serves it. */
async function serve(t: Test): Promise<string> {
  const site = await temporaryDirectory(t);
  const script = codeOf("sh").replace(/^SITE=.*$/m, `SITE=${site}`);
  // Without the test runner's loaders, which are for this process only.
  await promisify(execFile)("sh", ["-ec", `unset NODE_OPTIONS\n${script}`], { cwd: ROOT });
  const answer = async (path: string): Promise<[string, string]> => {
    const page = PAGES[path];
    if (page !== undefined) return ["text/html", page];
    if (!/^\/(aidx|node_modules)\/[\w@./-]+\.js$/.test(path) || path.includes("..")) throw new Error("not served");
    return ["text/javascript", await readFile(`${site}${path}`, "utf8")];
  };
  const server = createServer((request, response) => {
    void answer(request.url ?? "/").then(
      ([type, body]) => response.writeHead(200, { "content-type": type }).end(body),
      () => response.writeHead(404).end(),
    );
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  t.teardown(() => server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Opens a page of the site in a browser with its own storage, and records its errors. */
async function open(t: Test, browser: Browser, url: string) {
  const context = await browser.newContext();
  t.teardown(() => context.close());
  const page = await context.newPage();
  const problems: string[] = [];
  page.on("pageerror", (error) => problems.push(error.message));
  page.on("requestfailed", (request) => problems.push(request.url()));
  await page.goto(url);
  return { context, page, problems };
}

const LOAD = "import('/aidx/sdk/index.js').then((sdk) => { globalThis.sdk = sdk; })";
const BYTES_OF = "((text) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0)))";

async function verifiedIn(page: Page, file: Uint8Array, trusted: TrustedKeys): Promise<EvidenceVerification> {
  const base64 = JSON.stringify(Buffer.from(file).toString("base64"));
  const call = `sdk.verifyEvidence(${BYTES_OF}(${base64}), ${JSON.stringify(trusted)})`;
  return (await page.evaluate(call)) as EvidenceVerification;
}

t.test("a browser verifies evidence with the same result as Node", { skip }, async (t) => {
  const url = await serve(t);
  const browser = await startBrowser(t);
  // A time stamp has the time of the machine's clock.
  const thread = await EvidenceThread.made("long", Date.now());
  const trusted = {
    log: [thread.log.signer.vkey],
    witnesses: thread.witnesses.map(({ vkey }) => vkey),
    quorum: 2,
    parties: { housing: [thread.key("housing").kid] },
  };
  const { bytes } = await makeEvidence(thread.source(), sha256, thread.thread);

  await t.test("off line, with and without the log", async (t) => {
    const { context, page, problems } = await open(t, browser, url);
    await page.evaluate(LOAD);
    await context.setOffline(true);
    const good = await verifiedIn(page, bytes, trusted);
    t.ok(good.ok, JSON.stringify(good.steps.filter(({ status }) => status === "failed")));
    t.same(good, await verifyEvidence(bytes, trusted), "the same answer as in Node");
    const mirror = Object.fromEntries(
      [...thread.log.mirror()].map(([path, file]) => [path, Buffer.from(file).toString("base64")]),
    );
    const compared = (await page.evaluate(`(async () => {
      const bytesOf = ${BYTES_OF}, mirror = ${JSON.stringify(mirror)};
      const log = async (path) => (mirror[path] === undefined ? undefined : bytesOf(mirror[path]));
      return sdk.verifyEvidence(bytesOf(${JSON.stringify(Buffer.from(bytes).toString("base64"))}), ${JSON.stringify(trusted)}, { log });
    })()`)) as EvidenceVerification;
    t.ok(compared.ok);
    like(
      t,
      compared.steps.find(({ id }) => id === "complete"),
      { status: "passed", required: true },
      "with the log too",
    );
    const log = async (path: string) => thread.log.mirror().get(path);
    t.same(compared, await verifyEvidence(bytes, trusted, { log }));
    const changed = Buffer.from(bytes);
    const at = changed.indexOf('"outcome":"accepted"');
    changed.write('"outcome":"rejected"', at);
    const bad = await verifiedIn(page, changed, trusted);
    t.notOk(bad.ok);
    t.same(bad, await verifyEvidence(changed, trusted));
    t.same(problems, []);
  });

  const authority = await TimeAuthority.made();
  const timestamp = (checkpoint: string) =>
    authority.answer(timestampRequest(sha256(Buffer.from(parseNote(checkpoint).text)), Buffer.alloc(8, 1)));
  const { bytes: stamped } = await makeEvidence({ ...thread.source(), timestamp }, sha256, thread.thread);
  const timed = { ...trusted, authorities: await authority.roots() };
  const inNode = await verifyEvidence(stamped, timed);
  t.ok(inNode.ok);
  const stepOf = ({ steps }: EvidenceVerification) => steps.find(({ id }) => id === "timestamp");

  await t.test("time stamps on line: their verifier is loaded when it is needed", async (t) => {
    const { page, problems } = await open(t, browser, url);
    await page.evaluate(LOAD);
    t.same(await verifiedIn(page, stamped, timed), inNode);
    t.same(problems, []);
  });

  await t.test("time stamps off line: their verifier was loaded before", async (t) => {
    const { context, page, problems } = await open(t, browser, url);
    await page.evaluate(LOAD);
    await page.evaluate("sdk.loadTimestampVerifier()");
    await context.setOffline(true);
    t.same(await verifiedIn(page, stamped, timed), inNode);
    const other = { ...timed, authorities: await (await TimeAuthority.made()).roots() };
    t.same(await verifiedIn(page, stamped, other), await verifyEvidence(stamped, other));
    t.same(problems, []);
  });

  await t.test("the verifier of time stamps cannot be loaded: not checked, and nothing is thrown", async (t) => {
    const unread = async (page: Page, context?: BrowserContext) => {
      await page.evaluate(LOAD);
      await context?.setOffline(true);
      const found = await verifiedIn(page, stamped, timed);
      t.notOk(found.ok);
      like(t, stepOf(found), {
        status: "not-checked",
        required: true,
        reasons: [{ en: /could not be loaded/, zh: /无法加载时间戳核验程序/ }],
      });
      t.notOk(found.stamped);
      t.ok(
        found.steps.every(({ id, status, required }) => id === "timestamp" || !required || status === "passed"),
        "the other steps are as in Node",
      );
      t.match(await page.evaluate("sdk.loadTimestampVerifier().then(String, String)"), /^TypeError/);
      const { authorities: _none, ...untimed } = timed;
      t.same(
        await verifiedIn(page, stamped, untimed),
        await verifyEvidence(stamped, untimed),
        "no time stamp is required",
      );
    };
    const cut = await open(t, browser, url);
    await unread(cut.page, cut.context);
    t.ok(WITHOUT_STAMPS.includes("cborg.js") && !WITHOUT_STAMPS.includes("pkijs"));
    await unread((await open(t, browser, `${url}/without-stamps`)).page);
    await cut.context.setOffline(false);
    t.same(await verifiedIn(cut.page, stamped, timed), inNode, "on line again, it is loaded");
  });

  await t.test("the page of the guide works off line", async (t) => {
    const { context, page, problems } = await open(t, browser, `${url}/page`);
    await page.getByText("Ready. 就绪").waitFor();
    await context.setOffline(true);
    const choose = (id: string, name: string, buffer: Buffer) =>
      page.setInputFiles(id, { name, mimeType: "application/octet-stream", buffer });
    await choose("#trust", "trust.json", Buffer.from(JSON.stringify(timed)));
    await choose("#evidence", "evidence.zip", Buffer.from(stamped));
    await page.getByText("检查点时间戳").waitFor();
    const lines = (await page.locator("#answer").innerText()).split("\n");
    t.equal(lines[0], "OK");
    t.equal(lines.length, 1 + inNode.steps.length);
    t.ok(lines.some((line) => line.startsWith("passed | 检查点时间戳")));
    t.same(problems, []);
  });
});
