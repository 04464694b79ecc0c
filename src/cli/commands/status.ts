import { isUuid7 } from "../../wire/uuid7.ts";
import { type MessageView, Sender } from "../../sdk/index.ts";
import { CommandError, type Ending } from "../terminal/exit-code.ts";
import { connect, type PartyOptions } from "../program/party.ts";
import { codeText } from "../terminal/codes-in-words.ts";
import { localTime, ZONE, zonedTime } from "../terminal/local-time.ts";
import { logged } from "../terminal/logged.ts";
import { table } from "../terminal/table.ts";
import type { Terminal } from "../terminal/terminal.ts";

/** Options of `aidx status`. */
export interface StatusOptions extends PartyOptions {
  /** The argument is a thread: show all its messages. */
  readonly thread?: boolean;
  /** Go on until every packet is settled. */
  readonly follow?: boolean;
}

/** `aidx status MESSAGE`: the packets of a message or a thread, their states, attempts, receipts and deadlines. */
export async function status(terminal: Terminal, id: string, options: StatusOptions): Promise<Ending> {
  if (!isUuid7(id)) {
    throw new CommandError("usage", { zh: "标识须为小写 UUIDv7", en: "an id is a UUIDv7 in lower case" });
  }
  const sender = new Sender(await connect(terminal, options));
  const { signal } = terminal.world;
  if (options.thread === true) {
    for (const view of await sender.thread(id, { signal })) show(terminal, view);
  } else if (options.follow === true) {
    for await (const view of sender.follow(id, { signal })) show(terminal, view);
  } else {
    show(terminal, await sender.message(id, { signal }));
  }
  return "ok";
}

function show(terminal: Terminal, view: MessageView): void {
  const head = {
    zh: ["接收单位", "状态", "推送次数", `送达（${ZONE}）`, "办结时间", "签收期限", "回执入日志", "数据包"],
    en: [
      "recipient",
      "state",
      "attempts",
      `delivered (${ZONE})`,
      "settled at",
      "receipt due",
      "receipt logged",
      "packet",
    ],
  }[terminal.language];
  const rows = view.packets.map((packet) => [
    packet.recipient,
    codeText(terminal, "state", packet.state) +
      (packet.receipt?.reason === undefined ? "" : ` (${codeText(terminal, "reason", packet.receipt.reason)})`),
    String(packet.attempts),
    localTime(packet.deliveredAt),
    localTime(packet.settledAt),
    localTime(packet.due.receipt),
    packet.receipt === undefined ? "" : logged(terminal, packet.receipt.log),
    packet.id,
  ]);
  const accepted = view.timeline.find(({ type }) => type === "accepted");
  const place = accepted === undefined ? "" : `  ${logged(terminal, accepted.log)}`;
  const about = `${codeText(terminal, "message", view.type)}  ${view.id}  ${zonedTime(view.acceptedAt)}${place}`;
  terminal.result(view, `${about}\n${table(head, rows)}`);
}
