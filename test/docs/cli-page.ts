import { EXIT_CODES } from "../../src/cli/terminal/exit-code.ts";
import { run } from "../../src/cli/program/program.ts";

const COMMANDS = [
  ["init"],
  ["migrate"],
  ["serve"],
  ["demo"],
  ["sample"],
  ["template"],
  ["import"],
  ["export"],
  ["check"],
  ["push"],
  ["pull"],
  ["ack"],
  ["status"],
  ["requeue"],
  ["reseal"],
  ["packets"],
  ["explain"],
  ["endpoints"],
  ["keys", "new"],
  ["keys", "rotate"],
  ["keys", "show"],
  ["keys", "import"],
  ["keys", "rotate-gateway"],
  ["trust", "pin"],
  ["trust", "show"],
  ["evidence"],
  ["verify"],
  ["audit", "deliveries"],
  ["audit", "events"],
  ["audit", "show"],
  ["audit", "summary"],
  ["audit", "statement"],
  ["audit", "reconcile"],
  ["audit", "monitor"],
  ["find-person"],
  ["approve-lookup"],
  ["erase"],
  ["log", "status"],
  ["log", "adopt"],
  ["log", "key"],
  ["witness"],
  ["completion"],
] as const;

/** What a command prints for `--help`; nothing else runs. */
async function help(command: readonly string[]): Promise<string> {
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
  await run([...command, "--help", "--lang", "en"], world, { init: never, serve: never, demo: never });
  return text.replace(/[ \t]+$/gm, "").trim();
}

/** `docs/cli.md`, from the command line's own help. */
export async function cliPage(): Promise<string> {
  const pages = [];
  for (const command of COMMANDS) {
    pages.push(`## aidx ${command.join(" ")}\n\n\`\`\`\n${await help(command)}\n\`\`\`\n`);
  }
  const codes = Object.values(EXIT_CODES).map(({ code, en, zh }) => `| ${code} | ${en} | ${zh} |`);
  return `# The command line, \`aidx\`

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

| code | | |
| --- | --- | --- |
${codes.join("\n")}

${pages.join("\n")}`;
}
