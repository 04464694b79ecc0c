import { resolve } from "node:path";
import { sha256 } from "../../tlog/native-sha256.ts";
import { readTrust, type Trust, TrustError, trustOf } from "../../evidence/verify/trust.ts";
import { CommandError } from "../terminal/exit-code.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { EncodingError, readText } from "../../files/text-file.ts";

/** Options that name the trusted keys. */
export interface TrustOptions {
  readonly trust?: string;
  readonly logKey: readonly string[];
  readonly witness: readonly string[];
  readonly quorum?: number;
  readonly tsa?: string;
}

/**
 * Reads the keys that the options name. A trust file names all of them: other key options beside it would be
 * overlooked, so they are refused.
 * @throws {CommandError} `usage`, `refused`
 */
export async function trustFrom(terminal: Terminal, options: TrustOptions): Promise<Trust> {
  const { trust: file, logKey, witness, quorum, tsa } = options;
  if (file === undefined && logKey.length === 0) {
    throw new CommandError("usage", {
      zh: "请用 --log-key 或 --trust 指明受信任的公钥",
      en: "name the trusted keys with --log-key or --trust",
    });
  }
  if (file !== undefined && (logKey.length > 0 || witness.length > 0 || quorum !== undefined || tsa !== undefined)) {
    throw new CommandError("usage", {
      zh: "--trust 文件须写全所信任的内容，不能与 --log-key、--witness、--quorum、--tsa 并用",
      en: "a --trust file names all that is trusted: it cannot be combined with --log-key, --witness, --quorum or --tsa",
    });
  }
  try {
    if (file !== undefined) return readTrust(await textOf(terminal, file), sha256);
    const authorities = tsa === undefined ? {} : { authorities: await textOf(terminal, tsa) };
    return trustOf(
      { log: logKey, witnesses: witness, ...(quorum === undefined ? {} : { quorum }), ...authorities },
      sha256,
    );
  } catch (error) {
    if (!(error instanceof TrustError)) throw error;
    const text = { zh: `受信任的公钥有误：${error.text.zh}`, en: `the trusted keys are wrong: ${error.text.en}` };
    throw new CommandError("usage", text, { cause: error });
  }
}

/** Reads a text file that an option names. @throws {CommandError} `refused` */
export async function textOf(terminal: Terminal, file: string): Promise<string> {
  return readText(resolve(terminal.world.cwd, file)).catch((error: unknown) => {
    throw error instanceof EncodingError ? error : unreadable(file);
  });
}

/** Error for a file that cannot be read. */
export function unreadable(path: string): CommandError {
  return new CommandError("refused", { zh: `无法读取：${path}`, en: `cannot read ${path}` });
}
