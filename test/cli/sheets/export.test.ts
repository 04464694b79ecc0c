import { readFile, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import t from "tap";
import type { MessageType } from "../../../src/domain/message.ts";
import { REDUCED_CODES, REDUCED_MEMBERS } from "../../../src/domain/words/reduced-words.ts";
import { sampleList } from "../../../src/sample/list.ts";
import { readXlsx } from "../../../src/sheets/xlsx/read-xlsx.ts";
import { CommandLine } from "../../support/cli/command-line.ts";
import { defaultPolicy } from "../../support/exchange/default-policy.ts";
import { leaves, markedDocument } from "../../support/exchange/marked-list.ts";
import { ROLES } from "../../disclosure/matrix-table.ts";

const { policy, party, config } = await defaultPolicy();
const TODAY = new Date("2025-07-10T02:00:00Z");
const ID = "0193a0b2-7c1e-7d4f-8a55-0c2d3e4f5a6b";

/** Rule of a policy that makes a member: from a ratio or a table of codes, or in another way. */
interface Derived {
  readonly labels?: readonly string[];
  readonly to?: Readonly<Record<string, string>>;
}

/** The values of a document that its texts do not have, as they are or in words; precisions are part of their dates. */
function missing(document: unknown, { page, cells }: { page: string; cells: string }): string[] {
  const words = new Map(Object.values(REDUCED_CODES).flatMap((codes) => Object.entries(codes)));
  return [...leaves(document)].flatMap(([pointer, value]) => {
    const word = words.get(value)?.zh ?? value;
    return pointer.endsWith("/precision") || (page.includes(word) && cells.includes(word)) ? [] : [pointer];
  });
}

/** Packet as `aidx pull` keeps it. */
function packetOf(type: MessageType, body: object, disclosed: readonly string[]): object {
  const due = { receipt: "2025-07-11T18:00:00+08:00" };
  const head = {
    id: ID,
    digest: `sha-256=:${"A".repeat(43)}=:`,
    gateway: "gw",
    recipient: "housing",
    message: ID,
    thread: ID,
  };
  return {
    type,
    body,
    ...head,
    version: "1",
    from: "procuratorate",
    origin: "x",
    policy: "p@1",
    disclosed,
    due,
    sealedAt: 1_752_000_000,
  };
}

/** Exports a packet both ways, and gives the texts of both. */
async function exported(aidx: CommandLine, packet: object): Promise<{ page: string; cells: string }> {
  const file = await aidx.write("packet.json", packet);
  for (const out of ["p.html", "p.xlsx"]) {
    await rm(join(aidx.cwd, out), { force: true });
    const { code, stderr } = await aidx.run(`export ${file} --out ${out}`);
    if (code !== 0) throw new Error(stderr);
  }
  const sheets = readXlsx(await readFile(join(aidx.cwd, "p.xlsx")));
  const cells = sheets.flatMap(({ rows }) => rows.flatMap(({ cells: all }) => [...all.values()]));
  return {
    page: await readFile(join(aidx.cwd, "p.html"), "utf8"),
    cells: cells.map((cell) => ("text" in cell ? cell.text : "")).join("\n"),
  };
}

t.test("nothing of a packet is left out, whatever the policy made of it, for each role and type", async (t) => {
  const aidx = new CommandLine(t.testdir());
  for (const type of ["aid-subject-list", "supplement", "correction"] as const) {
    const document = markedDocument(type, 2);
    for (const role of ROLES) {
      const { body, groups } = policy.disclose(type, document, TODAY)(party(role));
      const packet = packetOf(
        type,
        body,
        groups.map(({ group }) => group),
      );
      t.ok(leaves(body).size > 20);
      t.same(missing(body, await exported(aidx, packet)), [], `${type} ${role}`);
    }
  }
  for (const type of ["feedback", "reverse-lead", "withdrawal"] as const) {
    const document = markedDocument(type, 2);
    const texts = await exported(aidx, packetOf(type, document, []));
    t.same(missing(document, texts), [], type);
    t.notMatch(texts.page, "未向本单位提供");
  }
});

t.test("what the policy makes has its words, and what it withholds is named", async (t) => {
  const aidx = new CommandLine(t.testdir());
  const list = sampleList({ seed: 11, subjects: 6 });
  const { body, groups } = policy.disclose("aid-subject-list", { ...list }, TODAY)(party("hr-social-security"));
  const { page } = await exported(
    aidx,
    packetOf(
      "aid-subject-list",
      body,
      groups.map(({ group }) => group),
    ),
  );
  const care = policy.disclose("aid-subject-list", { ...list }, TODAY)(party("disabled-federation"));
  const flagged = await exported(aidx, packetOf("aid-subject-list", care.body, ["header"]));
  t.match(flagged.page, /<dt>有残疾照护自付<\/dt><dd>(是|否)<\/dd>/);
  t.match(page, /<dt>月人均收入与低保标准之比<\/dt><dd>(不高于|高于) /);
  t.match(page, /<p>未向本单位提供：案件、[^<]*救助金账户/);
  t.match(page, "<dt>签收时限</dt><dd>2025-07-11 18:00:00 +08:00</dd>");
  t.notMatch(page, /<(script|img|link)|https?:\/\//);
  t.equal((await stat(join(aidx.cwd, "p.html"))).mode & 0o777, 0o600);
});

t.test("every member and value that the shipped policy makes has words", async (t) => {
  const schemas = ["defs/subject", "plan"].map((name) => readFile(`schemas/${name}/1.schema.json`, "utf8"));
  const subject = (await Promise.all(schemas)).join("\n");
  const levels = Object.values(config.sharingPolicy.groups).flatMap((group) => Object.values(group.levels ?? {}));
  const made = levels.flatMap((level) => Object.entries((level as { derive?: Record<string, Derived> }).derive ?? {}));
  t.ok(made.length > 15);
  for (const [path, { labels = [], to = {} }] of made) {
    const name = path.split(".").at(-1) ?? "";
    t.ok(REDUCED_MEMBERS[name] !== undefined || subject.includes(`"${name}"`), name);
    const values = [...labels, ...(typeof to === "object" ? Object.values(to) : [])];
    for (const value of values) t.ok(REDUCED_CODES[name]?.[value] !== undefined, `${name} ${value}`);
  }
});

t.test("hostile texts stay texts: no markup, no formula, no style", async (t) => {
  const aidx = new CommandLine(t.testdir());
  const list = sampleList({ seed: 2, subjects: 1 });
  const [subject] = list.subjects;
  const name = `<script>alert(1)</script>"}*{x:url(http://a.example)\u202e`;
  const body = { ...list, subjects: [{ ...subject, personId: "=1+1", identity: { ...subject?.identity, name } }] };
  const { page } = await exported(aidx, { ...packetOf("aid-subject-list", body, ["header"]), id: `"};*{x:y}` });
  t.notMatch(page, "<script");
  t.notMatch(page, "\u202e");
  t.match(page, /--foot:"[^"<>{}]*"/);
  const text = new TextDecoder("latin1").decode(await readFile(join(aidx.cwd, "p.xlsx")));
  t.ok(text.startsWith("PK"));
  const main = readXlsx(await readFile(join(aidx.cwd, "p.xlsx"))).find(({ name: sheet }) => sheet === "救助对象");
  t.same(main?.rows.at(-1)?.cells.get(0), { kind: "text", text: "=1+1" });
});

t.test("a list of one's own is exported too, and what is none is refused", async (t) => {
  const aidx = new CommandLine(t.testdir());
  const file = await aidx.write("list.json", sampleList({ seed: 4, subjects: 3 }));
  t.equal((await aidx.run(`export ${file} --out a.html`)).code, 0);
  t.equal((await aidx.run(`export ${file} --out a.html`)).code, 1, "a page that is there may bear notes");
  const page = await readFile(join(aidx.cwd, "a.html"), "utf8");
  t.match(page, "人员目录");
  t.notMatch(page, "未向本单位提供");
  t.equal((await aidx.run(`export ${file} --out a.pdf`)).code, 2);
  t.equal((await aidx.run(`export ${file} --out a.html --type nothing`)).code, 2);
  await writeFile(join(aidx.cwd, "x.json"), `{"type":"nothing","body":{}}`);
  t.equal((await aidx.run(`export ${join(aidx.cwd, "x.json")} --out a.html`)).code, 2);
  t.equal((await aidx.run(`export ${join(aidx.cwd, "none.json")} --out a.html`)).code, 1);
});
