import { resolve } from "node:path";
import { Department, type InboxItem, PacketError } from "../../sdk/index.ts";
import { CommandError, type Ending, endingOfAll } from "../terminal/exit-code.ts";
import { InboxFolder } from "../kept/inbox-folder.ts";
import { connect, type PartyOptions } from "../program/party.ts";
import { learnParties } from "../program/party-names.ts";
import { codeText, partyText } from "../terminal/codes-in-words.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { wordOf } from "../../domain/words/words.ts";

/** Options of `aidx pull`. */
export interface PullOptions extends PartyOptions {
  readonly out: string;
  /** Waits for more packets until interrupted. */
  readonly follow?: boolean;
  /** Signs for each packet that was opened and kept. */
  readonly ack?: boolean;
}

/** New packets in a row that cannot be taken before the command ends: the keys are the wrong ones, or the gateway is. */
const MOST_FAILED = 100;
/** Pause before packets that could not be had are asked for again, ms. */
const AGAIN_MS = 10_000;
const TOO_MANY_FAILED = {
  zh: `连续 ${MOST_FAILED} 个数据包无法取得或打开，已停止；请检查密钥文件与网关`,
  en: `${MOST_FAILED} packets in a row could not be taken; stopped. Check the key file and the gateway`,
};

/**
 * Runs `aidx pull --out DIR`: fetches the packets in the inbox, opens and verifies them, and keeps each packet's
 * document and receipt state in a folder. Without `--ack` the receipts are left to `aidx ack`.
 */
export async function pull(terminal: Terminal, options: PullOptions): Promise<Ending> {
  const client = await connect(terminal, options);
  const department = new Department(client);
  const folder = new InboxFolder(resolve(terminal.world.cwd, options.out), client.environment.now);
  const { signal } = terminal.world;
  /** How it went with each packet at last. */
  const endings = new Map<string, Ending>();
  const follow = options.follow === true;
  /** Packets that stay in the inbox and were looked at: none is shown twice when the inbox is read from its beginning again. */
  const seen = new Set<string>();
  let failed = 0;
  /** Reads the inbox: to its end, or until the command is interrupted or `again` is called. */
  const read = async (turn: AbortSignal, again: () => void) => {
    for await (const item of department.poll({ once: !follow, signal: turn })) {
      if (seen.has(item.packet)) continue;
      const known = (await folder.receipt(item.packet)) !== undefined;
      const ending = await take(terminal, department, folder, item, options.ack === true);
      endings.set(item.packet, ending);
      if (ending === "unreachable" && follow) again();
      else if (ending !== "ok" || options.ack !== true) seen.add(item.packet);
      // Packets that an earlier run left to a person do not count: they must not hide the packets behind them.
      if (!known) failed = ending === "ok" ? 0 : failed + 1;
      if (failed === MOST_FAILED) throw new CommandError("untrusted", TOO_MANY_FAILED);
    }
  };
  try {
    while (await untilAsked(read, signal, (turn) => client.environment.sleep(AGAIN_MS, turn)));
  } catch (error) {
    // An interruption is the normal end of `--follow`.
    if (!signal.aborted) throw error;
    if (!follow) return "interrupted";
  }
  if (endings.size === 0 && !terminal.json) terminal.note({ zh: "收件箱为空", en: "the inbox is empty" });
  return endingOfAll([...endings.values()]);
}

/**
 * Does work until it ends, or has asked to be done again and a pause is over.
 * @returns true when it is to be done again
 */
async function untilAsked(
  work: (turn: AbortSignal, again: () => void) => Promise<void>,
  signal: AbortSignal,
  pause: (turn: AbortSignal) => Promise<void>,
): Promise<boolean> {
  const over = new AbortController();
  const turn = AbortSignal.any([signal, over.signal]);
  let asked = false;
  const again = () => {
    if (asked) return;
    asked = true;
    void pause(turn).then(
      () => over.abort(),
      () => undefined,
    );
  };
  try {
    await work(turn, again);
    return false;
  } catch (error) {
    if (signal.aborted || !over.signal.aborted) throw error;
    return true;
  } finally {
    over.abort();
  }
}

async function take(
  terminal: Terminal,
  department: Department,
  folder: InboxFolder,
  item: InboxItem,
  acknowledge: boolean,
): Promise<Ending> {
  const { packet: id, type, from, thread } = item;
  await learnParties(terminal, department.client);
  const about = { packet: id, message: item.message, thread, type, from };
  try {
    let state = await folder.receipt(id);
    // The inbox lists a packet again until it has a receipt. Its bytes are the same, so what was opened is not fetched twice.
    if (state?.digest !== item.digest || state.problem !== undefined) {
      const opened = await openInto(department, folder, item);
      state = opened ?? (await folder.receipt(id));
    }
    const problem = state?.problem;
    // A receipt is final, and the fault may be the gateway's or of this party's keys: nothing is rejected without a person.
    const accepted = acknowledge && state !== undefined && problem === undefined ? state : undefined;
    if (accepted !== undefined) {
      const { receipt } = await department.acknowledge({ id, digest: accepted.digest }, "accepted");
      await folder.settle(accepted, "accepted", receipt);
    }
    const done = accepted === undefined ? "pending" : "accepted";
    const word = done === "pending" ? { zh: "待回执", en: "receipt pending" } : wordOf("state", done);
    const trouble = problem === undefined ? "" : `  ${codeText(terminal, "reason", problem)}`;
    terminal.result(
      { ...about, state: done, problem },
      `${id}  ${codeText(terminal, "message", type)}  ${partyText(terminal, from)}  ${terminal.say(word)}${trouble}`,
    );
    if (problem === undefined) return "ok";
    if (!terminal.json) {
      terminal.note({
        zh: `  未签发回执：可能是网关或者本单位密钥的问题。排除后再次收取；确须拒收：aidx ack ${id} --reject ${problem}`,
        en: `  no receipt was signed: the fault may be the gateway's, or in your keys. Pull again when it is mended; to reject it all the same: aidx ack ${id} --reject ${problem}`,
      });
    }
    return "untrusted";
  } catch (error) {
    if (terminal.world.signal.aborted) throw error;
    return terminal.itemFailed(about, id, error);
  }
}

/** Fetches, opens and keeps a packet, or notes that it could not be opened. */
async function openInto(department: Department, folder: InboxFolder, item: InboxItem): Promise<undefined> {
  try {
    await folder.keep(await department.fetch(item));
  } catch (error) {
    if (!(error instanceof PacketError)) throw error;
    await folder.keepUnopened(item.packet, error);
  }
  return undefined;
}
