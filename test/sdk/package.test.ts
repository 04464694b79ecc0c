/** The SDK as a case system gets it: packed, installed, type-checked, and the programs of docs/sdk.md run with it. */
import { globSync, readFileSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { builtinModules } from "node:module";
import path from "node:path";
import { gzipSync } from "node:zlib";
import t from "tap";
import { readSource } from "../architecture/source.ts";
import { startChild } from "../support/child-process.ts";
import { CommandLine } from "../support/cli/command-line.ts";
import { clientOf, exampleList, gatewayHome, senderOf, start } from "../support/gateway/gateway.ts";
import { untilListed } from "../support/gateway/listed.ts";
import { boundsOfGuide, programsOfGuide } from "../support/sdk/guide.ts";
import { newerThan109 } from "../support/sdk/newer-than-109.ts";
import { installedSdk, manifestOf, PLAIN, run } from "../support/sdk/packed-sdk.ts";
import { compilers, nodes } from "../support/sdk/platforms.ts";

const project = await installedSdk(t);
const sdk = path.join(project, "node_modules/@aid-exchange/sdk");
const manifest = await manifestOf(sdk);
const inside = (pattern: string) => globSync(pattern, { cwd: sdk }).map((file) => path.join(sdk, file));

/** Packages and modules that a file of the package names, apart from the package's own files. */
function namedBy(file: string): string[] {
  const { arrows } = readSource(path.relative(sdk, file), readFileSync(file, "utf8"));
  return arrows.map(({ to }) => to).filter((to) => !to.startsWith("dist/"));
}

/** Bytes that a page loads before it asks for anything, and of the whole folder, after gzip. */
function sizes(): { first: number; whole: number } {
  const folder = path.join(sdk, "dist/browser");
  const weight = (file: string) => gzipSync(readFileSync(file), { level: 9 }).length;
  const first = new Set<string>();
  const load = (file: string) => {
    if (first.has(file)) return;
    first.add(file);
    const text = readFileSync(file, "utf8");
    for (const [, to = ""] of text.matchAll(/(?:\bfrom|\bimport)\s*["'](\.\/[^"']+)["']/g)) load(path.join(folder, to));
  };
  load(path.join(folder, "index.js"));
  const sum = (files: Iterable<string>) => [...files].reduce((total, file) => total + weight(file), 0);
  return { first: sum(first), whole: sum(inside("dist/browser/*.js")) };
}

t.test("the package has what it needs, and nothing of a server", async (t) => {
  const files = globSync("**", { cwd: sdk, withFileTypes: true }).filter((file) => file.isFile());
  const names = files.map((file) => path.relative(sdk, path.join(file.parentPath, file.name)));
  t.same(
    names.filter(
      (name) =>
        !/^(package\.json|README\.md|dist\/(LICENSE|NOTICES\.txt|(browser\/)?[\w-]+\.js|types\/.*\.d\.ts))$/.test(name),
    ),
    [],
  );
  const root = await manifestOf(".");
  t.equal(manifest.version, root.version);
  t.same(Object.keys(manifest.dependencies).toSorted(), ["@noble/curves", "@noble/hashes", "jose"]);
  for (const [name, range] of Object.entries(manifest.dependencies)) {
    t.equal(range, `^${root.dependencies[name]}`, name);
  }
  t.equal(manifest.scripts.prepack, "node build.ts dist", "npm pack builds it as the tests do");
  t.notOk("postinstall" in manifest.scripts || "install" in manifest.scripts);

  const allowed = (name: string) =>
    Object.keys(manifest.dependencies).some((one) => name === one || name.startsWith(`${one}/`));
  const scripts = inside("dist/*.js");
  t.ok(scripts.length > 1 && scripts.flatMap(namedBy).includes("jose"));
  t.same(
    scripts.flatMap(namedBy).filter((name) => !allowed(name)),
    [],
    "Node loads the dependencies, and no module of its own",
  );
  t.same(inside("dist/browser/*.js").flatMap(namedBy), [], "a page loads nothing else");
  t.same(
    inside("dist/types/**/*.d.ts")
      .flatMap(namedBy)
      .filter((name) => !allowed(name)),
    [],
  );
  t.ok(builtinModules.length > 0 && !allowed("node:fs") && !allowed("pg") && !allowed("jose-of-another"), "can fail");

  const notices = await readFile(path.join(sdk, "dist/NOTICES.txt"), "utf8");
  const named = [...notices.matchAll(/^(\S+) \d+\.\d+\.\d+ \(/gm)].map(([, name]) => name);
  const others = ["@peculiar/utils", "asn1js", "bytestreamjs", "canonicalize", "cborg", "pkijs"];
  t.same(
    named.toSorted(),
    [...Object.keys(manifest.dependencies), ...others].toSorted(),
    "what is inside, with its licence",
  );
});

t.test("the bundle for pages is as small as the guide says", async (t) => {
  const [is, most] = [sizes(), boundsOfGuide()];
  t.ok(is.first > 20_000 && is.first < most.first, `${is.first} of ${most.first} bytes`);
  t.ok(is.whole > is.first && is.whole < most.whole, `${is.whole} of ${most.whole} bytes`);
});

t.test("the bundle for pages has nothing that Chromium 109 does not have", async (t) => {
  const newer = [
    "a.toSorted()",
    "const r = /[a--b]/v",
    "const r = /(?i:a)/",
    "const r = /(?<a>b)|(?<a>c)/",
    "{ using a = b; }",
    'import a from "b" with { type: "json" }',
    "AbortSignal.any([])",
  ];
  for (const text of newer) t.equal(newerThan109("a.js", text).size, 1, text);
  t.same([...newerThan109("a.js", 'const r = /(?<a>b)/u; a.findLast(r); a.any(); await import("b")')], []);
  const found = inside("dist/browser/*.js").flatMap((file) => [...newerThan109(file, readFileSync(file, "utf8"))]);
  // Each is looked for first and done without, or added where it is missing (src/sdk/browser.ts).
  const guarded = ["AbortSignal.any", "Uint8Array.fromBase64", "Uint8Array.fromHex", "isWellFormed", "toBase64"];
  t.same([...new Set(found)].toSorted(), guarded);
});

const programs = programsOfGuide();
const STRICT = {
  strict: true,
  skipLibCheck: false,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  verbatimModuleSyntax: true,
  target: "es2022",
};

t.test("strict programs are type-checked with all declarations", async (t) => {
  const source = path.join(project, "source");
  await mkdir(source);
  const names = [...programs.keys()].filter((name) => name.endsWith(".ts"));
  t.same(names, ["send.ts", "receive.ts", "offline.ts"]);
  for (const name of names) await writeFile(path.join(source, name), programs.get(name) ?? "");
  await writeFile(
    path.join(source, "page.ts"),
    'import * as sdk from "@aid-exchange/sdk/browser";\nvoid new sdk.PacketError("bad-content", "");\n',
  );
  const node = {
    ...STRICT,
    lib: ["es2022"],
    module: "nodenext",
    types: ["node"],
    typeRoots: [path.resolve("node_modules/@types")],
  };
  const page = {
    ...STRICT,
    lib: ["es2022", "dom"],
    module: "esnext",
    moduleResolution: "bundler",
    types: [],
    noEmit: true,
  };
  const config = async (name: string, compilerOptions: object, files: readonly string[]) => {
    await writeFile(
      path.join(project, name),
      JSON.stringify({ compilerOptions, files: files.map((file) => `source/${file}`) }),
    );
    return name;
  };
  const forNode = await config("node.json", { ...node, rootDir: "source", outDir: "." }, names);
  const forPage = await config("page.json", page, ["page.ts"]);
  const found = await compilers();
  t.ok(found.some(({ version }) => version.startsWith("7.")));
  for (const { program, version } of found) {
    for (const config of [forNode, forPage]) {
      await t.resolves(run(process.execPath, [program, "-p", config], project), `TypeScript ${version} ${config}`);
    }
  }
  await writeFile(path.join(source, "send.ts"), `${programs.get("send.ts")}\nsender.push("not sealed");\n`);
  await t.rejects(
    run(process.execPath, [found[0]?.program ?? "", "-p", forNode, "--noEmit"], project),
    /TS2345/,
    "can fail",
  );
});

t.test("the programs of the guide send, receive and answer, on every Node of this machine", async (t) => {
  const home = await gatewayHome(t);
  const gateway = await start(t, home);
  const cli = new CommandLine(project, { ...home.env });
  const pinned = await cli.run(`trust pin --json --gateway ${home.url}`);
  const trust = String(pinned.lines[0]?.file);
  const keys = (party: string) => path.join(home.keys, "dev", `${party}.jwks.json`);
  const sender = await senderOf(home);
  const found = await nodes();
  t.ok(found.some(({ program }) => program === process.execPath || program.includes("node-linux")));

  for (const { program, version } of found) {
    await t.test(`Node ${version}`, async (t) => {
      const started = (script: string, ...args: string[]) =>
        startChild(t, [...PLAIN, "-C", project, program, path.join(project, script), ...args], {}, "env");
      const list = path.join(project, `list-${version}.json`);
      await writeFile(list, JSON.stringify(await exampleList()));

      const sending = started("send.js", home.url, trust, keys("procuratorate"), list);
      const accepted = await sending.prints(/^accepted (\S+), receipt \S+$/m);
      t.ok(accepted, sending.err());
      const { packets } = await sender.message(accepted?.[1] ?? "");
      t.ok(packets.length > 1, `${packets.length} departments`);
      const [byDisc, ...others] = packets;
      for (const { recipient, id } of others) {
        await untilListed(gateway, recipient);
        const receiving = started("receive.js", home.url, trust, recipient, keys(recipient));
        await receiving.ended;
        t.match(receiving.out(), `accepted ${id}: aid-subject-list from procuratorate\n`, receiving.err());
        t.ok(await readFile(path.join(project, `${id}.json`)), "it is kept");
      }

      if (byDisc === undefined) throw new TypeError("no packet");
      const client = await clientOf(home, byDisc.recipient);
      const packet = path.join(project, "packet.jose");
      const { body } = await client.call({
        method: "GET",
        path: `/v1/packets/${byDisc.id}`,
        accept: "application/jose",
      });
      await writeFile(packet, body);
      const jwks = await client.call({ method: "GET", path: "/.well-known/jwks.json", authenticated: false });
      await writeFile(path.join(project, "gateway.jwks.json"), jwks.body);
      const opening = started(
        "offline.js",
        trust,
        "gateway.jwks.json",
        byDisc.recipient,
        keys(byDisc.recipient),
        packet,
      );
      await opening.ended;
      t.match(opening.out(), `opened ${byDisc.id}: aid-subject-list from procuratorate\n`, opening.err());
      const receipt = await readFile(`${packet}.receipt`, "utf8");
      const to = `/v1/packets/${byDisc.id}/receipt`;
      await client.call({ method: "POST", path: to, body: receipt, contentType: "application/jwt" });

      t.same(await sending.ended, [0, null], sending.err());
      for (const { recipient } of packets) t.match(sending.out(), `signed by ${recipient}: accepted\n`);
    });
  }
});
