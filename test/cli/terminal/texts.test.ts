/** Texts of commands, read from the sources, so that a new one is held too. */
import { globSync, readFileSync } from "node:fs";
import { type Node, parseSync, Visitor } from "oxc-parser";
import t from "tap";

interface Text {
  readonly place: string;
  readonly node: Node;
}

/** Files whose texts commands write: the command line, and what it says of evidence, of the log and of COSE receipts. */
const FILES = ["src/cli", "src/evidence", "src/log", "src/monitor", "src/sdk", "src/witness", "src/tlog", "src/domain"];

/** Texts by language, and what the columns of tables show. */
function textsOf(file: string, text: string) {
  const found: { zh: Text[]; en: Text[]; of: Text[] } = { zh: [], en: [], of: [] };
  const add = (language: keyof typeof found, node: Node) =>
    found[language].push({ place: `${file}:${text.slice(0, node.start).split("\n").length}`, node });
  new Visitor({
    Property({ key, value }) {
      if (key.type !== "Identifier") return;
      if (key.name === "zh" || key.name === "en") add(key.name, value);
      if (key.name === "of" && value.type === "ArrowFunctionExpression") add("of", value.body);
    },
    CallExpression({ callee, arguments: given }) {
      // findings.expect(holds, "English", "中文")
      if (callee.type !== "MemberExpression" || callee.property.type !== "Identifier") return;
      const [, en, zh] = given;
      if (callee.property.name !== "expect" || en === undefined || zh === undefined) return;
      add("en", en);
      add("zh", zh);
    },
  }).visit(parseSync(file, text).program);
  return found;
}

/** Words of a text without what is filled in, of a fixed text or a template; undefined for any other expression. */
function wordsOf(node: Node): string | undefined {
  if (node.type === "Literal") return typeof node.value === "string" ? node.value : undefined;
  return node.type === "TemplateLiteral" ? node.quasis.map(({ value }) => value.cooked).join(" ") : undefined;
}

/** Name of a value that is filled in or shown as it is. */
function nameOf(node: Node): string | undefined {
  if (node.type === "Identifier") return node.name;
  return node.type === "MemberExpression" && node.property.type === "Identifier" ? node.property.name : undefined;
}

/** Names that the sources give to times. */
const TIME = /^(?:at|time|since|until|now|from_?time)$|(?:At|Time)$|^toISOString$/;

/** Tells whether an expression is a raw time: by its name, or made with `toISOString`. */
function isRawTime(node: Node): boolean {
  if (node.type === "CallExpression") return nameOf(node.callee) === "toISOString";
  return TIME.test(nameOf(node) ?? "");
}

const all = FILES.flatMap((folder) => globSync(`${folder}/**/*.ts`)).map((file) => ({
  file,
  ...textsOf(file, readFileSync(file, "utf8")),
}));

t.test("every Chinese text is Chinese, and no English one is", async (t) => {
  const han = /\p{Script=Han}/u;
  const latin = (words: string) => /[A-Za-z]{2}/.test(words);
  const zh = all.flatMap((one) => one.zh).map(({ place, node }) => ({ place, words: wordsOf(node) ?? "" }));
  const en = all.flatMap((one) => one.en).map(({ place, node }) => ({ place, words: wordsOf(node) ?? "" }));
  t.ok(zh.length > 500, `${zh.length} texts were read`);
  t.strictSame(
    zh.filter(({ words }) => latin(words) && !han.test(words)),
    [],
  );
  t.strictSame(
    en.filter(({ words }) => han.test(words)),
    [],
  );
});

t.test("no text or column of a command shows a time as it is stored", async (t) => {
  const cli = all.filter(({ file }) => file.startsWith("src/cli/"));
  const filled = cli
    .flatMap(({ zh, en }) => [...zh, ...en])
    .flatMap(({ place, node }) =>
      node.type === "TemplateLiteral" ? node.expressions.map((expression) => ({ place, node: expression })) : [],
    );
  const columns = cli.flatMap(({ of }) => of);
  t.ok(filled.length > 100 && columns.length > 50, "fillings and columns were read");
  t.strictSame(
    [...filled, ...columns].flatMap(({ place, node }) => (isRawTime(node) ? [place] : [])),
    [],
  );
});

t.test("the reader sees a raw time and an English text in each way that they are written", async (t) => {
  const source = "const a = { zh: `于 ${madeAt} made`, en: `at ${x.sealedAt}`, of: ({ since }) => since };";
  const { zh, en, of } = textsOf("a.ts", source);
  t.strictSame(
    [zh, en, of].map(({ length }) => length),
    [1, 1, 1],
  );
  for (const { node } of [...zh, ...en]) {
    t.ok(node.type === "TemplateLiteral" && node.expressions.every(isRawTime));
  }
  t.ok(of.every(({ node }) => isRawTime(node)));
  t.equal(textsOf("a.ts", `findings.expect(holds, "English", "中文")`).zh.length, 1);
});
