import pg from "pg";
import t from "tap";
import { CommandLine } from "../support/command-line.ts";
import { gatewayHome, init, start } from "../support/gateway.ts";
import { published } from "../support/published-log.ts";

t.test("aidx log: keys, status, adoption", async (t) => {
  const home = await gatewayHome(t);
  await init(home);
  const aidx = new CommandLine(t.testdir(), { ...home.env });
  const key = await aidx.run("log key --json");
  t.match(key.lines[0], { origin: "aid-gateway/log" });
  t.match(key.lines[0]?.["keys"], [/^aid-gateway\/log\+[0-9a-f]{8}\+/]);

  const gateway = await start(t, home);
  await published(gateway.log, []);
  t.match((await aidx.run("log status --json")).lines[0], { state: "leading" });
  const adopt = "log adopt --reference 2026-17";
  t.match(await aidx.run(`${adopt} --lang en`), { code: 1, stderr: /a gateway is sequencing/ });
  await gateway.stop();
  const status = await aidx.run("log status --json");
  t.match(status, { code: 0, lines: [{ state: "free", pending: 0, witnessed: 0 }] });
  t.match(await aidx.run(`${adopt} --lang en`), { code: 0, stdout: /nothing to adopt/ });

  const client = new pg.Client({ connectionString: home.env.DATABASE_URL });
  await client.connect();
  t.teardown(() => client.end());
  await client.query("update log_state set identity = 'another'");
  t.match(await aidx.run("log status --lang zh"), { code: 6, stdout: /copied.*副本.*aidx log adopt/s });
  t.match(await aidx.run("log adopt --json"), { code: 2 }, "not without the number of a decision");
  for (const reference of ["张三", "110101201001010008", "13800000000", "a".repeat(65)]) {
    const refused = await aidx.run(`log adopt --reference ${reference} --lang en`);
    t.match(refused, { code: 2, stderr: /a reference is 1 to 64/ }, reference);
    t.notMatch(refused.stderr, reference, "and is not repeated");
  }
  t.match((await aidx.run("log status --json")).lines[0], { state: "copied", pending: 0 }, "nothing was adopted");
  t.match(await aidx.run(`${adopt} --json`), { code: 0, lines: [{ reasons: ["copied"] }] });
  const { rows } = await client.query<{ bytes: Buffer }>("select bytes from audit_pending");
  t.match(JSON.parse(rows[0]?.bytes.toString() ?? ""), { change: "adopted", through: "machine", reference: "2026-17" });
  t.match(await aidx.run("log status --json"), { code: 0, lines: [{ state: "free", pending: 1 }] });
});

t.test("the log's key is rotated like the others, which becomes an entry", async (t) => {
  const home = await gatewayHome(t);
  await init(home);
  const aidx = new CommandLine(t.testdir(), { ...home.env });
  const before = (await aidx.run("log key --json")).lines[0]?.["keys"] as string[];
  const rotated = await aidx.run("keys rotate-gateway log --json");
  const after = (await aidx.run("log key --json")).lines[0]?.["keys"] as string[];
  t.same(after, [rotated.lines[0]?.["vkey"], ...before]);
  const gateway = await start(t, home);
  await published(gateway.log, []);
  const keys: unknown[] = [];
  for await (const { bytes } of gateway.log.entriesOfTypes(["key"])) keys.push(JSON.parse(bytes.toString()));
  const ofLog = keys.filter((key) => (key as { use: string }).use === "log");
  t.match(ofLog, [{ change: "key-added" }, { change: "key-added" }, { change: "key-retired" }]);
});
