import { resolve } from "node:path";
import { REJECT_REASONS, type RejectReason } from "../../domain/receipt.ts";
import { Department, PacketError, type Verdict } from "../../sdk/index.ts";
import { CommandError, type Ending } from "../terminal/exit-code.ts";
import { inTurn } from "../terminal/in-turn.ts";
import { InboxFolder } from "../kept/inbox-folder.ts";
import { codeText } from "../terminal/codes-in-words.ts";
import { wordOf } from "../../domain/words/words.ts";
import { logged } from "../terminal/logged.ts";
import { requireIds } from "../program/option-value.ts";
import { ackOffline } from "./ack-offline.ts";
import { connect, type PartyOptions } from "../program/party.ts";
import type { Terminal } from "../terminal/terminal.ts";

/** Options of `aidx ack`. */
export interface AckOptions extends PartyOptions {
  /** The folder of `aidx pull`. */
  readonly dir?: string;
  /** Every packet of the folder that has no receipt yet. */
  readonly all?: boolean;
  /** Signs on this machine and writes files to be carried back. */
  readonly offline?: boolean;
  readonly reject?: string;
  readonly note?: string;
}

/**
 * Runs `aidx ack PACKET…`: signs receipts and hands them in. A packet in the folder of `pull` is accepted (or rejected)
 * as the user says. Any other packet is fetched, opened and verified first: a signature must not stand for something that
 * was not looked at. A packet that could not be opened is not accepted, and is rejected only when the user says so: a receipt
 * is final, and the fault may be the gateway's.
 */
export async function ack(terminal: Terminal, packets: readonly string[], options: AckOptions): Promise<Ending> {
  const asked = verdictOf(options);
  if (packets.length === 0 && options.all !== true) {
    throw new CommandError("usage", {
      zh: "请指明数据包，或使用 --dir 与 --all",
      en: "name packets, or use --dir with --all",
    });
  }
  requireIds(packets);
  if (options.all === true && options.dir === undefined) {
    throw new CommandError("usage", { zh: "--all 须与 --dir 同用", en: "--all needs --dir" });
  }
  if (options.offline === true) return ackOffline(terminal, packets, asked, options);
  const client = await connect(terminal, options);
  const department = new Department(client);
  const { signal, cwd } = terminal.world;
  const folder =
    options.dir === undefined ? undefined : new InboxFolder(resolve(cwd, options.dir), client.environment.now);
  const waiting = options.all === true ? ((await folder?.pending()) ?? []).map(({ packet }) => packet) : [];
  return inTurn(
    terminal,
    new Set([...packets, ...waiting]),
    (packet) => ({ packet }),
    async (id) => {
      const { digest, problem } = (await folder?.receipt(id)) ?? (await look(department, id, signal));
      if (problem !== undefined && asked === "accepted") throw unopened(problem);
      const { receipt, repeat, entry } = await department.acknowledge({ id, digest }, asked, { signal });
      await folder?.settle({ packet: id, digest }, asked, receipt);
      const outcome = asked === "accepted" ? asked : "rejected";
      const { log } = entry as Partial<typeof entry>;
      terminal.result(
        { packet: id, outcome, repeat, receipt, log },
        `${id}  ${codeText(terminal, "state", outcome)}  ${logged(terminal, log)}`.trimEnd(),
      );
      return "ok";
    },
  );
}

function unopened(problem: RejectReason): CommandError {
  const { zh, en } = wordOf("reason", problem);
  return new CommandError("untrusted", {
    zh: `无法打开（${zh}），未签发回执；排除问题后再次收取，确须拒收请用 --reject ${problem}`,
    en: `it cannot be opened (${en}), no receipt was signed: pull again when the fault is mended, or reject it with --reject ${problem}`,
  });
}

async function look(
  department: Department,
  packet: string,
  signal: AbortSignal,
): Promise<{ digest: string; problem?: PacketError["reason"] }> {
  try {
    return { digest: (await department.fetch({ packet }, { signal })).digest };
  } catch (error) {
    if (error instanceof PacketError) return { digest: error.digest, problem: error.reason };
    throw error;
  }
}

function verdictOf({ reject, note }: AckOptions): Verdict {
  if (reject === undefined) {
    if (note === undefined) return "accepted";
    throw new CommandError("usage", { zh: "--note 须与 --reject 同用", en: "--note goes with --reject" });
  }
  if (!(REJECT_REASONS as readonly string[]).includes(reject)) {
    const reasons = REJECT_REASONS.join(" | ");
    throw new CommandError("usage", { zh: `拒收原因须为：${reasons}`, en: `reasons to reject: ${reasons}` });
  }
  if (note !== undefined && Array.from(note).length > 500) {
    throw new CommandError("usage", { zh: "说明不得超过 500 个字符", en: "a note has at most 500 characters" });
  }
  return { rejected: reject as RejectReason, ...(note === undefined ? {} : { note }) };
}
