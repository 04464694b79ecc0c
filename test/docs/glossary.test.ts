import { readFileSync, writeFileSync } from "node:fs";
import t from "tap";
import { WORDS, type WordKind } from "../../src/domain/words/words.ts";
import { filesUnder } from "../architecture/tree.ts";

const PATH = "docs/glossary.md";
const HEADING = "## Codes\n";

/** The kinds of codes that people meet in tables, and what each kind is. */
const KINDS: readonly (readonly [WordKind, string])[] = [
  ["role", "Kinds of parties"],
  ["message", "Types of messages"],
  ["state", "States of a packet"],
  ["outcome", "What a recipient signs"],
  ["reason", "Why a packet is rejected"],
  ["cause", "Why a push or a delivery failed"],
  ["endpoint", "States of a party's endpoint"],
  ["stage", "How far an entry of the log has come"],
  ["entry", "What an entry of the log records"],
  ["step", "What a step of a verification came to"],
  ["alarm", "Alarms of a monitor"],
  ["item", "States of an item"],
  ["reply", "Replies of a department"],
  ["itemFlag", "Remarks on an item"],
  ["letterKind", "Kinds of letters about late items"],
  ["letterState", "States of a letter that was sent"],
  ["clockStage", "Stages of a clock"],
  ["clockState", "States of a clock"],
  ["clockEvent", "Events between which a clock runs"],
  ["clockDuty", "Who has to meet a clock"],
  ["sourceStatus", "How well the source of a rule is known"],
  ["pause", "Pauses that a department may state"],
  ["extension", "Extensions that a department may state"],
  ["reportSection", "Tables of a report"],
  ["reportColumn", "Columns of a report"],
  ["reportRate", "Rates of a report"],
  ["reportFigure", "Single figures of a report"],
];

function codesSection(): string {
  const tables = KINDS.map(([kind, title]) => {
    const rows = Object.entries(WORDS[kind]).map(([code, { en, zh }]) => `| \`${code}\` | ${en} | ${zh} |`);
    return `### ${title}\n\n| code | English | 中文 |\n|---|---|---|\n${rows.join("\n")}\n`;
  });
  return `${HEADING}
Generated from \`src/domain/words\` by \`UPDATE_DOCS=1 npm test -- test/docs/glossary.test.ts\`; the tests compare it.

${tables.join("\n")}`;
}

t.test("the glossary has the words that the program shows for codes", async (t) => {
  const text = readFileSync(PATH, "utf8");
  const at = text.indexOf(HEADING);
  t.not(at, -1, "the section is there");
  const page = text.slice(0, at) + codesSection();
  if (process.env.UPDATE_DOCS === "1") writeFileSync(PATH, page);
  t.equal(readFileSync(PATH, "utf8"), page);
});

/** Words for which the glossary has another one. */
const REPLACED = { 移送方: "发送方", 发送单位: "发送方", 移送单位: "发送方", "COSE 回执": "COSE 收据" };
/** Where a replaced word is the glossary's word for another thing: 移送单位 is who refers the persons of a list. */
const ANOTHER_THING: Readonly<Partial<Record<string, RegExp>>> = {
  移送单位:
    /^(schemas\/|src\/schema\/generated\/|src\/domain\/generated\/|src\/sheets\/|src\/http\/(routes|schemas)\/(cases|follow|worklists)\.ts$|docs\/(fields|glossary|spreadsheets|casework\.zh-CN|protocol\.zh-CN)\.md$)/,
};

t.test("texts and pages have one Chinese word for one thing", async (t) => {
  const pages = ["src", "schemas", "docs", "config"].flatMap(filesUnder).filter((path) => /\.(ts|json|md)$/.test(path));
  t.ok(pages.length > 500, `${pages.length} files are read`);
  for (const path of pages) {
    const text = readFileSync(path, "utf8");
    for (const [word, better] of Object.entries(REPLACED)) {
      if (text.includes(word) && !(ANOTHER_THING[word]?.test(path) ?? false)) t.fail(`${path}: ${word} is ${better}`);
    }
  }
});
