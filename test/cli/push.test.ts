import { readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import t from "tap";
import { CommandLine } from "../support/cli/command-line.ts";
import { FakeGateway } from "../support/sdk/fake-gateway.ts";
import { newKeySet } from "../support/sdk/party-key-set.ts";
import { like } from "../support/like.ts";
import { until } from "../support/until.ts";

const keys = await newKeySet();
const gateway = await FakeGateway.start({ procuratorate: keys, "civil-affairs": await newKeySet() });
t.teardown(() => gateway.stop());

async function prepare(dir: string, files: Record<string, unknown>): Promise<CommandLine> {
  const aidx = new CommandLine(dir, { AIDX_GATEWAY: gateway.url, AIDX_PARTY: "procuratorate" });
  await aidx.giveKeys("procuratorate", keys);
  for (const [name, document] of Object.entries(files)) {
    await writeFile(join(dir, name), typeof document === "string" ? document : JSON.stringify(document));
  }
  return aidx;
}

const inDir = (aidx: CommandLine, ...names: string[]) => names.map((name) => join(aidx.cwd, name)).join(" ");

/** Records of a file's messages, in the order of their first tries. */
async function recordsOf(aidx: CommandLine, name: string, folder = ".aidx"): Promise<Record<string, unknown>[]> {
  const names = await readdir(join(aidx.cwd, folder)).catch(() => []);
  const own = names.filter((each) => each.startsWith(`${name}.`) && each.endsWith(".push")).toSorted();
  return Promise.all(own.map(async (each) => JSON.parse(await readFile(join(aidx.cwd, folder, each), "utf8"))));
}

t.test("push: a second run sends nothing twice", async (t) => {
  const aidx = await prepare(t.testdir(), { "a.json": { a: 1 }, "b.json": { b: 1 }, "c.json": { c: 1 } });
  const line = `push --json ${inDir(aidx, "a.json", "b.json", "c.json")}`;
  const before = gateway.messages.size;
  const first = await aidx.run(line);
  t.equal(first.code, 0);
  t.same(
    first.lines.map(({ outcome }) => outcome),
    ["accepted", "accepted", "accepted"],
  );
  const second = await aidx.run(line);
  t.equal(second.code, 0);
  t.same(
    second.lines.map(({ outcome }) => outcome),
    ["accepted-before", "accepted-before", "accepted-before"],
  );
  t.same(
    second.lines.map(({ message }) => message),
    first.lines.map(({ message }) => message),
  );
  t.equal(gateway.messages.size, before + 3);
  const record = (await readdir(join(aidx.cwd, ".aidx"))).find((name) => name.startsWith("a.json.")) ?? "";
  t.equal((await stat(join(aidx.cwd, ".aidx", record))).mode & 0o777, 0o600);
});

t.test("push and check: a relative path is one of the folder in which the command runs", async (t) => {
  const aidx = await prepare(t.testdir(), { "a.json": { a: 4 } });
  t.same((await aidx.run("push a.json")).code, 0);
  t.equal((await recordsOf(aidx, "a.json")).length, 1, "the record is beside the file");
  t.equal((await aidx.run("push a.json --json")).lines[0]?.outcome, "accepted-before");
  t.match((await aidx.run("check a.json --offline --json")).stdout, /"ok":false/, "a document that was read");
});

t.test("push: a run that was cut off goes on under the same id", async (t) => {
  const aidx = await prepare(t.testdir(), { "a.json": { a: 2 } });
  const before = gateway.messages.size;
  // The message arrives, its answer does not, and the process ends before it can ask again.
  const gone = new AbortController();
  gateway.fail("/v1/messages", "lose-answer");
  const posted = gateway.requests.length;
  const broken = aidx.run(`push --json ${inDir(aidx, "a.json")}`, gone.signal);
  await until("it is posted", () => gateway.requests.slice(posted).some(({ path }) => path === "/v1/messages"));
  gone.abort(new DOMException("interrupted", "AbortError"));
  t.equal((await broken).code, 130);
  const jti = (await recordsOf(aidx, "a.json"))[0]?.jti;
  await writeFile(join(aidx.cwd, "a.json"), JSON.stringify({ a: 22 }));
  t.equal(
    (await aidx.run(`push --json ${inDir(aidx, "a.json")}`)).code,
    1,
    "a changed file waits while that is unknown",
  );
  await writeFile(join(aidx.cwd, "a.json"), JSON.stringify({ a: 2 }));
  const again = await aidx.run(`push --json ${inDir(aidx, "a.json")}`);
  t.equal(again.code, 0);
  t.equal(again.lines[0]?.jti, jti);
  t.equal(gateway.messages.size, before + 1);
});

t.test("push: a file that was refused is corrected and pushed again", async (t) => {
  const aidx = await prepare(t.testdir(), { "a.json": { refuse: 1 } });
  const line = `push --json ${inDir(aidx, "a.json")}`;
  t.equal((await aidx.run(line)).code, 1);
  like(t, (await recordsOf(aidx, "a.json"))[0]?.refused, { status: 422, code: "invalid-document" });
  await writeFile(join(aidx.cwd, "a.json"), JSON.stringify({ a: 3 }));
  const corrected = await aidx.run(line);
  t.equal(corrected.lines[0]?.outcome, "accepted");
  t.equal((await recordsOf(aidx, "a.json")).length, 1);
});

t.test(
  "push: a refusal behind a try that was lost is an answer only when the gateway looked for that try",
  async (t) => {
    const aidx = await prepare(t.testdir(), { "a.json": { a: 31 }, "b.json": { refuse: 1 } });
    const line = (name: string) => `push --json ${inDir(aidx, name)}`;
    gateway.fail("/v1/messages", "reset", { status: 413, body: '{"code":"too-large"}' });
    t.equal((await aidx.run(line("a.json"))).code, 1);
    gateway.fail("/v1/messages", "reset");
    t.equal((await aidx.run(line("b.json"))).code, 1);
    for (const name of ["a.json", "b.json"]) await writeFile(join(aidx.cwd, name), JSON.stringify({ [name]: 1 }));
    t.match((await aidx.run(line("a.json"))).stdout, "result is unknown");
    t.equal((await aidx.run(line("b.json"))).lines[0]?.outcome, "accepted");
    gateway.fail("/v1/messages", { status: 413, body: '{"code":"too-large"}' });
    await writeFile(join(aidx.cwd, "b.json"), JSON.stringify({ b: 2 }));
    t.equal((await aidx.run(line("b.json"))).code, 1);
    await writeFile(join(aidx.cwd, "b.json"), JSON.stringify({ b: 3 }));
    t.equal((await aidx.run(line("b.json"))).lines[0]?.outcome, "accepted", "the only try was refused");
  },
);

t.test("push: every accepted message keeps its record for good", async (t) => {
  const aidx = await prepare(t.testdir(), { "a.json": { a: 41 } });
  const line = `push --json ${inDir(aidx, "a.json")}`;
  const receipts: unknown[] = [];
  for (const options of ["", "", " --new"]) {
    const { lines } = await aidx.run(line + options);
    t.equal(lines[0]?.outcome, "accepted");
    receipts.push(lines[0]?.receipt);
    await writeFile(join(aidx.cwd, "a.json"), JSON.stringify({ a: 42 + receipts.length }));
  }
  const kept = (await recordsOf(aidx, "a.json")).map(({ accepted }) => (accepted as { receipt: string }).receipt);
  t.same(kept, receipts);
});

t.test("push: --new sets a record without an answer aside and keeps it", async (t) => {
  const aidx = await prepare(t.testdir(), { "a.json": { a: 51 } });
  const line = `push --json ${inDir(aidx, "a.json")}`;
  gateway.fail("/v1/messages", ...Array.from({ length: 6 }, () => "reset" as const));
  t.equal((await aidx.run(line)).code, 4);
  await writeFile(join(aidx.cwd, "a.json"), JSON.stringify({ a: 52 }));
  t.equal((await aidx.run(line)).code, 1);
  t.equal((await aidx.run(`${line} --new`)).lines[0]?.outcome, "accepted");
  await writeFile(join(aidx.cwd, "a.json"), JSON.stringify({ a: 53 }));
  t.equal((await aidx.run(line)).lines[0]?.outcome, "accepted");
  const records = await recordsOf(aidx, "a.json");
  t.equal(records.length, 3);
  t.type(records[0]?.setAside, "string");
});

t.test("push: a second run over a folder takes no record for a document, whatever the name of the file", async (t) => {
  const long = `${"救".repeat(80)}.json`;
  const aidx = await prepare(t.testdir(), { "a.json": { a: 61 }, [long]: { a: 62 } });
  const all = async () => inDir(aidx, ...(await readdir(aidx.cwd)).filter((name) => name.endsWith(".json")));
  t.equal((await aidx.run(`push --json ${await all()}`)).code, 0);
  const again = await aidx.run(`push --json ${await all()}`);
  t.same(
    again.lines.map(({ outcome }) => outcome),
    ["accepted-before", "accepted-before"],
  );
});

t.test("push: an example that comes with the program leaves nothing in its folder", async (t) => {
  const aidx = await prepare(t.testdir(), {});
  const example = fileURLToPath(new URL("../../schemas/aid-subject-list/1.example.json", import.meta.url));
  const before = await readdir(join(example, ".."));
  t.equal((await aidx.run(`push --json ${example}`)).code, 0);
  const [record = ""] = await readdir(join(aidx.cwd, ".aidx"));
  t.match(record, /^1\.example\.json\.[0-9a-f]{12}\.[0-9a-f-]{36}\.push$/);
  t.equal((await aidx.run(`push --json ${example}`)).lines[0]?.outcome, "accepted-before");
  t.same(await readdir(join(example, "..")), before);
});

t.test("push: partial success ends with 3, and names every fault without values", async (t) => {
  const aidx = await prepare(t.testdir(), {
    "a.json": { a: 5 },
    "b.json": { refuse: "陈秀兰" },
    "c.json": '{"x":1,"x":2}',
  });
  const { code, lines, stdout } = await aidx.run(`push --json ${inDir(aidx, "a.json", "b.json", "c.json", "d.json")}`);
  t.equal(code, 3);
  t.same(
    lines.map(({ outcome }) => outcome),
    ["accepted", "refused", "refused", "refused"],
  );
  t.match(stdout, "/body/refuse");
  t.match(stdout, "duplicate-name");
  t.notMatch(stdout, "陈秀兰");
  const zh = await aidx.run(`push --lang zh ${inDir(aidx, "b.json")}`);
  t.equal(zh.code, 1);
  t.match(zh.stdout, "被拒绝");
  t.match(zh.stdout, "/body/refuse");
});

t.test("push: an unreachable gateway ends with 4, and nothing is written", async (t) => {
  const aidx = await prepare(t.testdir(), { "a.json": {} });
  aidx.env.AIDX_GATEWAY = "http://127.0.0.1:1";
  const abort = AbortSignal.timeout(60_000);
  const { code, stderr } = await aidx.run(`push ${inDir(aidx, "a.json")}`, abort);
  t.equal(code, 4);
  t.match(stderr, /cannot be reached/);
  t.notMatch(stderr, /\bat .*\.ts/, "no stack");
  t.same(await recordsOf(aidx, "a.json"), []);
});

t.test("push: records go into the --state folder, one for each path", async (t) => {
  const aidx = await prepare(t.testdir({ one: {}, two: {}, state: {} }), {
    "one/a.json": { a: 6 },
    "two/a.json": { a: 7 },
  });
  const files = inDir(aidx, "one/a.json", "two/a.json");
  const { code, lines } = await aidx.run(`push --json --state ${join(aidx.cwd, "state")} ${files}`);
  t.equal(code, 0);
  t.not(lines[0]?.message, lines[1]?.message);
  t.same(await recordsOf(aidx, "a.json", "one/.aidx"), []);
  t.equal((await recordsOf(aidx, "a.json", "state")).length, 2);
});

t.test("usage errors end with 2", async (t) => {
  const aidx = await prepare(t.testdir(), { "a.json": {} });
  const wrong = [
    "push",
    "push a.json --type letter",
    "push a.json --type feedback",
    "push a.json --parallel 0",
    "nothing",
  ];
  for (const line of wrong) t.equal((await aidx.run(line)).code, 2, line);
  delete aidx.env.AIDX_PARTY;
  t.equal((await aidx.run("push a.json")).code, 2, "nobody");
  t.equal((await aidx.run("push a.json --party nobody-we-know")).code, 6, "no keys");
  const help = await aidx.run("--help --lang zh");
  t.equal(help.code, 0);
  t.match(help.stdout, "退出码");
});
