import { readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import t from "tap";
import { CommandLine } from "../support/cli/command-line.ts";
import { FakeGateway } from "../support/sdk/fake-gateway.ts";
import { newKeySet } from "../support/sdk/party-key-set.ts";
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
  t.equal((await stat(join(aidx.cwd, "a.json.push.json"))).mode & 0o777, 0o600);
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
  const { jti } = JSON.parse(await readFile(join(aidx.cwd, "a.json.push.json"), "utf8")) as { jti: string };
  const again = await aidx.run(`push --json ${inDir(aidx, "a.json")}`);
  t.equal(again.code, 0);
  t.equal(again.lines[0]?.jti, jti);
  t.equal(gateway.messages.size, before + 1);
});

t.test(
  "a file that changed while its first push is in doubt is not sent; after that it is another message",
  async (t) => {
    const aidx = await prepare(t.testdir(), { "a.json": { refuse: 1 } });
    const line = `push --json ${inDir(aidx, "a.json")}`;
    t.equal((await aidx.run(line)).code, 1, "refused: the record stays without an answer");
    await writeFile(join(aidx.cwd, "a.json"), JSON.stringify({ a: 3 }));
    const doubtful = await aidx.run(line);
    t.equal(doubtful.code, 1);
    const fresh = await aidx.run(`${line} --new`);
    t.equal(fresh.lines[0]?.outcome, "accepted");
    await writeFile(join(aidx.cwd, "a.json"), JSON.stringify({ a: 4 }));
    const other = await aidx.run(line);
    t.equal(other.lines[0]?.outcome, "accepted");
    t.not(other.lines[0]?.jti, fresh.lines[0]?.jti);
  },
);

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
  t.match(zh.stdout, "未知");
});

t.test("push: an unreachable gateway ends with 4, and nothing is written", async (t) => {
  const aidx = await prepare(t.testdir(), { "a.json": {} });
  aidx.env.AIDX_GATEWAY = "http://127.0.0.1:1";
  const abort = AbortSignal.timeout(60_000);
  const { code, stderr } = await aidx.run(`push ${inDir(aidx, "a.json")}`, abort);
  t.equal(code, 4);
  t.match(stderr, /cannot be reached/);
  t.notMatch(stderr, /\bat .*\.ts/, "no stack");
  await t.rejects(stat(join(aidx.cwd, "a.json.push.json")), { code: "ENOENT" });
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
  await t.rejects(stat(join(aidx.cwd, "one", "a.json.push.json")), { code: "ENOENT" });
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
