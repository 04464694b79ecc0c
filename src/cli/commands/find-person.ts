import type { PersonThreadsAnswer } from "../../domain/answers.ts";
import { CommandError, type Ending } from "../terminal/exit-code.ts";
import { codeText } from "../terminal/codes-in-words.ts";
import { localTime, ZONE } from "../terminal/local-time.ts";
import { connect, type PartyOptions } from "../program/party.ts";
import { table } from "../terminal/table.ts";
import type { Terminal } from "../terminal/terminal.ts";

/** Options of `aidx find-person`. */
export interface FindPersonOptions extends PartyOptions {
  readonly type: string;
  readonly basis: string;
  readonly reference: string;
}

/**
 * `aidx find-person`, for an operator (`ops:write`): the threads that hold a person's data. The number is read from
 * standard input: an argument would stand in the list of processes and in the shell's history.
 */
export async function findPerson(terminal: Terminal, options: FindPersonOptions): Promise<Ending> {
  const { type, basis, reference } = options;
  const prompt = terminal.say({ zh: "证件号码：", en: "number of the document: " });
  const idNumber = (await terminal.world.stdin(prompt)).trim();
  if (idNumber === "") {
    throw new CommandError("usage", {
      zh: "证件号码须从标准输入给出",
      en: "give the number of the document on standard input",
    });
  }
  const client = await connect(terminal, options);
  const found = (await client.json({
    method: "POST",
    path: "/v1/person-lookups",
    contentType: "application/json",
    body: JSON.stringify({ idType: type, idNumber, basis, reference }),
    signal: terminal.world.signal,
  })) as PersonThreadsAnswer;
  terminal.result(found, textOf(terminal, found));
  return "ok";
}

function textOf(terminal: Terminal, { threads, more }: PersonThreadsAnswer): string {
  if (threads.length === 0) {
    return terminal.say({ zh: "没有含有此人信息的移送", en: "no thread holds this person's data" });
  }
  const heads = [
    { zh: "移送", en: "thread" },
    { zh: "类型", en: "type" },
    { zh: "发送单位", en: "sender" },
    { zh: `受理时间（${ZONE}）`, en: `accepted (${ZONE})` },
    { zh: "涉及报文", en: "messages" },
    { zh: "在途数据包", en: "packets on their way" },
  ].map((head) => terminal.say(head));
  const rows = threads.map(({ thread, type, sender, acceptedAt, messages, open }) => {
    return [thread, codeText(terminal, "message", type), sender, localTime(acceptedAt), String(messages), String(open)];
  });
  const rest = more === true ? [terminal.say({ zh: "尚有更多，未列出", en: "there are more" })] : [];
  return [table(heads, rows), ...rest].join("\n");
}
