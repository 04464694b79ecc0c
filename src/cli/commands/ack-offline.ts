import { join, resolve } from "node:path";
import { DISC_ENDINGS } from "../../domain/disc.ts";
import { outcomeOf, type Verdict } from "../../sdk/receipt.ts";
import { InboxFolder, type ReceiptState } from "../kept/inbox-folder.ts";
import { writePrivate } from "../kept/private-file.ts";
import { offlineParty, partyHere } from "../program/off-line-party.ts";
import type { PartyOptions } from "../program/party.ts";
import { codeText } from "../terminal/codes-in-words.ts";
import { CommandError, type Ending } from "../terminal/exit-code.ts";
import { inTurn } from "../terminal/in-turn.ts";
import type { Terminal } from "../terminal/terminal.ts";

/** Options of `aidx ack --offline`. */
export interface OfflineAckOptions extends PartyOptions {
  readonly dir?: string;
  readonly all?: boolean;
}

/**
 * Runs `aidx ack --offline`: signs receipts for packets in the folder of `aidx open-package`, and writes each beside its
 * packet, to be carried back. A receipt is final: what was signed stays, and signing it again gives the same file.
 */
export async function ackOffline(
  terminal: Terminal,
  packets: readonly string[],
  asked: Verdict,
  options: OfflineAckOptions,
): Promise<Ending> {
  if (options.dir === undefined) {
    throw new CommandError("usage", { zh: "--offline 须与 --dir 同用", en: "--offline needs --dir" });
  }
  const here = await partyHere(terminal, options);
  const party = offlineParty(here);
  const folder = new InboxFolder(resolve(terminal.world.cwd, options.dir), here.now);
  const waiting = options.all === true ? (await folder.pending()).map(({ packet }) => packet) : [];
  return inTurn(
    terminal,
    new Set([...packets, ...waiting]),
    (packet) => ({ packet }),
    async (id) => {
      const state = await folder.receipt(id);
      if (state === undefined) throw notOpened(options.dir ?? "");
      if (state.problem !== undefined && asked === "accepted") throw broken(state);
      const outcome = outcomeOf(asked);
      if (state.state !== "pending" && !isSame(state, asked)) throw decided(terminal, state);
      const receipt = state.receipt ?? (await party.signReceipt({ id, digest: state.digest }, asked));
      const file = join(folder.path, id + DISC_ENDINGS.receipt);
      await writePrivate(file, receipt);
      await folder.settle(state, asked, receipt);
      terminal.result(
        { packet: id, outcome, file, receipt },
        `${id}  ${codeText(terminal, "state", outcome)}  ${file}`,
      );
      return "ok";
    },
  );
}

function isSame({ state, reason }: ReceiptState, asked: Verdict): boolean {
  return state === outcomeOf(asked) && (asked === "accepted" || asked.rejected === reason);
}

function notOpened(dir: string): CommandError {
  return new CommandError("refused", {
    zh: `${dir} 中没有此数据包：请先执行 aidx open-package`,
    en: `${dir} does not have this packet: open its package first, aidx open-package`,
  });
}

function broken({ problem = "undecryptable" }: ReceiptState): CommandError {
  return new CommandError("untrusted", {
    zh: `该数据包无法打开（${problem}），不能签收；确须拒收请用 --reject ${problem}`,
    en: `the packet cannot be opened (${problem}) and is not accepted; to reject it: --reject ${problem}`,
  });
}

function decided(terminal: Terminal, { state }: ReceiptState): CommandError {
  const word = codeText(terminal, "state", state);
  return new CommandError("refused", {
    zh: `回执已签署（${word}），不能更改`,
    en: `a receipt was signed already (${word}), which is final`,
  });
}
