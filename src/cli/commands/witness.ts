import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { startWitness } from "../../witness/start.ts";
import { CommandError, type Ending } from "../exit-code.ts";
import type { Terminal } from "../terminal.ts";

/** Options of `aidx witness`. */
export interface WitnessOptions {
  readonly dir: string;
  readonly name: string;
  readonly log: readonly string[];
  /** File of logs' keys, one a line. */
  readonly logs?: string;
  readonly host: string;
  readonly port: number;
}

/**
 * `aidx witness`: runs a witness (C2SP tlog-witness) until it is told to stop. An outside body runs it, on a machine
 * of its own: the supervising procuratorate, an audit office.
 */
export async function witness(terminal: Terminal, options: WitnessOptions): Promise<Ending> {
  const { signal, cwd } = terminal.world;
  const listed = options.logs === undefined ? [] : await keysIn(resolve(cwd, options.logs));
  const logs = [...options.log, ...listed];
  if (logs.length === 0)
    throw new CommandError("usage", { zh: "请用 --log 指明所见证日志的公钥", en: "name a log's key with --log" });
  if (!/^[^\s+]{1,200}$/u.test(options.name))
    throw new CommandError("usage", { zh: "名称不能含空白或加号", en: "a name has no white space and no plus" });
  const { host, port, name } = options;
  const running = await startWitness({ dir: resolve(cwd, options.dir), name, logs, host, port, now: Date.now }).catch(
    (cause: unknown) => {
      const text = {
        zh: "见证方无法启动：密钥、状态目录或日志公钥有误，或端口被占用",
        en: "the witness does not start: its key, its state, a log's key or the port is not usable",
      };
      throw new CommandError("configuration", text, { cause });
    },
  );
  terminal.result({ url: running.url, key: running.vkey }, `ready ${running.url}\n${running.vkey}`);
  if (!signal.aborted) await new Promise((done) => signal.addEventListener("abort", done, { once: true }));
  await running.stop();
  return "ok";
}

async function keysIn(file: string): Promise<string[]> {
  const text = await readFile(file, "utf8").catch((cause: unknown) => {
    throw new CommandError("configuration", { zh: `无法读取：${file}`, en: `cannot read ${file}` }, { cause });
  });
  return text.split("\n").flatMap((line) => (line.trim() === "" || line.startsWith("#") ? [] : [line.trim()]));
}
