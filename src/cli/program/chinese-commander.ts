import { type Command, Help } from "commander";

/** Titles of help. */
const TITLES: Readonly<Record<string, string>> = {
  "Usage:": "用法：",
  "Arguments:": "参数：",
  "Options:": "选项：",
  "Global Options:": "全局选项：",
  "Commands:": "命令：",
};

/** Beginnings of commander's faults of usage; `$1` and `$2` are what it names. */
const FAULTS: readonly (readonly [fault: string, zh: string])[] = [
  ["error: unknown option '$1'", "没有选项 $1"],
  ["error: unknown command '$1'", "没有命令 $1"],
  ["error: missing required argument '$1'", "缺少参数 $1"],
  ["error: required option '$1' not specified", "缺少选项 $1"],
  ["error: option '$1' argument missing", "选项 $1 缺少取值"],
  ["error: option '$1' cannot be used with option '$2'", "选项 $1 不能与 $2 同时使用"],
  ["error: too many arguments", "参数过多"],
];

/** Makes what commander itself says Chinese, for a command and all that are added to it later. */
export function speakChinese(command: Command): void {
  command
    .helpOption("-h, --help", "显示帮助")
    .helpCommand("help [command]", "显示命令的帮助")
    .configureHelp({
      styleTitle: (title) => TITLES[title] ?? title,
      optionDescription: (option) =>
        Help.prototype.optionDescription
          .call(new Help(), option)
          .replace(/ ?\((?:choices|default): [^()]*\)$/, (group) =>
            group
              .replace(/^ ?\(/, "（")
              .replace(/\)$/, "）")
              .replace("choices: ", "可选：")
              .replace("default: ", "默认："),
          ),
    })
    .configureOutput({ outputError: (text, write) => write(chineseFault(text)) });
}

function chineseFault(text: string): string {
  const [fault = text, hint] = text.trimEnd().split("\n(Did you mean ");
  const said = knownFault(fault) ?? invalidValue(fault) ?? fault;
  return `${said}${hint === undefined ? "" : `（是否指 ${hint.replace(/\?\)$/, "")}？）`}\n`;
}

/** Translates one of FAULTS; undefined for another. */
function knownFault(fault: string): string | undefined {
  const said = fault.split("'");
  // Every other part is a name; of the last part only the beginning is known.
  const begins = (pattern: string) => {
    const parts = pattern.split("'");
    const last = parts.length - 1;
    return parts.every((part, at) => at % 2 === 1 || (at === last ? said[at]?.startsWith(part) : said[at] === part));
  };
  const [, zh] = FAULTS.find(([pattern]) => begins(pattern)) ?? [];
  return zh?.replace("$1", () => said[1] ?? "").replace("$2", () => said[3] ?? "");
}

/** Says that a value is invalid, and which are valid. The value stands in the middle, may hold anything, and is left out. */
function invalidValue(fault: string): string | undefined {
  const at = fault.lastIndexOf("' is invalid");
  if (at < 0) return undefined;
  const rest = fault.slice(at);
  const name = /^error: option '([^']*)'/.exec(fault)?.[1] ?? /^' is invalid for argument '([^']*)'/.exec(rest)?.[1];
  const allowed = rest.slice(rest.indexOf(". ") + 2).replace("Allowed choices are ", "可选：");
  return `${name ?? ""} 的取值无效。${allowed}`;
}
