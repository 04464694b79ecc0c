import type { KeyChange, KeyChangeList } from "../../domain/generated/answers.ts";
import { wordOf } from "../../domain/words/words.ts";
import { formed, listOf, members } from "../../sdk/answer-shape.ts";
import { KEY_CHANGE } from "../../sdk/key-change.ts";
import { connect, type PartyOptions } from "../program/party.ts";
import { CommandError, type Ending } from "../terminal/exit-code.ts";
import { localTime, ZONE } from "../terminal/local-time.ts";
import { type Column, itemTable } from "../terminal/table.ts";
import type { Terminal } from "../terminal/terminal.ts";

/** Options of `aidx keys confirm` and `aidx keys refuse`. */
export interface DecisionOptions extends PartyOptions {
  /** Thumbprint of the new signing key. */
  readonly kid: string;
}

const LIST = members({ items: listOf(KEY_CHANGE) });

const TABLE: readonly Column<KeyChange>[] = [
  { zh: "单位", en: "party", of: ({ party }) => party },
  { zh: `提交（${ZONE}）`, en: `sent (${ZONE})`, of: ({ sentAt }) => localTime(sentAt) },
  { zh: "新签名公钥", en: "new signing key", of: ({ kid }) => kid },
  { zh: "算法", en: "alg", of: ({ keys }) => keys.map(({ use, alg }) => `${use} ${alg}`).join(", ") },
  { zh: "替换", en: "replaces", of: ({ replaces }) => replaces },
];

/** Runs `aidx keys pending` for a security administrator (`directory:write`): lists new keys that parties sent. */
export async function pendingKeys(terminal: Terminal, options: PartyOptions): Promise<Ending> {
  const client = await connect(terminal, options);
  const answer = await client.json({ method: "GET", path: "/v1/key-changes", signal: terminal.world.signal });
  const { items } = formed<KeyChangeList>(answer, LIST);
  if (terminal.json) for (const item of items) terminal.result(item, "");
  else if (items.length > 0) terminal.result({}, itemTable(terminal, TABLE, items));
  if (items.length === 0) terminal.note({ zh: "没有待确认的换钥声明", en: "no change of keys waits" });
  else terminal.note(COMPARE);
  return "ok";
}

/** Runs `aidx keys confirm` and `aidx keys refuse` for a security administrator (`directory:write`). */
export async function decideKeys(
  terminal: Terminal,
  verb: "confirm" | "refuse",
  options: DecisionOptions,
): Promise<Ending> {
  const { kid } = options;
  // A part of it is what somebody who imitates a party can make up.
  if (!/^[\w-]{43}$/.test(kid)) throw new CommandError("usage", NOT_WHOLE);
  const client = await connect(terminal, options);
  const path = `/v1/key-changes/${kid}/${verb}`;
  const answer = await client.json({ method: "POST", path, signal: terminal.world.signal });
  const change = formed<KeyChange>(answer, KEY_CHANGE);
  terminal.result(change, `${change.party}  ${change.kid}  ${terminal.say(wordOf("keyChange", change.state))}`);
  if (change.inForce === false) terminal.note(LATER);
  return "ok";
}

const COMPARE = {
  zh: "确认前请以电话或当面方式与该单位核对新签名公钥的全部 43 个字符",
  en: "before you confirm, compare all 43 characters of the new signing key with the party, by telephone or in person",
};
const NOT_WHOLE = {
  zh: "请给出新签名公钥的完整指纹（43 个字符）",
  en: "give the whole thumbprint of the new signing key (43 characters)",
};
const LATER = {
  zh: "已确认，但网关的目录文件无法重新读取（见网关日志）：改正后执行 SIGHUP 即生效",
  en: "confirmed, but the gateway's files cannot be read again (see its log): it holds once they are mended and SIGHUP is sent",
};
