/** Every Chinese page says what its English page says: the same outline, codes, figures, commands and links, in Chinese. */
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path/posix";
import t from "tap";
import { filesUnder } from "../architecture/tree.ts";

const pages = filesUnder(".").filter((path) => path.endsWith(".zh-CN.md"));

/** A part of a page: a heading, a paragraph, an item of a list, a row of a table or a block of code. */
interface Block {
  readonly kind: string;
  readonly text: string;
}

const START = /^(#+) |^ *(\|)|^ *([-*]|\d+\.) /;

/** Reads a page into its blocks; rules under the heads of tables are left out. */
function blocksOf(page: string): Block[] {
  const blocks: { kind: string; lines: string[] }[] = [];
  let open: "code" | "text" | undefined;
  for (const line of page.split("\n")) {
    if (/^ *```/.test(line)) {
      if (open !== "code") blocks.push({ kind: "code", lines: [] });
      open = open === "code" ? undefined : "code";
    } else if (open === "code") blocks.at(-1)?.lines.push(line);
    else if (line.trim() === "") open = undefined;
    else if (!/^ *\|[-| :]+$/.test(line)) {
      const [start, heading, row, item] = START.exec(line) ?? [];
      if (start === undefined && open === "text") blocks.at(-1)?.lines.push(line.trim());
      else blocks.push({ kind: heading ?? (row ? "row" : item ? "item" : "paragraph"), lines: [line.trim()] });
      open = heading || row ? undefined : "text";
    }
  }
  return blocks.map(({ kind, lines }) => ({ kind, text: lines.join(kind === "code" ? "\n" : " ") }));
}

const found = (text: string, pattern: RegExp) => [...text.matchAll(pattern)].map(([, one = ""]) => one);
/** Text without codes and without the addresses of links. */
const proseOf = (text: string) => text.replace(/`[^`]*`/g, "`").replace(/\]\([^)]*\)/g, "]");
const set = (texts: readonly string[]) => [...new Set(texts)].toSorted().join(" ");

/** What no language changes of a block. A drawing keeps its lines and paths, the help of a command its options. */
function invariant({ kind, text }: Block): string {
  if (kind === "code") {
    if (/[│─]/.test(text)) return `drawing of ${text.split("\n").length} lines ${set(found(text, /(\/v1\/\S+)/g))}`;
    if (/^(Usage|用法)/.test(text)) return `help ${set(found(text, /((?<!\S)--?[a-z][\w-]*)/g))}`;
    const lines = text.split("\n").map((line) => line.replace(/(^|\s)(#|\/\/) .*$/, "").trimEnd());
    return `code ${lines.filter((line) => line !== "").join("\n")}`;
  }
  const links = found(text, /\]\(([^)\s#]*#?)[^)]*\)/g).map((link) => link.replace(".zh-CN.md", ".md"));
  const figures = found(proseOf(text), /(\d[\d,.]*\d|\d)/g).map((figure) => figure.replaceAll(",", ""));
  return `${kind} ${set(found(text, /`([^`]+)`/g))} · ${set(figures)} → ${set(links)}`;
}

/** The first part of a Chinese page that differs from its English page. */
function difference(english: string, chinese: string): { at: string; english: string; chinese: string } | undefined {
  const [en, zh] = [blocksOf(english), blocksOf(chinese)];
  const n = Array.from({ length: Math.max(en.length, zh.length) }, (_, n) => n).find((n) => {
    const [one, other] = [en[n], zh[n]];
    return !one || !other || invariant(one) !== invariant(other);
  });
  if (n === undefined) return undefined;
  const shown = (block: Block | undefined) => (block ? invariant(block) : "the page has ended");
  return { at: zh[n]?.text ?? en[n]?.text ?? "", english: shown(en[n]), chinese: shown(zh[n]) };
}

/**
 * Blocks that were left in English: words but no Chinese character, or six English words in a row. Rows that are in both
 * languages on the English page are the same on both.
 */
function untranslated(page: string, english = ""): string[] {
  const left = blocksOf(page).filter(({ kind, text }) => {
    if (kind === "code" || /^\[English\]\([\w-]+\.md\)$/.test(text)) return false;
    const prose = proseOf(text);
    const isChinese = /\p{Script=Han}/u.test(prose);
    if (kind === "row" && isChinese && english.includes(text)) return false;
    const isProse = kind === "paragraph" || kind === "item";
    return (isProse && /[a-z]/i.test(prose) && !isChinese) || /(\b[a-z]+[ ,]+){5}[a-z]+/i.test(prose);
  });
  return left.map(({ text }) => text);
}

/** Links of a Chinese page to English pages that have a Chinese version, apart from the link to its own English page. */
function detours(path: string, page: string): string[] {
  const links = found(page.replace(/^\[English\].*$/m, ""), /\]\(([^)\s#:]+)(?:#[^)]*)?\)/g);
  return links.filter((link) => pages.includes(join(dirname(path), link.replace(/\.md$/, ".zh-CN.md"))));
}

t.test("a Chinese page that differs from its English page is noticed", async (t) => {
  const page =
    "# A\n\nText with `code`, 1,000 of it.\n\n| a | b |\n|---|---|\n| `x` | see [y](y.md#z) |\n\n```\nnpx aidx # why\n```\n";
  const same =
    "# 甲\n\n1000 个 `code` 文字。\n\n| 甲 | 乙 |\n|---|---|\n| `x` | 见[乙](y.zh-CN.md#丙) |\n\n```\nnpx aidx   # 原因\n```\n";
  t.same(difference(page, same), undefined);
  const changes = [
    ["# 甲", "## 甲"],
    ["1000 个 `code` 文字。\n\n", ""],
    ["文字。", "文字。\n\n文字。"],
    ["1000", "100"],
    ["`code`", "`other`"],
    ["| `x`", "| x"],
    ["y.zh-CN.md", "z.zh-CN.md"],
    ["#丙", ""],
    ["npx aidx", "npx aidx demo"],
    ["```\n", "```\nnpm ci\n"],
  ] as const;
  for (const [from, to] of changes) t.ok(difference(page, same.replace(from, to)), `${from} → ${to}`);
  t.ok(difference("```\na ─► b\n```", "```\n甲 ─► 乙\n丙\n```"), "a drawing has as many lines");
  t.ok(difference("```\nUsage: a\n  --b\n```", "```\n用法：a\n  --c\n```"), "help has the same options");
});

t.test("what was left in English is noticed", async (t) => {
  t.same(
    untranslated("[English](A.md)\n\n# `a`\n\n`a`：甲\n\n- `a`\n\n```\nan example of code that has many words\n```\n"),
    [],
  );
  t.same(untranslated("甲\n\nNot so.\n\n- nor this\n\n| 甲 | this is a cell in English, too |\n"), [
    "Not so.",
    "- nor this",
    "| 甲 | this is a cell in English, too |",
  ]);
  const both = "| 5 | a cell of words in English | 中文 |";
  t.same(untranslated(both, `| code |\n${both}\n`), [], "a row in both languages");
  t.same(untranslated(both), [both]);
});

t.test("a link past a Chinese page is noticed", async (t) => {
  const text =
    "[English](cli.md)\n\n[a](cli.md#b) [b](cli.zh-CN.md) [c](config.md) [d](../README.md) [e](https://example.org/cli.md)";
  t.same(detours("docs/x.zh-CN.md", text), ["cli.md", "../README.md"]);
});

t.test("the Chinese readme names every Chinese page", async (t) => {
  t.ok(pages.includes("README.zh-CN.md"));
  const readme = readFileSync("README.zh-CN.md", "utf8");
  for (const path of pages.filter((page) => page !== "README.zh-CN.md")) t.ok(readme.includes(`](${path})`), path);
});

for (const path of pages) {
  t.test(`${path} says what its English page says`, async (t) => {
    const original = path.replace(".zh-CN.md", ".md");
    t.ok(existsSync(original), `${original} exists`);
    const [english, chinese] = [readFileSync(original, "utf8"), readFileSync(path, "utf8")];
    t.same(difference(english, chinese), undefined);
    t.same(untranslated(chinese, english), []);
    t.same(detours(path, chinese), [], "it leads to the Chinese pages that there are");
    const name = (page: string) => page.split("/").at(-1);
    t.equal(english.split("\n")[2], `[中文](${name(path)})`, "the English page begins with the link to it");
    t.equal(chinese.split("\n")[2], `[English](${name(original)})`, "and it with the link back");
  });
}
