/** Version, completion, and the words of the command line's own library. */
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import t from "tap";
import { CommandLine } from "../../support/cli/command-line.ts";

const LATIN_WORDS = /[a-z]{2,} [a-z]{2,}/;

t.test("aidx --version is the package's", async (t) => {
  const { version } = JSON.parse(readFileSync("package.json", "utf8")) as { version: string };
  for (const option of ["--version", "-V"]) {
    const ran = await new CommandLine(t.testdir()).run(option);
    t.same([ran.code, ran.stdout], [0, `${version}\n`], option);
  }
});

t.test("completion in bash: commands, commands of a group, and their options", async (t) => {
  const { stdout } = await new CommandLine(t.testdir()).run("completion bash");
  const complete = (...words: string[]) => {
    const script = `${stdout}COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _aidx; echo "\${COMPREPLY[@]}"`;
    const bash = spawnSync("bash", ["-c", script, "bash", "aidx", ...words], { encoding: "utf8" });
    t.equal(bash.stderr, "");
    return bash.stdout.trim();
  };
  t.equal(complete("pu"), "push pull");
  t.equal(complete("audit", "deli"), "deliveries");
  t.equal(complete("audit", "deliveries", "--over"), "--overdue");
  t.equal(complete("push", "list.json", "--spl"), "--split");
  t.equal(complete("push", "list.json", "--over"), "", "options of other commands are not offered");
});

t.test("completion: every shell has a script, other names are refused", async (t) => {
  const aidx = new CommandLine(t.testdir());
  for (const shell of ["bash", "zsh", "fish"]) t.match((await aidx.run(`completion ${shell}`)).stdout, "deliveries");
  t.match((await aidx.run("completion zsh")).stdout, /^autoload -U \+X bashcompinit/);
  t.equal((await aidx.run("completion tcsh")).code, 2);
});

t.test("usage in Chinese: help and faults have no English sentence", async (t) => {
  const aidx = new CommandLine(t.testdir());
  for (const line of [
    "push",
    "push x --parallel a",
    "pul",
    "pull",
    "pull --out x --once --follow",
    "check --ofline x",
    "push x --type",
    "completion tcsh",
    "requeue --cause nothing",
    "serve too many",
  ]) {
    const ran = await aidx.run(`${line} --lang zh`);
    t.equal(ran.code, 2, line);
    t.match(ran.stderr, /\p{Script=Han}/u, line);
    t.notMatch(ran.stderr, LATIN_WORDS, line);
  }
  const help = await aidx.run("requeue --help --lang zh");
  t.equal(help.code, 0);
  t.notMatch(help.stdout, /Usage|Options|Commands|display|choices|default/);
  t.match(help.stdout, /^用法：/);
});
