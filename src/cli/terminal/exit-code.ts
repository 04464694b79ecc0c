import type { Bilingual } from "../../domain/bilingual.ts";
import { WORDS } from "../../domain/words/words.ts";
import { ProblemError, UnreachableError, UntrustedError } from "../../sdk/index.ts";

/** How the command line ends: the table of docs/cli.md. */
export const EXIT_CODES = {
  ok: { code: 0, zh: "全部完成", en: "everything was done" },
  refused: { code: 1, zh: "被拒绝或失败", en: "refused, or failed" },
  usage: { code: 2, zh: "命令用法错误", en: "the command was not understood" },
  partly: { code: 3, zh: "部分完成，部分失败", en: "some of it was done, some was not" },
  unreachable: { code: 4, zh: "无法连接网关；可重新执行", en: "the gateway cannot be reached; do it again" },
  untrusted: { code: 5, zh: "签名、摘要或身份校验不通过", en: "a signature, digest or identity does not verify" },
  configuration: { code: 6, zh: "配置或密钥文件有误", en: "the configuration or a key file is wrong" },
  forked: { code: 10, zh: "日志分叉或条目不符", en: "the log forked, or its entries are not what it signed" },
  rolledBack: { code: 11, ...WORDS.alarm.rollback },
  stalled: { code: 12, ...WORDS.alarm.stall },
  unwitnessed: { code: 13, ...WORDS.alarm.unwitnessed },
  interrupted: { code: 130, zh: "被中断；可重新执行", en: "interrupted; do it again" },
  // 128 and the number of SIGPIPE, as of a program that the signal ends.
  unread: { code: 141, zh: "输出不再有人读取，已停止", en: "nobody reads the output any more; stopped" },
} as const satisfies Record<string, Bilingual & { code: number }>;

/** A way to end. */
export type Ending = keyof typeof EXIT_CODES;

/** A fault that is told in the user's language, without a stack; it never quotes a document's content. */
export class CommandError extends Error {
  override readonly name = "CommandError";
  readonly ending: Ending;
  readonly text: Bilingual;

  constructor(ending: Ending, text: Bilingual, options?: { cause?: unknown }) {
    super(text.en, options);
    this.ending = ending;
    this.text = text;
  }
}

/** Errors of a gateway that does not start as it is set up; their messages are written for the operator. */
export const CONFIGURATION: ReadonlySet<string> = new Set([
  "ConfigError",
  "KeyringError",
  "QueueUnavailable",
  "SenderConstraintUnavailable",
  "DataDirectoryInUse",
  "MigrationError",
  "LogRefusal",
]);

/** The ending that an error stands for. */
export function endingOf(error: unknown): Ending {
  if (error instanceof CommandError) return error.ending;
  if (error instanceof UnreachableError) return "unreachable";
  if (error instanceof ProblemError) return error.status === 503 || error.status === 429 ? "unreachable" : "refused";
  if (error instanceof UntrustedError) return "untrusted";
  if (error instanceof Error && CONFIGURATION.has(error.name)) return "configuration";
  if (error instanceof Error && error.name === "AbortError") return "interrupted";
  return "refused";
}

/** The ending of many pieces of work, from those of each. */
export function endingOfAll(endings: readonly Ending[]): Ending {
  const worse = endings.filter((ending) => ending !== "ok");
  const [first] = worse;
  if (first === undefined) return "ok";
  if (worse.length < endings.length) return "partly";
  // All failed, in one way or in several: what may be repeated as it is counts less than what may not.
  return worse.every((ending) => ending === first) ? first : (worse.find((it) => it !== "unreachable") ?? first);
}
