/**
 * A restored copy of the database, end to end: the loss is told, a successor log begins, lost messages are sent again, and
 * evidence crosses the chain of logs.
 */
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import pg from "pg";
import t, { type Test } from "tap";
import { auditorLine, untilPublished } from "../support/gateway/auditor.ts";
import { CommandLine, type Ran } from "../support/cli/command-line.ts";
import { exampleList, type GatewayHome, gatewayHome, start } from "../support/gateway/gateway.ts";
import { untilLogState } from "../support/gateway/metrics.ts";
import { like } from "../support/like.ts";
import { until } from "../support/until.ts";

const OLD = "aid-gateway/log";
const NEXT = "aid-gateway/log-2";

/** Copies of a gateway's database: the fastest dump and restore. No gateway may run on it. */
function copiesOf(t: Test, home: GatewayHome) {
  const url = new URL(home.env.DATABASE_URL ?? "");
  const name = url.pathname.slice(1);
  const kept = `${name}_kept`;
  const admin = new URL(url);
  admin.pathname = "/postgres";
  const onServer = async (...statements: string[]) => {
    const client = new pg.Client({ connectionString: admin.href });
    await client.connect();
    try {
      for (const sql of statements) await client.query(sql);
    } finally {
      await client.end();
    }
  };
  t.teardown(() => onServer(`drop database if exists ${kept} with (force)`));
  return {
    keep: () => onServer(`create database ${kept} template ${name}`),
    putBack: () => onServer(`drop database ${name} with (force)`, `create database ${name} template ${kept}`),
  };
}

/** A party's command line, in a folder below the auditor's. */
async function lineOf(home: GatewayHome, below: string, party: string): Promise<CommandLine> {
  const cwd = path.join(below, party);
  await mkdir(cwd);
  const line = new CommandLine(cwd, { AIDX_GATEWAY: home.url, AIDX_PARTY: party, LANG: "en" });
  const keys = await readFile(path.join(home.keys, "dev", `${party}.jwks.json`), "utf8");
  await line.giveKeys(party, JSON.parse(keys) as never);
  return line;
}

/** The log's newest verifier key. */
const newestKey = async (operator: CommandLine): Promise<string> => {
  const [key] = ((await operator.run("log key --json")).lines[0]?.keys ?? []) as string[];
  return key ?? "";
};

const stepsOf = ({ lines }: Ran) => (lines[0]?.steps ?? []) as { id: string; status: string }[];
const statusOf = (ran: Ran, id: string) => stepsOf(ran).find((step) => step.id === id)?.status;

t.test(
  "a restore that lost entries: loss in words, a successor, lost messages again, evidence across both",
  async (t) => {
    const home = await gatewayHome(t);
    const copies = copiesOf(t, home);
    let gateway = await start(t, home);
    const auditor = await auditorLine(home);
    const operator = new CommandLine(auditor.cwd, { ...home.env, LANG: "en" });
    const sender = await lineOf(home, auditor.cwd, "procuratorate");
    const recipient = await lineOf(home, auditor.cwd, "civil-affairs");
    const good = async (running: Promise<Ran>, what: string) => {
      const ran = await running;
      if (ran.code !== 0) throw new Error(`${what}: ${ran.code} ${ran.stdout}${ran.stderr}`);
      return ran;
    };
    const sent = path.join(sender.cwd, "sent");
    const push = async (name: string, options = "") => {
      const line = `push ${path.join(sender.cwd, name)} --to civil-affairs --state ${sent} --json ${options}`.trim();
      const pushed = await good(sender.run(line), name);
      return String(pushed.lines[0]?.message);
    };
    const inbox = path.join(recipient.cwd, "inbox");
    const received = async () => {
      const names = (await readdir(inbox).catch(() => [])).filter((name) => name.endsWith(".receipt.json"));
      return names.length;
    };
    const receive = (count: number) =>
      until(`${count} packets with receipts`, async () => {
        await good(recipient.run(`pull --out ${inbox} --ack`), "pull");
        return (await received()) === count;
      });
    for (const name of ["kept.json", "lost.json"]) await sender.write(name, await exampleList());

    const first = await push("kept.json");
    await untilPublished(gateway);
    const month = new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 7);
    const oldKey = await newestKey(operator);
    await good(auditor.run(`evidence ${first} --out before.zip`), "evidence before the loss");
    await gateway.stop();
    await copies.keep();

    gateway = await start(t, home);
    const lost = await push("lost.json");
    await receive(2);
    await untilPublished(gateway);
    await good(auditor.run(`evidence ${lost} --out lost.zip`), "evidence of what is lost");
    await writeFile(path.join(auditor.cwd, "seen"), await (await fetch(`${home.url}/log/checkpoint`)).text());
    await good(
      auditor.run(`audit monitor ${home.url} --log-key ${oldKey} --state state --once`),
      "a monitor sees what will be lost",
    );
    await untilPublished(gateway);
    const known = (await gateway.log.heads()).published?.size ?? 0;
    await gateway.stop();
    await copies.putBack();

    gateway = await start(t, home);
    await untilLogState("stopped", home.url);
    const stopped = await operator.run("log status --lang zh");
    like(t, stopped, { code: 6, stdout: /数据库缺少第 \d+ 至 \d+ 条/ });
    t.match(stopped.stdout, "aidx log begin", "and says what leads on");
    like(
      t,
      await operator.run("log adopt --reference 2026-17"),
      { code: 6, stderr: /behind/ },
      "no adoption by mistake",
    );
    await gateway.stop();

    const shown = "--known lost.zip --known seen --known state";
    const dry = await good(operator.run(`log begin --dry-run ${shown} --json`), "dry run");
    const size = Number(dry.lines[0]?.size);
    like(t, dry.lines[0], { predecessor: OLD, origin: null, known, lost: known - size, begun: false });
    t.ok(size > 0 && size < known);
    const proven = dry.lines[0]?.proven as {
      index: number;
      type: string;
      message?: string;
      packet?: string;
    }[];
    t.ok(
      proven.some(({ type, message }) => type === "accepted" && message === lost),
      "the evidence proves the lost message",
    );
    t.ok(
      proven.every(({ index }) => index >= size),
      "and nothing that is left",
    );
    const words = await good(operator.run(`log begin --dry-run ${shown} --lang zh`), "dry run in words");
    t.match(words.stdout, `已丢失第 ${size} 至 ${known - 1} 条`);
    t.match(words.stdout, lost);
    t.match(words.stdout, NEXT, "a free name is proposed");
    const begin = `log begin --reference 2026-17 ${shown}`;
    like(t, await operator.run(begin), { code: 1, stderr: /a successor needs a new name/ });

    const file = path.join(home.config, "gateway.json");
    const config = JSON.parse(await readFile(file, "utf8")) as Record<string, unknown>;
    await writeFile(file, JSON.stringify({ ...config, log: { origin: NEXT } }));
    await auditor.write("strange.json", {});
    like(t, await operator.run(`${begin} --known strange.json`), {
      code: 1,
      stderr: /no checkpoint that this log has/,
    });
    like(t, await operator.run(`log begin ${shown}`), { code: 2 }, "not without a decision");
    const begun = await good(operator.run(`${begin} --json`), "begin");
    like(t, begun.lines[0], { predecessor: OLD, origin: NEXT, size, known, begun: true });
    like(t, await operator.run(begin), { code: 1, stderr: /a successor needs a new name/ }, "once");

    gateway = await start(t, home);
    await untilLogState("leading", home.url);
    await untilPublished(gateway);
    const newKey = await newestKey(operator);
    t.match(newKey, /^aid-gateway\/log-2\+/);
    const keys = `--log-key ${newKey} --log-key ${oldKey}`;

    const sides = `--sender procuratorate --sender-receipts ${sent} --recipient civil-affairs --recipient-receipts ${inbox}`;
    const reconcile = async () => {
      const ran = await auditor.run(`audit reconcile --log ${home.url} ${keys} ${sides} --json`);
      return (ran.lines[0]?.differences ?? []) as { code: string; message?: string; packet?: string }[];
    };
    const differences = await reconcile();
    t.same(
      differences.filter(({ code }) => code === "message-not-in-log").map(({ message }) => message),
      [lost],
      JSON.stringify(differences),
    );

    const again = await push("lost.json", "--new");
    t.not(again, lost);
    // The packet that is left is offered once more: what the department had signed for it was lost.
    await receive(3);
    await untilPublished(gateway);
    const after = await reconcile();
    const packet = proven.find(({ type }) => type === "sealed")?.packet;
    like(t, after, [
      { code: "message-not-in-log", message: lost },
      { code: "receipt-for-nothing", packet },
    ]);

    for (const [message, name] of [
      [first, "across.zip"],
      [again, "again.zip"],
    ] as const) {
      await good(auditor.run(`evidence ${message} --out ${name}`), `evidence ${name}`);
      const verified = await good(auditor.run(`verify ${name} ${keys} --log ${home.url} --json`), `verify ${name}`);
      t.equal(statusOf(verified, "chain"), "passed", `${name}: ${verified.stdout}`);
      t.equal(statusOf(verified, "complete"), "passed", name);
    }
    const old = await auditor.run(`verify before.zip --log-key ${oldKey} --json`);
    t.equal(old.code, 0, `evidence of the log that ended still verifies with its key: ${old.stdout}`);
    const unknown = await auditor.run(`verify across.zip --log-key ${oldKey} --json`);
    t.notOk(
      stepsOf(unknown).some(({ status }) => status === "failed"),
      "with the old key alone nothing fails",
    );
    await good(auditor.run(`verify before.zip ${keys} --log ${home.url}`), "old evidence compared with the successor");

    await good(auditor.run(`audit monitor ${home.url} ${keys} --state anew --mirror mirror --once`), "a new monitor");
    const mirror = await good(auditor.run(`verify mirror ${keys} --json`), "the whole log off line");
    t.equal(statusOf(mirror, "chain"), "passed", mirror.stdout);
    const statement = `audit statement --party civil-affairs --month ${month} --log ${home.url} ${keys}`;
    like(t, await good(auditor.run(statement), "statement"), { stderr: /all 2 packets agree/ });
  },
);
