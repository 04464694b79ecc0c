/** Serving of the web console: which files, under which header fields, and what is not there. */
import { mkdir, mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { gzipSync } from "node:zlib";
import t, { type Test } from "tap";
import { readConsoleSite } from "../../src/http/console-site.ts";
import { startServer } from "../support/http/http-server.ts";

const PAGE = `<meta name="csp-nonce" content="{nonce}"><meta name="console-root" content="{root}"><script src="./assets/a-1.js"></script>`;

async function site(base = "/") {
  const folder = await mkdtemp(path.join(tmpdir(), "aidx-console-"));
  await mkdir(path.join(folder, "assets"));
  await writeFile(path.join(folder, "index.html"), PAGE);
  await writeFile(path.join(folder, "assets/a-1.js"), "plain");
  await writeFile(path.join(folder, "assets/a-1.js.gz"), gzipSync("zipped"));
  await writeFile(path.join(folder, "assets/secret.txt"), "x");
  await writeFile(path.join(folder, "secret.js"), "x");
  return readConsoleSite(folder, base);
}

async function serving(t: Test, base?: string) {
  const console = await site(base);
  const server = await startServer({ deps: console === undefined ? {} : { console } });
  t.teardown(() => server.close());
  return server;
}

t.test("every path below /console/ is the page, whatever its query, with a nonce of its own", async (t) => {
  const server = await serving(t);
  const nonces = new Set<string>();
  for (const place of [
    "/console/",
    "/console/inbox",
    "/console/packets/1?type=feedback&x=%E4%B8%AD",
    "/console/?a=1&a=2",
    "/console/assets",
  ]) {
    const answer = await server.get(place);
    t.equal(answer.status, 200, place);
    t.equal(answer.headers.get("cache-control"), "no-store");
    const nonce = /content="([^"]+)"/.exec(await answer.text())?.[1] ?? "";
    t.equal(Buffer.from(nonce, "base64").length, 16);
    nonces.add(nonce);
    t.equal(
      answer.headers.get("content-security-policy"),
      `default-src 'none'; script-src 'self'; style-src 'self' 'nonce-${nonce}'; img-src 'self' data: blob:; font-src 'self'; ` +
        "connect-src 'self'; worker-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
    );
    for (const [name, value] of [
      ["cross-origin-opener-policy", "same-origin"],
      ["cross-origin-resource-policy", "same-origin"],
      ["referrer-policy", "no-referrer"],
      ["x-content-type-options", "nosniff"],
      ["permissions-policy", "camera=(), microphone=(), geolocation=(), publickey-credentials-get=(self)"],
    ] as const) {
      t.equal(answer.headers.get(name), value, name);
    }
  }
  t.equal(nonces.size, 5);
  const entrance = await fetch(`${server.origin}/console`, { redirect: "manual" });
  t.same([entrance.status, entrance.headers.get("location")], [308, "/console/"]);
});

t.test("files are kept for good, and sent in a coding that the caller takes", async (t) => {
  const server = await serving(t);
  for (const [takes, coding, text] of [
    ["identity", null, "plain"],
    ["gzip, br", "gzip", "zipped"],
    ["br;q=1, gzip;q=0", null, "plain"],
    ["*", "gzip", "zipped"],
  ] as const) {
    const answer = await server.get("/console/assets/a-1.js", undefined, { "accept-encoding": takes });
    t.equal(answer.status, 200);
    t.equal(answer.headers.get("content-encoding"), coding, takes);
    t.equal(await answer.text(), text);
    t.equal(answer.headers.get("cache-control"), "public, max-age=31536000, immutable");
    t.equal(answer.headers.get("vary"), "accept-encoding");
    t.equal(answer.headers.get("content-type"), "text/javascript; charset=utf-8");
    t.notMatch(answer.headers.get("content-security-policy"), /nonce|unsafe/);
  }
  for (const name of ["secret.txt", "..%2fsecret.js", "a-1.js.gz", "none.js", "__proto__", "constructor"]) {
    t.equal((await server.get(`/console/assets/${name}`)).status, 404, name);
  }
  t.equal((await server.get("/console/assets/a-1.js?x=1")).status, 400, "files have no query");
});

t.test("behind a path of a proxy the page names its files there", async (t) => {
  const server = await serving(t, "/aid/");
  const html = await (await server.get("/console/log")).text();
  t.match(html, 'src="/aid/console/assets/a-1.js"');
  t.match(html, 'content="/aid/console/"');
});

t.test("without a built console, or switched off, there is none", async (t) => {
  t.equal(await readConsoleSite(path.join(tmpdir(), "aidx-no-console"), "/"), undefined);
  const server = await startServer();
  t.teardown(() => server.close());
  for (const place of ["/console", "/console/", "/console/log", "/console/assets/a-1.js"]) {
    const answer = await server.get(place, undefined, { "accept-language": "zh" });
    t.equal(answer.status, 404, place);
    t.match(await answer.text(), /未提供网页控制台/, place);
  }
});
