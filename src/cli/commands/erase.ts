import type { ErasureAnswer } from "../../domain/generated/answers.ts";
import type { Ending } from "../terminal/exit-code.ts";
import { zonedTime } from "../terminal/local-time.ts";
import { requireIds } from "../program/option-value.ts";
import { formed } from "../../sdk/answer-shape.ts";
import { ERASURE } from "../program/operator-answers.ts";
import { connect, type PartyOptions } from "../program/party.ts";
import type { Terminal } from "../terminal/terminal.ts";

/** Options of `aidx erase`. */
export interface EraseOptions extends PartyOptions {
  readonly basis: string;
  readonly reference: string;
}

/** Runs `aidx erase THREAD` for an operator (`ops:write`): destroys the payloads of a thread on a recorded request. */
export async function erase(terminal: Terminal, thread: string, options: EraseOptions): Promise<Ending> {
  requireIds([thread]);
  const { basis, reference } = options;
  const client = await connect(terminal, options);
  const answer = await client.json({
    method: "POST",
    path: "/v1/erasures",
    contentType: "application/json",
    body: JSON.stringify({ thread, basis, reference }),
    signal: terminal.world.signal,
  });
  const done = formed<ErasureAnswer>(answer, ERASURE);
  const text = terminal.say({
    zh: `${done.packets.length} 个数据包的内容已销毁；回执与日志条目保留`,
    en: `the payloads of ${done.packets.length} packets are destroyed; receipts and entries stay`,
  });
  const months = done.reports.map(({ period }) => period);
  const counted =
    months.length === 0
      ? []
      : [
          terminal.say({
            zh: `曾计入这些通报，通报不变，但不能再重新统计：${months.join("、")}`,
            en: `counted in these reports, which stay but can be counted again no more: ${months.join(", ")}`,
          }),
        ];
  terminal.result(done, [`${thread}  ${zonedTime(done.erasedAt)}  ${text}`, ...counted].join("\n"));
  return "ok";
}
