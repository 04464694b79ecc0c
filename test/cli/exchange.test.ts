/** The command line with a real gateway: the readme's first steps. */
import { cp, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import t from "tap";
import { CommandLine } from "../support/cli/command-line.ts";
import { gatewayHome, start } from "../support/gateway/gateway.ts";
import { until } from "../support/until.ts";
import { like } from "../support/like.ts";

const EXAMPLE = fileURLToPath(new URL("../../schemas/aid-subject-list/1.example.json", import.meta.url));

/**
 * Pulls until something arrives: an open transaction anywhere on the server holds newer packets back (decision 0006).
 */
async function pulled(aidx: CommandLine, party: string, inbox: string): Promise<string> {
  return until(`a packet for ${party}`, async () => {
    const { code, stderr } = await aidx.run(`pull --party ${party} --out ${inbox}`);
    if (code !== 0) throw new Error(stderr);
    return (await readdir(inbox).catch(() => [])).find((name) => !name.includes("receipt"));
  });
}

t.test("the command line: check, push, status, pull, ack", async (t) => {
  const home = await gatewayHome(t);
  await start(t, home);
  const dir = t.testdir();
  const aidx = new CommandLine(dir, { AIDX_GATEWAY: home.url, AIDX_KEYS_DIR: home.keys });
  const list = join(dir, "list.json");
  await cp(EXAMPLE, list);

  const checked = await aidx.run(`check --json --party procuratorate ${list}`);
  t.equal(checked.code, 0, checked.stdout + checked.stderr);
  const { recipients } = checked.lines[0] as { recipients: string[] };
  t.ok(recipients.length > 1);
  const offline = await aidx.run(`check --json --offline ${list}`);
  like(t, offline.lines[0], { ok: true }, "the same without a gateway");

  const pushed = await aidx.run(`push --json --party procuratorate ${list}`);
  t.equal(pushed.code, 0, pushed.stdout);
  const { message, packets } = pushed.lines[0] as { message: string; packets: { recipient: string }[] };
  t.same(
    packets.map(({ recipient }) => recipient),
    recipients,
    "as the check said",
  );
  like(t, (await aidx.run(`push --json --party procuratorate ${list}`)).lines[0], {
    message,
    outcome: "accepted-before",
  });

  for (const party of recipients) {
    const inbox = join(dir, party);
    const file = await pulled(aidx, party, inbox);
    like(t, JSON.parse(await readFile(join(inbox, file), "utf8")), { message, recipient: party });
    t.equal((await aidx.run(`ack --party ${party} --all --dir ${inbox}`)).code, 0, party);
  }

  const status = await aidx.run(`status --json --party procuratorate --follow ${message}`);
  t.equal(status.code, 0);
  const view = status.lines.at(-1) as { packets: { state: string }[] };
  t.ok(view.packets.every(({ state }) => state === "accepted"));
  t.match((await aidx.run(`status --party procuratorate --lang zh ${message}`)).stdout, "已签收");
  like(t, (await aidx.run(`status --json --party procuratorate --thread ${message}`)).lines[0], { id: message });

  const stranger = await aidx.run(`status --party veterans --lang zh ${message}`);
  t.equal(stranger.code, 1);
  t.match(stranger.stderr, "所请求的内容不存在");
});

t.test("check and push name every place of a faulty list, and never a value", async (t) => {
  const home = await gatewayHome(t);
  await start(t, home);
  const dir = t.testdir();
  const aidx = new CommandLine(dir, { AIDX_GATEWAY: home.url, AIDX_KEYS_DIR: home.keys });
  const document = JSON.parse(await readFile(EXAMPLE, "utf8")) as {
    subjects: [{ identity: { idNumber: string; name: string } }];
  };
  const { identity } = document.subjects[0];
  identity.idNumber = identity.idNumber.replace(/.$/, (last) => (last === "1" ? "2" : "1"));
  const file = await aidx.write("bad.json", document);
  for (const line of [
    `check --offline ${file}`,
    `check --party procuratorate ${file}`,
    `push --party procuratorate ${file}`,
  ]) {
    const ran = await aidx.run(line);
    t.equal(ran.code, 1, line);
    t.match(ran.stdout, "/subjects/0/identity/idNumber", line);
    t.notMatch(ran.stdout + ran.stderr, identity.idNumber, line);
    t.notMatch(ran.stdout + ran.stderr, identity.name, line);
  }
});

t.test("check accepts the lists of sample", async (t) => {
  const aidx = new CommandLine(t.testdir());
  const made = await aidx.run(`sample --json --seed 7 --count 3 --subjects 4 --out ${aidx.cwd}`);
  const files = made.lines.map(({ file }) => String(file));
  t.equal(files.length, 3);
  t.equal((await aidx.run(`check --offline ${files.join(" ")}`)).code, 0);
  t.equal((await aidx.run("sample --subjects 501")).code, 2);
  t.equal(
    (await aidx.run("sample --seed 7 --subjects 4")).stdout,
    (await aidx.run("sample --seed 7 --subjects 4")).stdout,
  );
});

t.test("a running gateway takes over its new key", async (t) => {
  const home = await gatewayHome(t);
  const gateway = await start(t, home);
  const aidx = new CommandLine(t.testdir(), { ...home.env, AIDX_GATEWAY: home.url });
  const published = async () => {
    const { keys } = (await (await fetch(`${home.url}/.well-known/jwks.json`)).json()) as { keys: { kid: string }[] };
    return keys.map(({ kid }) => kid);
  };
  const before = await published();
  const rotated = await aidx.run("keys rotate-gateway sig --json");
  t.equal(rotated.code, 0, rotated.stderr);
  const { kid } = rotated.lines[0] as { kid: string };
  await gateway.reload();
  t.same(new Set(await published()), new Set([...before, kid]), "the old ones stay, to verify what is old");
  const list = join(aidx.cwd, "list.json");
  await cp(EXAMPLE, list);
  t.equal((await aidx.run(`push --party procuratorate ${list}`)).code, 0, "its receipt verifies with the new key");
  t.equal((await aidx.run("keys rotate-gateway mac")).code, 2);
});
