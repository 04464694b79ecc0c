import { causeWord } from "../../domain/words/words.ts";
import type { OperatorPacket, RequeueAnswer } from "../../domain/generated/answers.ts";
import { Cursors, formed } from "../../sdk/answer-shape.ts";
import { codeText } from "../terminal/codes-in-words.ts";
import { CommandError, type Ending } from "../terminal/exit-code.ts";
import { inTurn } from "../terminal/in-turn.ts";
import { PACKET, REQUEUED } from "../program/operator-answers.ts";
import { requireIds } from "../program/option-value.ts";
import { connect, type PartyOptions } from "../program/party.ts";
import type { Terminal } from "../terminal/terminal.ts";

/** Options of `aidx requeue`. */
export interface RequeueOptions extends PartyOptions {
  readonly recipient?: string;
  readonly cause?: string;
  readonly thread?: string;
  readonly from?: string;
  readonly to?: string;
  readonly dryRun?: boolean;
}

/** Most packets of a portion that the gateway takes. */
const PORTION = 500;

/**
 * Runs `aidx requeue` for an operator (`ops:write`): queues failed packets again, the named ones or all that a filter finds.
 * Interrupted and run again, it goes on with those that are still failed.
 */
export async function requeue(
  terminal: Terminal,
  packets: readonly string[],
  options: RequeueOptions,
): Promise<Ending> {
  const { recipient, cause, thread, from, to, dryRun = false } = options;
  const filter = Object.entries({ recipient, cause, thread, from, to }).filter(([, value]) => value !== undefined);
  if (packets.length > 0 === filter.length > 0 || (packets.length > 0 && dryRun)) {
    throw new CommandError("usage", {
      zh: "请逐一指明数据包，或者给出条件（--recipient、--cause、--thread、--from、--to）；--dry-run 须与条件同用",
      en: "name packets, or give a filter (--recipient, --cause, --thread, --from, --to); --dry-run goes with a filter",
    });
  }
  if (packets.length > 0) return operate(terminal, "requeue", packets, options);
  const client = await connect(terminal, options);
  const { signal } = terminal.world;
  let queued = 0;
  let found: number | undefined;
  const cursors = new Cursors();
  for (let after: string | undefined; ; ) {
    const query = new URLSearchParams(filter as [string, string][]);
    query.set("limit", String(PORTION));
    query.set("dryRun", String(dryRun));
    if (after !== undefined) query.set("after", after);
    const path = `/v1/packets/requeue?${query.toString()}`;
    const portion = formed<RequeueAnswer>(await client.json({ method: "POST", path, signal }), REQUEUED);
    for (const packet of portion.items) {
      const why = packet.cause === undefined ? "" : `  ${terminal.say(causeWord(packet.cause))}`;
      const state = codeText(terminal, "state", packet.state);
      terminal.result(packet, `${packet.id}  ${packet.recipient}  ${state}${why}`);
    }
    queued += portion.items.length;
    found ??= portion.count;
    if (portion.next === undefined) break;
    after = cursors.next(portion.next);
  }
  const said = dryRun
    ? {
        zh: `将重新投递 ${found ?? queued} 个数据包（未作更改）`,
        en: `${found ?? queued} packets would be queued again (nothing was changed)`,
      }
    : { zh: `已重新投递 ${queued} 个数据包`, en: `${queued} packets were queued again` };
  terminal.note(said);
  return "ok";
}

/** Runs `aidx requeue PACKET…` and `aidx reseal PACKET…`: one packet after another. */
export async function operate(
  terminal: Terminal,
  verb: "requeue" | "reseal",
  packets: readonly string[],
  options: PartyOptions,
): Promise<Ending> {
  requireIds(packets);
  const client = await connect(terminal, options);
  const { signal } = terminal.world;
  return inTurn(
    terminal,
    new Set(packets),
    (packet) => ({ packet }),
    async (id) => {
      const path = `/v1/packets/${id}/${verb}`;
      const view = formed<OperatorPacket>(await client.json({ method: "POST", path, signal }), PACKET);
      terminal.result(view, `${id} → ${view.id}  ${view.recipient}  ${codeText(terminal, "state", view.state)}`);
      return "ok";
    },
  );
}
