/** `aidx remind` with a real gateway: which letters are to be written, drafts from one's own list, and what is sent. */
import { spawnSync } from "node:child_process";
import { readFile } from "node:fs/promises";
import t from "tap";
import { CommandLine } from "../../support/cli/command-line.ts";
import { exampleList, gatewayHome, start } from "../../support/gateway/gateway.ts";
import { like } from "../../support/like.ts";

t.setTimeout(60_000);
const DAY_MS = 86_400_000;
const HAS_PDFTOTEXT = spawnSync("pdftotext", ["-v"]).status === 0;

t.test("aidx remind drafts a letter to send and a sheet to print, and the gateway takes it", async (t) => {
  const home = await gatewayHome(t);
  const gateway = await start(t, home);
  const aidx = new CommandLine(t.testdir(), {
    AIDX_GATEWAY: home.url,
    AIDX_KEYS_DIR: home.keys,
    AIDX_PARTY: "procuratorate",
  });
  const list = (await exampleList()) as { subjects: { identity: { name: string } }[] };
  const file = await aidx.write("list.json", list);
  t.equal((await aidx.run(`push ${file} --type aid-subject-list --to civil-affairs`)).code, 0);
  const none = await aidx.run("remind --lang en");
  t.match(none.stdout, /0 letters/);
  const nothing = await aidx.run(`remind --draft --list ${file} --out letters --lang zh`);
  t.match(nothing.stdout, /目前没有应发的函件/);
  t.notMatch(nothing.stdout, /草稿/);
  // As if it had been sent a month ago, and nothing had happened.
  await gateway.store.pool.query(
    `update case_items set day = day - 30, item = item || jsonb_build_object(
       'sealedAt', (item->>'sealedAt')::bigint - $1::bigint, 'originalStart', (item->>'sealedAt')::bigint - $1::bigint)`,
    [30 * DAY_MS],
  );

  const shown = await aidx.run("remind --lang zh");
  t.equal(shown.code, 0, shown.stderr);
  t.match(shown.stdout, /提请联席会议 +示例区民政局 civil-affairs/);
  t.equal((await aidx.run("remind --draft")).code, 2, "without the list there are no names");
  const drafted = await aidx.run(
    `remind --kind 3 --draft --list ${file} --out letters --number 示检救督〔2026〕3号 --approver 周明理 --json`,
  );
  t.equal(drafted.code, 0, drafted.stderr + drafted.stdout);
  const [made] = (
    JSON.parse(drafted.stdout.split("\n")[0] ?? "") as {
      files: { file: string; sheet: string; pdf: string; to: string }[];
    }
  ).files;
  if (made === undefined) throw new Error("a draft was written");
  const sheet = await readFile(made.sheet, "utf8");
  const pdf = spawnSync("pdftotext", ["-layout", made.pdf, "-"]).stdout?.toString();
  t.equal((await readFile(made.pdf)).toString("latin1", 0, 5), "%PDF-");
  const [first] = list.subjects;
  t.ok(sheet.includes(first?.identity.name ?? "?"), "the sheet has names");
  for (const text of [
    "示例县人民检察院",
    "关于救助事项逾期未办的督办函",
    "示检救督〔2026〕3号",
    "社会救助科",
    "D06 签收",
    "周明理",
  ]) {
    t.ok(sheet.includes(text), text);
    if (HAS_PDFTOTEXT) t.ok(pdf?.includes(text), `the PDF too: ${text}`);
  }
  const document = await readFile(made.file, "utf8");
  t.notOk(document.includes(first?.identity.name ?? "?"), "the document has numbers only");
  like(t, JSON.parse(document), { kind: "3", header: { messageType: "REMINDER", approval: { approver: "周明理" } } });

  const { thread } = JSON.parse((await aidx.run("due --json")).stdout.split("\n")[0] ?? "").items[0] as {
    thread: string;
  };
  const pushed = await aidx.run(`push ${made.file} --type reminder --thread ${thread} --to civil-affairs`);
  t.equal(pushed.code, 0, pushed.stderr + pushed.stdout);
  const again = await aidx.run("remind --kind 3 --lang zh");
  t.match(again.stdout, /3 待答复/);
});
