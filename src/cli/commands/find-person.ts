import type { PersonThreadsAnswer } from "../../domain/generated/answers.ts";
import { CommandError, type Ending } from "../terminal/exit-code.ts";
import { codeText, partyText } from "../terminal/codes-in-words.ts";
import { localTime, ZONE } from "../terminal/local-time.ts";
import { formed } from "../../sdk/answer-shape.ts";
import { THREADS } from "../program/operator-answers.ts";
import { connect, type PartyOptions } from "../program/party.ts";
import { learnParties } from "../program/party-names.ts";
import { type Column, itemTable } from "../terminal/table.ts";
import type { Terminal } from "../terminal/terminal.ts";

/** Options of `aidx find-person`. */
export interface FindPersonOptions extends PartyOptions {
  readonly type: string;
  readonly basis: string;
  readonly reference: string;
}

/**
 * Runs `aidx find-person` for an operator (`ops:write`): lists the threads that hold a person's data. The number is
 * read from standard input, because an argument would be seen in the list of processes and in the shell's history.
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
  const answer = await client.json({
    method: "POST",
    path: "/v1/person-lookups",
    contentType: "application/json",
    body: JSON.stringify({ idType: type, idNumber, basis, reference }),
    signal: terminal.world.signal,
  });
  const found = formed<PersonThreadsAnswer>(answer, THREADS);
  await learnParties(terminal, client);
  terminal.result(found, textOf(terminal, found));
  return "ok";
}

const THREAD_TABLE: readonly Column<PersonThreadsAnswer["threads"][number]>[] = [
  { zh: "移送", en: "thread", of: ({ thread }) => thread },
  { zh: "类型", en: "type", of: ({ type }, terminal) => codeText(terminal, "message", type) },
  { zh: "发送方", en: "sender", of: ({ sender }, terminal) => partyText(terminal, sender) },
  { zh: `受理时间（${ZONE}）`, en: `accepted (${ZONE})`, of: ({ acceptedAt }) => localTime(acceptedAt) },
  { zh: "涉及报文", en: "messages", of: ({ messages }) => messages },
  { zh: "在途数据包", en: "packets on their way", of: ({ open }) => open },
];

function textOf(terminal: Terminal, { threads, more }: PersonThreadsAnswer): string {
  if (threads.length === 0) {
    return terminal.say({ zh: "没有含有此人信息的移送", en: "no thread holds this person's data" });
  }
  const rest = more === true ? [terminal.say({ zh: "尚有更多，未列出", en: "there are more" })] : [];
  return [itemTable(terminal, THREAD_TABLE, threads), ...rest].join("\n");
}
