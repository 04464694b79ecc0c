import { readFile, stat } from "node:fs/promises";
import { extname, resolve } from "node:path";
import { DISC_ENDINGS } from "../../domain/disc.ts";
import type { ImportAnswer } from "../../domain/generated/answers.ts";
import { Carrier } from "../../sdk/index.ts";
import { refuseExisting, writeNew } from "../kept/private-file.ts";
import { requireIds } from "../program/option-value.ts";
import { connect, type PartyOptions } from "../program/party.ts";
import { codeText } from "../terminal/codes-in-words.ts";
import { CommandError, type Ending } from "../terminal/exit-code.ts";
import { inTurn } from "../terminal/in-turn.ts";
import { logged } from "../terminal/logged.ts";
import type { Terminal } from "../terminal/terminal.ts";

/** Options of `aidx package`. */
export interface PackageOptions extends PartyOptions {
  readonly out: string;
}

/** Runs `aidx package PACKET -o FILE`: makes the off-line package of a packet, for a disc. */
export async function packPacket(terminal: Terminal, packet: string, options: PackageOptions): Promise<Ending> {
  requireIds([packet]);
  const { signal, cwd } = terminal.world;
  if (extname(options.out) !== DISC_ENDINGS.package) {
    throw new CommandError("usage", {
      zh: `--out 须以 ${DISC_ENDINGS.package} 结尾`,
      en: `--out ends in ${DISC_ENDINGS.package}`,
    });
  }
  const file = resolve(cwd, options.out);
  await refuseExisting(file);
  const bytes = await new Carrier(await connect(terminal, options)).package(packet, { signal });
  await writeNew(file, bytes);
  terminal.result({ packet, file, bytes: bytes.length }, file);
  terminal.note({
    zh: "接收单位离线打开：aidx open-package，或 aidx desk",
    en: "its recipient opens it without a network: aidx open-package, or aidx desk",
  });
  return "ok";
}

/** Largest file that comes back on a disc, bytes: twice the largest message that an operator may allow. */
const MAX_FILE = 64 * 1024 * 1024;

/** Runs `aidx import-package FILE…`: hands in receipts and messages that came on a disc. Repeating it is harmless. */
export async function importFiles(
  terminal: Terminal,
  files: readonly string[],
  options: PartyOptions,
): Promise<Ending> {
  const carrier = new Carrier(await connect(terminal, options));
  const { signal, cwd } = terminal.world;
  return inTurn(
    terminal,
    new Set(files),
    (file) => ({ file }),
    async (file) => {
      const answer = await carrier.handIn(await textOfFile(resolve(cwd, file), file), { signal }).catch((error) => {
        throw error instanceof TypeError ? notFromDisc(file) : error;
      });
      terminal.result({ file, ...answer }, `${file}  ${inWords(terminal, answer)}`);
      return "ok";
    },
  );
}

function inWords(terminal: Terminal, { kind, repeat, receipt, submission }: ImportAnswer): string {
  const what =
    kind === "receipt" && receipt !== undefined
      ? `${receipt.packet}  ${codeText(terminal, "state", receipt.outcome)}`
      : `${submission?.id ?? ""}  ${codeText(terminal, "message", submission?.type ?? "")}`;
  const again = repeat ? terminal.say({ zh: "此前已导入", en: "came before" }) : "";
  return [what, again, logged(terminal, receipt?.log ?? submission?.log)].filter((part) => part !== "").join("  ");
}

/** Reads a file of ASCII; a line end that an editor or a mail program added is left out. */
async function textOfFile(path: string, shown: string): Promise<string> {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) {
    throw new CommandError("refused", { zh: `无法读取文件：${shown}`, en: `cannot read ${shown}` });
  }
  if (found.size > MAX_FILE) throw notFromDisc(shown);
  return (await readFile(path, "latin1")).trimEnd();
}

function notFromDisc(file: string): CommandError {
  return new CommandError("refused", {
    zh: `既不是回执（${DISC_ENDINGS.receipt}），也不是密封的报文（${DISC_ENDINGS.message}）：${file}`,
    en: `neither a receipt (${DISC_ENDINGS.receipt}) nor a sealed message (${DISC_ENDINGS.message}): ${file}`,
  });
}
