/** Runs the sheets' code in a real browser under the console's content security policy, without Node and without a bundler. */
import { readFile } from "node:fs/promises";
import { once } from "node:events";
import { createServer } from "node:http";
import { stripTypeScriptTypes } from "node:module";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import t, { type Test } from "tap";
import { SCHEMAS } from "../../src/cli/kept/schemas.ts";
import { sampleList } from "../../src/sample/list.ts";
import { loadSchemas } from "../../src/schema/registry.ts";
import { documentPage } from "../../src/sheets/page.ts";
import { templateSheets } from "../../src/sheets/template.ts";
import { writeXlsx } from "../../src/sheets/xlsx/write-xlsx.ts";
import { hasBrowser, startBrowser } from "../support/referees/browser.ts";
import { outside } from "../support/referees/outside.ts";
import { bytesOf, LAYOUT } from "../support/sheets/list-layout.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const skip = outside(t, hasBrowser, "spreadsheets in a browser", "chromium");

const IMPORTS = {
  fflate: "/node_modules/fflate/esm/browser.js",
  saxen: "/node_modules/saxen/dist/index.js",
  canonicalize: "/node_modules/canonicalize/lib/canonicalize.js",
  "@noble/hashes/": "/node_modules/@noble/hashes/",
};
const CSP = "default-src 'none'; script-src 'self' 'nonce-n'; connect-src 'self'; worker-src 'self'";
const PAGE = `<!doctype html><meta charset="utf-8"><script nonce="n" type="importmap">${JSON.stringify({ imports: IMPORTS })}</script>`;

/** Serves the sources without their types, the packages, and an empty page. */
async function serve(t: Test): Promise<string> {
  const answer = async (path: string): Promise<[string, string]> => {
    if (path === "/") return ["text/html", PAGE];
    if (!/^\/(src|node_modules)\/[\w@./-]+\.(ts|js)$/.test(path) || path.includes("..")) throw new Error("not served");
    const text = await readFile(ROOT + path, "utf8");
    return ["text/javascript", path.endsWith(".ts") ? stripTypeScriptTypes(text) : text];
  };
  const server = createServer((request, response) => {
    void answer(request.url ?? "/").then(
      ([type, body]) => response.writeHead(200, { "content-type": type, "content-security-policy": CSP }).end(body),
      () => response.writeHead(404).end(),
    );
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  t.teardown(() => server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

t.test("a page reads and writes the same workbooks as the command line", { skip }, async (t) => {
  const list = sampleList({ seed: 21, subjects: 200, edgeCases: true });
  const schema = (await loadSchemas(SCHEMAS)).text("aid-subject-list", "1") ?? "";
  const file = Buffer.from(bytesOf(list));
  const browser = await startBrowser(t);
  const page = await browser.newPage();
  const problems: string[] = [];
  page.on("pageerror", (error) => problems.push(error.message));
  page.on("requestfailed", (request) => problems.push(request.url()));
  page.on("console", (message) => problems.push(message.text()));
  await page.goto(await serve(t));
  const made = await page.evaluate(
    async ({ schema, file }) => {
      const names = "schema/field schema/resolver sheets/layout sheets/xlsx/read-xlsx sheets/read-list sheets/template";
      const paths = `${names} sheets/xlsx/write-xlsx sheets/write-list sheets/page`.split(" ");
      type Exports = Readonly<Record<string, (...given: unknown[]) => unknown>>;
      const modules = await Promise.all(paths.map(async (path) => (await import(`/src/${path}.ts`)) as Exports));
      const all = Object.assign({}, ...modules) as Exports;
      const { fieldOf, resolver, layoutOf, readXlsx, readList, templateSheets, writeXlsx, listSheets, documentPage } =
        all;
      // The published schema holds all that it refers to.
      const root = JSON.parse(schema) as { $id: string; $defs: Record<string, unknown> };
      const documents = new Map<string, unknown>([[root.$id, root], ...Object.entries(root.$defs)]);
      const layout = layoutOf?.(fieldOf?.(root, root.$id, resolver?.(documents)));
      const base64 = (bytes: unknown) =>
        btoa(Array.from(bytes as Uint8Array, (byte) => String.fromCharCode(byte)).join(""));
      const start = performance.now();
      const read = readList?.(readXlsx?.(Uint8Array.from(atob(file), (one) => one.charCodeAt(0))), layout) as {
        document: unknown;
        faults: unknown[];
      };
      const ms = performance.now() - start;
      return {
        ms,
        faults: read.faults.length,
        document: JSON.stringify(read.document),
        template: base64(writeXlsx?.(templateSheets?.(layout), "清单")),
        list: base64(writeXlsx?.(listSheets?.(layout, read.document), "清单")),
        page: documentPage?.(layout, read.document, { facts: [], withheld: [], foot: "" }) as string,
      };
    },
    { schema, file: file.toString("base64") },
  );
  t.same([problems, made.faults], [[], 0]);
  t.ok(made.ms < 5_000, `${Math.round(made.ms)} ms for 200 persons`);
  const document: unknown = JSON.parse(made.document);
  t.ok(Buffer.from(made.template, "base64").equals(Buffer.from(writeXlsx(templateSheets(LAYOUT), "清单"))));
  t.ok(Buffer.from(made.list, "base64").equals(Buffer.from(bytesOf(document))));
  t.equal(made.page, documentPage(LAYOUT, document, { facts: [], withheld: [], foot: "" }));
});
