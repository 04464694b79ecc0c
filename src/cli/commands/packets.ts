import { explain } from "../../domain/explanation.ts";
import type {
  OperatorEndpoints,
  OperatorLine,
  OperatorMessage,
  OperatorPacket,
  OperatorPage,
} from "../../domain/generated/answers.ts";
import { causeWord, wordOf } from "../../domain/words/words.ts";
import { Cursors, formed } from "../../sdk/answer-shape.ts";
import { type GatewayClient, ProblemError } from "../../sdk/index.ts";
import { codeText, partyText } from "../terminal/codes-in-words.ts";
import type { Ending } from "../terminal/exit-code.ts";
import { localTime, ZONE, zonedTime } from "../terminal/local-time.ts";
import { ENDPOINTS, MESSAGE, MESSAGES, PAGE_OF_PACKETS } from "../program/operator-answers.ts";
import { requireIds } from "../program/option-value.ts";
import { connect, type PartyOptions } from "../program/party.ts";
import { learnParties } from "../program/party-names.ts";
import { type Column, itemTable } from "../terminal/table.ts";
import type { Terminal } from "../terminal/terminal.ts";

/** Options of `aidx packets`. */
export interface PacketsOptions extends PartyOptions {
  readonly state?: string;
  readonly recipient?: string;
  readonly overdue?: boolean;
  /** Most packets; without it a table is one screenful, JSON has everything. */
  readonly limit?: number;
}

/** Rows of a table on the screen, and packets of a page. */
const SCREEN = 50;
const PAGE = 500;

const TABLE: readonly Column<OperatorLine>[] = [
  { zh: "数据包", en: "packet", of: ({ packet }) => packet },
  { zh: "类型", en: "type", of: ({ type }, terminal) => codeText(terminal, "message", type) },
  { zh: "发送方", en: "sender", of: ({ sender }, terminal) => partyText(terminal, sender) },
  { zh: "接收单位", en: "recipient", of: ({ recipient }, terminal) => partyText(terminal, recipient) },
  { zh: "状态", en: "state", of: ({ state }, terminal) => codeText(terminal, "state", state) },
  {
    zh: "原因",
    en: "cause",
    of: ({ cause, reason }, terminal) =>
      reason === undefined ? cause && terminal.say(causeWord(cause)) : terminal.say(wordOf("reason", reason)),
  },
  { zh: "推送次数", en: "attempts", of: ({ attempts }) => attempts },
  { zh: `封装时间（${ZONE}）`, en: `sealed at (${ZONE})`, of: ({ sealedAt }) => localTime(sealedAt) },
  { zh: "签收期限", en: "receipt due", of: ({ due }) => localTime(due.receipt) },
];

/** Runs `aidx packets` for an operator (`ops:read`): lists packets that need somebody, newest first. */
export async function packets(terminal: Terminal, options: PacketsOptions): Promise<Ending> {
  const { recipient, overdue, limit } = options;
  const state = options.state ?? (overdue === true ? undefined : "failed");
  const client = await connect(terminal, options);
  const most = limit ?? (terminal.json ? Number.POSITIVE_INFINITY : SCREEN);
  const shown: OperatorLine[] = [];
  const cursors = new Cursors();
  let next: string | undefined;
  do {
    const asked = Object.entries({ state, recipient, overdue, after: next }).filter(([, value]) => value !== undefined);
    const query = new URLSearchParams(asked.map(([name, value]) => [name, String(value)]));
    query.set("limit", String(Math.min(PAGE, most - shown.length)));
    const path = `/v1/messages?${query.toString()}`;
    const answer = await client.json({ method: "GET", path, signal: terminal.world.signal });
    const page = formed<OperatorPage>(answer, PAGE_OF_PACKETS);
    if (terminal.json) for (const item of page.items) terminal.result(item, "");
    shown.push(...page.items);
    next = page.next === undefined ? undefined : cursors.next(page.next);
  } while (next !== undefined && shown.length < most);
  if (terminal.json) return "ok";
  await learnParties(terminal, client);
  terminal.result({}, itemTable(terminal, TABLE, shown));
  if (next !== undefined) {
    terminal.note({ zh: "还有更多；用 --limit 或 --json 查看", en: "there is more: see it with --limit or --json" });
  }
  return "ok";
}

/**
 * Runs `aidx explain ID` for an operator (`ops:read`): tells of a packet, or of each packet of a message, why it is where it
 * is, who must act, and the next step.
 */
export async function explainPackets(terminal: Terminal, id: string, options: PartyOptions): Promise<Ending> {
  requireIds([id]);
  const client = await connect(terminal, options);
  const { signal } = terminal.world;
  const { message, of } = await find(client, id, signal);
  const answer = await client.json({ method: "GET", path: "/v1/endpoints", signal });
  const { items } = formed<OperatorEndpoints>(answer, ENDPOINTS);
  await learnParties(terminal, client);
  for (const packet of of) {
    const endpoint = items.find(({ party }) => party === packet.recipient);
    const told = explain({ packet, timeline: message.timeline, endpoint }, client.environment.now(), zonedTime);
    const say = (zh: string, en: string, text: string) => `  ${terminal.say({ zh, en })}  ${text}`;
    const lines = [
      `${packet.id}  ${partyText(terminal, packet.recipient)}  ${terminal.say(wordOf("state", packet.state))}`,
      say("原因", "why ", terminal.say(told.why)),
      say("由谁处理", "who ", terminal.say(wordOf("actor", told.actor))),
      say("下一步", "next", terminal.say(told.next)),
    ];
    const { id: about, recipient, state } = packet;
    terminal.result({ packet: about, recipient, state, message: message.id, ...told }, lines.join("\n"));
  }
  return "ok";
}

/** Finds the message of a packet, or a message, with those of its packets that are asked for. */
async function find(
  client: GatewayClient,
  id: string,
  signal: AbortSignal,
): Promise<{ readonly message: OperatorMessage; readonly of: readonly OperatorPacket[] }> {
  const get = (path: string) => client.json({ method: "GET", path, signal });
  try {
    const answer = await get(`/v1/messages?packet=${id}`);
    const [message] = formed<{ readonly messages: readonly OperatorMessage[] }>(answer, MESSAGES).messages;
    if (message !== undefined) return { message, of: message.packets.filter((packet) => packet.id === id) };
  } catch (error) {
    if (!(error instanceof ProblemError && error.code === "not-found")) throw error;
  }
  const message = formed<OperatorMessage>(await get(`/v1/messages/${id}`), MESSAGE);
  return { message, of: message.packets };
}
