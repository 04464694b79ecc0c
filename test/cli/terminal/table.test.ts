import t from "tap";
import { CommandError, endingOfAll } from "../../../src/cli/terminal/exit-code.ts";
import { languageOf } from "../../../src/cli/terminal/language.ts";
import { columnsOf, table } from "../../../src/cli/terminal/table.ts";
import { Terminal, type World } from "../../../src/cli/terminal/terminal.ts";

t.test("width of texts in columns of a terminal", async (t) => {
  t.same(["abc", "检察院", "１２", "𠮷", "é", "é", ""].map(columnsOf), [3, 6, 4, 2, 1, 1, 0]);
});

t.test("a table is aligned in both scripts", async (t) => {
  const lines = table(
    ["单位", "state"],
    [
      ["civil-affairs", "已签收"],
      ["民政", "ok"],
    ],
  ).split("\n");
  t.same(lines, ["单位           state", "─────────────  ──────", "civil-affairs  已签收", "民政           ok"]);
});

t.test("the language is the one asked for, else the locale's", async (t) => {
  t.equal(languageOf("zh", { LANG: "en_US.UTF-8" }), "zh");
  t.equal(languageOf(undefined, { LANG: "zh_CN.UTF-8" }), "zh");
  t.equal(languageOf(undefined, { LANG: "zh_CN.UTF-8", LC_ALL: "C" }), "en");
  t.equal(languageOf("fr", {}), "en");
});

t.test("the ending of several pieces of work", async (t) => {
  t.equal(endingOfAll([]), "ok");
  t.equal(endingOfAll(["ok", "ok"]), "ok");
  t.equal(endingOfAll(["ok", "refused"]), "partly");
  t.equal(endingOfAll(["unreachable", "unreachable"]), "unreachable");
  t.equal(endingOfAll(["unreachable", "refused"]), "refused");
});

t.test("texts of others cannot control the terminal, in a table or elsewhere", async (t) => {
  const hostile = "a\u001b[2Jb\u0007\u009b31m\u202e\r\nc\ud800";
  const shown = "a〔U+001B〕[2Jb〔U+0007〕〔U+009B〕31m〔U+202E〕〔U+000D〕〔U+000A〕c\ufffd";
  t.same(
    table(["x"], [[hostile]])
      .split("\n")
      .slice(2),
    [shown],
    "a cell is one line",
  );
  const written: string[] = [];
  const write = (text: string) => void written.push(text);
  const world = { stdout: write, stderr: write, env: {}, cwd: "/", interactive: false } as unknown as World;
  const terminal = new Terminal(world, "en", false);
  terminal.result({}, `one\n${hostile}`);
  terminal.note({ en: hostile, zh: "" });
  terminal.fail(new CommandError("refused", { en: hostile, zh: "" }));
  const lines = shown.replace("〔U+000A〕", "\n");
  t.same(written, [`one\n${lines}\n`, `${lines}\n`, `${lines}\n`]);
});
