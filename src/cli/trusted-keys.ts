import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { sha256 } from "../audit/native-sha256.ts";
import { ProofError } from "../audit/proof-error.ts";
import { readTrust, type Trust, trustOf } from "../audit/verify/trust.ts";
import { CommandError } from "./exit-code.ts";
import type { Terminal } from "./terminal.ts";

/** Options that say which keys are trusted. */
export interface TrustOptions {
  readonly trust?: string;
  readonly logKey: readonly string[];
  readonly witness: readonly string[];
  readonly quorum?: number;
  readonly tsa?: string;
}

/** The keys that the options name. @throws CommandError `usage`, `refused` */
export async function trustFrom(terminal: Terminal, options: TrustOptions): Promise<Trust> {
  const { trust: file, logKey, witness, quorum } = options;
  if ((file === undefined) === (logKey.length === 0))
    throw new CommandError("usage", {
      zh: "请用 --log-key 或 --trust 指明受信任的公钥（二者选一）",
      en: "say which keys are trusted, with --log-key or with --trust",
    });
  try {
    const authorities = options.tsa === undefined ? {} : { authorities: await textOf(terminal, options.tsa) };
    if (file === undefined)
      return trustOf({ log: logKey, witnesses: witness, quorum: quorum ?? witness.length, ...authorities }, sha256);
    return { ...readTrust(await textOf(terminal, file), sha256), ...authorities };
  } catch (error) {
    if (!(error instanceof ProofError)) throw error;
    const text = { zh: `受信任的公钥有误：${error.message}`, en: `the trusted keys are wrong: ${error.message}` };
    throw new CommandError("usage", text, { cause: error });
  }
}

/** The text of a file that an option names. @throws {CommandError} `refused` */
export async function textOf(terminal: Terminal, file: string): Promise<string> {
  return readFile(resolve(terminal.world.cwd, file), "utf8").catch(() => {
    throw unreadable(file);
  });
}

/** A file that cannot be read. */
export function unreadable(path: string): CommandError {
  return new CommandError("refused", { zh: `无法读取：${path}`, en: `cannot read ${path}` });
}
