import { EXIT_CODES } from "../../src/cli/terminal/exit-code.ts";
import type { Language } from "../../src/cli/terminal/language.ts";
import { run } from "../../src/cli/program/program.ts";

/** What the command line prints for arguments that start nothing, in a language. */
async function printed(args: readonly string[], language: Language): Promise<string> {
  let text = "";
  const print = (more: string) => {
    text += more;
  };
  const never = () => Promise.reject(new Error("asking for help starts nothing"));
  const world = {
    env: {},
    cwd: ".",
    stdin: never,
    stdout: print,
    stderr: print,
    interactive: false,
    signal: new AbortController().signal,
  };
  await run([...args, "--lang", language], world, { init: never, serve: never, demo: never });
  return text.replace(/[ \t]+$/gm, "").trim();
}

/** Every command that is not only the start of others, as `keys new`, in the order of the help; from the completion script. */
async function commands(): Promise<string[]> {
  const [, known = ""] = /known=" ([^"]*) "/.exec(await printed(["completion", "bash"], "en")) ?? [];
  const paths = known.split(" ");
  return paths
    .filter((path) => !paths.some((other) => other.startsWith(`${path}/`)))
    .map((path) => path.replace("/", " "));
}

/** Prose of the page by language, up to the first line of the table of exit codes. */
const HEADS: Readonly<Record<Language, string>> = {
  en: `# The command line, \`aidx\`

[中文](cli.zh-CN.md)

Generated from the code by \`UPDATE_DOCS=1 npm test -- test/docs/cli.test.ts\`; the tests compare it.

\`npx aidx …\` in the project. Results go to standard output, as text or with \`--json\` as one JSON object a line; progress,
hints and faults go to standard error. \`--lang zh\` or \`--lang en\` chooses the language, else the environment's locale does.
Lists for people show times on the locality's clock (+08:00) and, in Chinese, words for codes; JSON and CSV keep RFC 3339 and
the codes.
A party's commands need the gateway's address, who you are and your private keys: options or the variables in brackets.
On another machine than the gateway's they also need to know which gateway to trust: \`aidx trust pin\` notes its keys once in
\`gateway.trust.json\`, whose digits are compared with the gateway's operator by telephone; a later change of keys is followed
only when the noted ones lead to it ([protocol.md](protocol.md#2-keys-and-suites)).

\`push\` writes a record into the folder \`.aidx\` beside each file before it sends, so that repeating the command after any
interruption never sends a document twice. Keep that folder: it has the gateway's signed receipts, one file for each accepted
message. A file that was refused is corrected and pushed again; one that changed while it is unknown whether its message arrived
is not sent. \`pull\` stores a packet before it is acknowledged.

## How it ends

| code | |`,
  zh: `# 命令行 \`aidx\`

[English](cli.md)

由 \`UPDATE_DOCS=1 npm test -- test/docs/cli.test.ts\` 从代码生成，并由测试比对。

在项目中执行 \`npx aidx …\`。结果写到标准输出：文本，或者加 \`--json\` 时每行一个 JSON 对象；进度、提示与错误写到标准错误。
\`--lang zh\` 或 \`--lang en\` 选择语言，不指定时随环境的区域设置。
供人阅读的列表按当地时间（+08:00）显示，中文列表以词语显示代码；JSON 与 CSV 保留 RFC 3339 时间与代码。
单位的命令需要网关地址、本单位标识和本单位私钥：用选项给出，或用括号中的变量给出。
不在网关所在机器上执行时，还须知道信任哪个网关：\`aidx trust pin\` 把网关的密钥一次性记入 \`gateway.trust.json\`，
其校验码须与网关运营方电话核对；此后密钥变更，只接受能由已记下的密钥证明的
（[protocol.zh-CN.md](protocol.zh-CN.md#2-密钥与密码套件)）。

\`push\` 在发送前先在每个文件旁的 \`.aidx\` 目录写下记录，因此无论在何处中断，重复执行都绝不会把一份文书发送两次。
请保留该目录：其中有网关签名的受理回执，每份已受理的报文一个文件。被拒绝的文件改正后可再次提交；
尚不知报文是否到达时内容已变的文件不会发送。\`pull\` 先保存数据包，后签发回执。

## 如何结束

| 代码 | |`,
};

/** `docs/cli.md` or `docs/cli.zh-CN.md`, from the command line's own help in that language. */
export async function cliPage(language: Language): Promise<string> {
  const pages = [];
  for (const command of await commands()) {
    const help = await printed([...command.split(" "), "--help"], language);
    pages.push(`## aidx ${command}\n\n\`\`\`\n${help}\n\`\`\`\n`);
  }
  const codes = Object.values(EXIT_CODES).map((ending) => `| ${ending.code} | ${ending[language]} |`);
  return `${HEADS[language]}
| --- | --- |
${codes.join("\n")}

${pages.join("\n")}`;
}
