import { wordOf } from "../../domain/words/words.ts";
import { type MessageView, type PacketView, type Progress, Sender } from "../../sdk/index.ts";
import type { Ending } from "../terminal/exit-code.ts";
import { requireIds } from "../program/option-value.ts";
import { connect, type PartyOptions } from "../program/party.ts";
import { learnParties } from "../program/party-names.ts";
import { codeText, partyText } from "../terminal/codes-in-words.ts";
import { localTime, ZONE, zonedTime } from "../terminal/local-time.ts";
import { logged } from "../terminal/logged.ts";
import { type Column, itemTable } from "../terminal/table.ts";
import type { Terminal } from "../terminal/terminal.ts";

/** Options of `aidx status`. */
export interface StatusOptions extends PartyOptions {
  /** The argument is a thread: all its messages are shown. */
  readonly thread?: boolean;
  /** Goes on until every packet is settled. */
  readonly follow?: boolean;
}

/**
 * Runs `aidx status MESSAGE`: shows the packets of a message or a thread with state, attempts, receipt and deadline.
 */
export async function status(terminal: Terminal, id: string, options: StatusOptions): Promise<Ending> {
  requireIds([id]);
  const client = await connect(terminal, options);
  const sender = new Sender(client);
  const { signal } = terminal.world;
  const showOne = async (view: MessageView) => {
    await learnParties(terminal, client);
    show(terminal, view);
  };
  if (options.thread === true) {
    for (const view of await sender.thread(id, { signal })) await showOne(view);
  } else if (options.follow === true) {
    for await (const view of sender.follow(id, { signal })) await showOne(view);
  } else {
    await showOne(await sender.message(id, { signal }));
  }
  return "ok";
}

const PACKET_TABLE: readonly Column<PacketView>[] = [
  { zh: "接收单位", en: "recipient", of: ({ recipient }, terminal) => partyText(terminal, recipient) },
  { zh: "状态", en: "state", of: ({ state, receipt }, terminal) => stateText(terminal, state, receipt?.reason) },
  { zh: "推送次数", en: "attempts", of: ({ attempts }) => attempts },
  { zh: `送达（${ZONE}）`, en: `delivered (${ZONE})`, of: ({ deliveredAt }) => localTime(deliveredAt) },
  { zh: "办结时间", en: "settled at", of: ({ settledAt }) => localTime(settledAt) },
  { zh: "签收期限", en: "receipt due", of: ({ due }) => localTime(due.receipt) },
  { zh: "回执入日志", en: "receipt logged", of: ({ receipt }, terminal) => receipt && logged(terminal, receipt.log) },
  { zh: "数据包", en: "packet", of: ({ id }) => id },
];

function stateText(terminal: Terminal, state: string, reason: string | undefined): string {
  const word = codeText(terminal, "state", state);
  return reason === undefined ? word : `${word} (${codeText(terminal, "reason", reason)})`;
}

function show(terminal: Terminal, view: MessageView): void {
  const accepted = view.timeline.find(({ type }) => type === "accepted");
  const place = accepted === undefined ? "" : `  ${logged(terminal, accepted.log)}`;
  const number = view.documentNumber === undefined ? "" : `  ${view.documentNumber}`;
  const about = `${codeText(terminal, "message", view.type)}${number}  ${view.id}  ${zonedTime(view.acceptedAt)}${place}`;
  const progress = view.progress === undefined ? "" : `\n${progressText(terminal, view.progress)}`;
  terminal.result(view, `${about}${progress}\n${itemTable(terminal, PACKET_TABLE, view.packets)}`);
}

/** Writes how far a message has come in one line, and who has not confirmed. */
export function progressText(terminal: Terminal, { confirmed, unconfirmed, milestones }: Progress): string {
  const steps = milestones.map(({ name, done, of }) => `${terminal.say(wordOf("milestone", name))} ${done}/${of}`);
  const nameOf = (id: string) => terminal.parties?.get(id) ?? id;
  const names = unconfirmed.map(nameOf).join(terminal.say({ zh: "、", en: ", " }));
  const who = confirmed
    ? terminal.say({ zh: "全部已签收", en: "all have confirmed" })
    : unconfirmed.length === 0
      ? ""
      : terminal.say({ zh: `未签收：${names}`, en: `not confirmed by ${names}` });
  return [...steps, who].filter(Boolean).join(terminal.say({ zh: "；", en: "; " }));
}
