import type { Bilingual } from "../../domain/bilingual.ts";
import { resolve } from "node:path";
import { isName } from "../../witness/request.ts";
import { startWitness } from "../../witness/start.ts";
import { WitnessRefusal } from "../../witness/witness-refusal.ts";
import { CommandError, type Ending } from "../terminal/exit-code.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { EncodingError, readText } from "../../files/text-file.ts";

/** Options of `aidx witness`. */
export interface WitnessOptions {
  readonly dir: string;
  readonly name: string;
  readonly log: readonly string[];
  /** File with keys of logs, one a line. */
  readonly logs?: string;
  readonly host: string;
  readonly port: number;
}

/** Longest name of a witness, UTF-16 units. Real names are shorter, and so every line with the name stays short. */
const MAX_NAME = 200;

/**
 * Runs `aidx witness`: a witness (C2SP tlog-witness), until it is told to stop. An outside body runs it on a machine of
 * its own, such as the supervising procuratorate or an audit office.
 */
export async function witness(terminal: Terminal, options: WitnessOptions): Promise<Ending> {
  const { signal, cwd } = terminal.world;
  const listed = options.logs === undefined ? [] : await keysIn(resolve(cwd, options.logs));
  const logs = [...options.log, ...listed];
  if (logs.length === 0) {
    throw new CommandError("usage", { zh: "请用 --log 指明所见证日志的公钥", en: "name a log's key with --log" });
  }
  if (!isName(options.name) || options.name.length > MAX_NAME) {
    throw new CommandError("usage", { zh: "名称不能含空白或加号", en: "a name has no white space and no plus" });
  }
  const { host, port, name } = options;
  const dir = resolve(cwd, options.dir);
  const fault = onceEach((error) => terminal.note(unsigned(error)));
  const running = await startWitness({ dir, name, logs, host, port, now: Date.now, fault }).catch((cause: unknown) => {
    throw new CommandError("configuration", cause instanceof WitnessRefusal ? cause.text : UNUSABLE, { cause });
  });
  terminal.result({ url: running.url, key: running.vkey }, `ready ${running.url}\n${running.vkey}`);
  if (!signal.aborted) await new Promise((done) => signal.addEventListener("abort", done, { once: true }));
  await running.stop();
  return "ok";
}

const UNUSABLE: Bilingual = {
  zh: "见证方无法启动：目录不可用，或端口被占用",
  en: "the witness cannot start: its folder or its port is not usable",
};

/** Tells why a checkpoint was not signed. Of an unknown error only its code: its message may hold what was sent. */
function unsigned(error: unknown): Bilingual {
  if (error instanceof WitnessRefusal) return error.text;
  const code = error instanceof Error && "code" in error ? String(error.code) : "unknown";
  return {
    zh: `未能签名：状态无法保存或时钟有误（${code}）`,
    en: `not signed: the state cannot be saved, or the clock is wrong (${code})`,
  };
}

/** Tells of each kind of fault once, because a log asks again and again. */
function onceEach(tell: (error: unknown) => void): (error: unknown) => void {
  const told = new Set<string>();
  return (error) => {
    const kind = error instanceof Error ? `${error.name} ${"code" in error ? String(error.code) : ""}` : "unknown";
    if (told.has(kind)) return;
    told.add(kind);
    tell(error);
  };
}

async function keysIn(file: string): Promise<string[]> {
  const text = await readText(file).catch((cause: unknown) => {
    if (cause instanceof EncodingError) throw cause;
    throw new CommandError("configuration", { zh: `无法读取：${file}`, en: `cannot read ${file}` }, { cause });
  });
  return text.split("\n").flatMap((line) => (line.trim() === "" || line.startsWith("#") ? [] : [line.trim()]));
}
