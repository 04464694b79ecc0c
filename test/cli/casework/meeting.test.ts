/** The command line's pack of a joint meeting: the same lines as text, workbook and page, and a draft that its convener can send. */
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import t from "tap";
import { readWorkbook } from "../../../src/cli/kept/workbook-file.ts";
import { CommandLine } from "../../support/cli/command-line.ts";
import { like } from "../../support/like.ts";
import { Scene } from "../../support/scenario.ts";

t.setTimeout(60_000);

const scene = await Scene.start(t, "2026-10-12T09:00:00+08:00");
const { home, clock } = scene;
await scene.send("N01", ["civil-affairs"]);
clock.moveTo("2026-11-03T09:00:00+08:00");
const aidx = new CommandLine(t.testdir(), { AIDX_GATEWAY: home.url, AIDX_KEYS_DIR: home.keys });
aidx.now = () => clock.now();

t.test("the pack is written as workbook, PDF and page; the draft becomes a record", async (t) => {
  const files = "--xlsx pack.xlsx --pdf pack.pdf --html pack.html --draft record.json";
  const ran = await aidx.run(`meeting 2026-10 --party procuratorate --internal --lang zh ${files}`);
  t.equal(`${ran.code} ${ran.stderr}`, "0 ");
  const line = "示例区民政局：逾期 10 个工作日以上 1 项";
  t.ok(ran.stdout.includes(line));
  const [agenda] = await readWorkbook(join(aidx.cwd, "pack.xlsx"));
  t.ok(agenda?.rows.some(({ cells }) => [...cells.values()].some((cell) => "text" in cell && cell.text === line)));
  const page = await readFile(join(aidx.cwd, "pack.html"), "utf8");
  t.ok(page.includes(line) && page.includes("本次议定事项") && page.includes("<svg"));
  t.ok((await readFile(join(aidx.cwd, "pack.pdf"))).length > 10_000);
  like(t, await aidx.run("meeting 2026-10 --party procuratorate --pdf pack.txt"), { code: 2 });

  const file = join(aidx.cwd, "record.json");
  const draft = JSON.parse(await readFile(file, "utf8")) as Record<string, unknown>;
  like(t, draft, { period: "2026-10", agenda: [{ number: 1, kind: "overdue", about: "civil-affairs" }] });
  const header = draft.header as object;
  const officer = { name: "顾明川", office: "秘书科", phone: "0518-88000001" };
  const text = "逐项列出办结时间";
  const decisionId = "0197d0b2-7c1e-7d4f-8a55-0c2d3e4f5a21";
  const whole = {
    ...draft,
    header: { ...header, documentNumber: "示救联席〔2026〕1号", officer, issuedAt: "2026-11-03T08:50:00+08:00" },
    heldOn: "2026-11-02",
    chair: "副检察长",
    decisions: [{ decisionId, agenda: 1, text, owners: ["civil-affairs"], due: "2026-11-20" }],
  };
  await writeFile(file, JSON.stringify(whole));
  const sent = await aidx.run(`push ${file} --type meeting --party joint-meeting`);
  t.equal(sent.code, 0, sent.stdout);
  const next = await aidx.run("meeting 2026-10 --party procuratorate --lang zh");
  t.ok(next.stdout.includes(text));
  t.ok(next.stdout.includes("继续办理"));
});
