import type { Bilingual } from "../../domain/bilingual.ts";
import { WORDS } from "../../domain/words/words.ts";
import { ProblemError, UnreachableError, UntrustedError } from "../../sdk/index.ts";

/** Exit codes: the table of docs/cli.md. */
export const EXIT_CODES = {
  ok: { code: 0, zh: "全部完成", en: "everything was done" },
  refused: { code: 1, zh: "被拒绝或失败", en: "refused, or failed" },
  usage: { code: 2, zh: "命令用法错误", en: "the command was not understood" },
  partly: { code: 3, zh: "部分完成，部分失败", en: "some of it was done, some was not" },
  unreachable: {
    code: 4,
    zh: "网关无法连接或暂不可用；可重新执行",
    en: "the gateway cannot be reached or is not available; try again",
  },
  untrusted: { code: 5, zh: "签名、摘要或身份校验不通过", en: "a signature, digest or identity does not verify" },
  configuration: { code: 6, zh: "配置或密钥文件有误", en: "the configuration or a key file is wrong" },
  forked: { code: 10, zh: "日志分叉或条目不符", en: "the log forked, or its entries are not what it signed" },
  rolledBack: { code: 11, ...WORDS.alarm.rollback },
  stalled: { code: 12, ...WORDS.alarm.stall },
  unwitnessed: { code: 13, ...WORDS.alarm.unwitnessed },
  succeeded: { code: 14, ...WORDS.alarm.succeeded },
  interrupted: { code: 130, zh: "被中断；可重新执行", en: "interrupted; run it again" },
  // 128 and the number of SIGPIPE, as for a program that this signal ends.
  unread: { code: 141, zh: "输出不再有人读取，已停止", en: "the output is no longer read; stopped" },
} as const satisfies Record<string, Bilingual & { code: number }>;

/** One of the ways to end. */
export type Ending = keyof typeof EXIT_CODES;

/** Fault that is shown in the user's language, without a stack. It never quotes a document's content. */
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

/** Errors of a gateway that cannot start with its settings. Their messages are written for the operator. */
export const CONFIGURATION: ReadonlySet<string> = new Set([
  "ConfigError",
  "KeyringError",
  "EncodingError",
  "QueueUnavailable",
  "SenderConstraintUnavailable",
  "DataDirectoryInUse",
  "MigrationError",
  "PoolerUnsuitable",
  "LogRefusal",
]);

/** Ending that an error stands for. */
export function endingOf(error: unknown): Ending {
  if (error instanceof CommandError) return error.ending;
  if (error instanceof UnreachableError) return "unreachable";
  if (error instanceof ProblemError) return error.status === 503 || error.status === 429 ? "unreachable" : "refused";
  if (error instanceof UntrustedError) return "untrusted";
  if (error instanceof Error && CONFIGURATION.has(error.name)) return "configuration";
  if (error instanceof Error && error.name === "AbortError") return "interrupted";
  return "refused";
}

/** Ending of several pieces of work, from the ending of each. */
export function endingOfAll(endings: readonly Ending[]): Ending {
  const worse = endings.filter((ending) => ending !== "ok");
  const [first] = worse;
  if (first === undefined) return "ok";
  if (worse.length < endings.length) return "partly";
  // All failed. An ending that can simply be repeated (`unreachable`) counts less than any other.
  return worse.every((ending) => ending === first) ? first : (worse.find((it) => it !== "unreachable") ?? first);
}
