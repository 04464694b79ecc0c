import { readFileSync } from "node:fs";
import t from "tap";
import { sourcesUnder } from "./tree.ts";
import { wordTables } from "./word-tables.ts";

const OWN = /^src\/(domain\/words\/|domain\/refusal\.ts$)/;

t.test("codes have their words in src/domain/words and nowhere else", async (t) => {
  const sources = sourcesUnder("src").filter((path) => !OWN.test(path));
  t.not(sources.length, 0);
  t.same(
    sources.flatMap((path) => wordTables(path, readFileSync(path, "utf8"))),
    [],
  );
});

t.test("the scan can fail", async (t) => {
  for (const [text, what] of [
    [`const S = { queued: "待投递", failed: "失败" };`, "a plain table"],
    [
      `const S = { queued: { zh: "待投递", en: "queued" }, failed: { zh: "失败", en: "failed" } };`,
      "a bilingual table",
    ],
    [`const R = new Map([["other", { zh: "别的" }], ["duplicate", { zh: "重复" }]]);`, "a list of pairs"],
    [`const A = { fork: { text: both("分叉", "fork"), ending: "x" }, stall: { text: both("停", "stall") } };`, "calls"],
    [`const E = { "person-lookup": say("查人"), read: say("读") } as const;`, "names in quotes"],
    [`const word = taken ? { zh: "已签收", en: "accepted" } : other;`, "the word of a state"],
  ] as const) {
    t.not(wordTables("src/a.ts", text).length, 0, what);
  }
  for (const [text, what] of [
    [`const OUTCOMES = { accepted: { zh: "已受理" }, "not-tried": { zh: "未尝试" } };`, "other codes beside them"],
    [`const T = { sealed: ({ more }) => ({ what: words("封装数据包") }), failed: () => say("失败") };`, "sentences"],
    [`const S = { queued: 1, failed: 2 };`, "no words"],
    [`const S = { zh: "状态", en: "state" };`, "a heading"],
  ] as const) {
    t.same(wordTables("src/a.ts", text), [], what);
  }
});
