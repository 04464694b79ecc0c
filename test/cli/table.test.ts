import t from "tap";
import { endingOfAll } from "../../src/cli/exit-code.ts";
import { languageOf } from "../../src/cli/language.ts";
import { columnsOf, table } from "../../src/cli/table.ts";

t.test("columns of a terminal", async (t) => {
  t.same(["abc", "检察院", "１２", "𠮷", "é", "é", ""].map(columnsOf), [3, 6, 4, 2, 1, 1, 0]);
});

t.test("a table stands straight in both scripts", async (t) => {
  const lines = table(
    ["单位", "state"],
    [
      ["civil-affairs", "已签收"],
      ["民政", "ok"],
    ],
  ).split("\n");
  t.same(lines, ["单位           state", "─────────────  ──────", "civil-affairs  已签收", "民政           ok"]);
});

t.test("the language: asked for, or the locale's", async (t) => {
  t.equal(languageOf("zh", { LANG: "en_US.UTF-8" }), "zh");
  t.equal(languageOf(undefined, { LANG: "zh_CN.UTF-8" }), "zh");
  t.equal(languageOf(undefined, { LANG: "zh_CN.UTF-8", LC_ALL: "C" }), "en");
  t.equal(languageOf("fr", {}), "en");
});

t.test("how many pieces of work end together", async (t) => {
  t.equal(endingOfAll([]), "ok");
  t.equal(endingOfAll(["ok", "ok"]), "ok");
  t.equal(endingOfAll(["ok", "refused"]), "partly");
  t.equal(endingOfAll(["unreachable", "unreachable"]), "unreachable");
  t.equal(endingOfAll(["unreachable", "refused"]), "refused");
});
