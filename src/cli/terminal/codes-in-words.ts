/** The codes of packets and entries as people read them in Chinese. In English the code is its own word. */
import { messageWord, reasonWord } from "../../evidence/summary/words.ts";
import type { EntryType } from "../../domain/audit-entry.ts";
import type { PacketState } from "../../domain/packet.ts";
import type { Terminal } from "./terminal.ts";

type Words<Code extends string> = Readonly<Record<Code, string>>;

/** States of a packet. */
const STATES: Words<PacketState> = {
  queued: "待投递",
  delivered: "已送达",
  accepted: "已签收",
  rejected: "已拒收",
  failed: "投递失败",
  withdrawn: "已撤回",
};

/** What an entry of the log records. */
const ENTRIES: Words<EntryType> = {
  accepted: "受理报文",
  refused: "拒绝",
  sealed: "封装",
  attempt: "投递尝试",
  delivered: "送达",
  fetched: "取回",
  receipt: "回执",
  conflict: "回执与先前结果不一致",
  failed: "投递失败",
  withdrawn: "撤回",
  requeued: "重新投递",
  resealed: "重新封装",
  directory: "单位目录或规则变更",
  key: "公钥变更",
  log: "日志事项",
  "token-refused": "拒绝访问令牌",
  read: "审计查阅",
  erased: "销毁内容",
  "envelope-erased": "销毁信封和盲索引",
  "erasure-requested": "登记的销毁请求",
  "person-lookup": "按登记的请求查找人员",
};

type Say = (terminal: Terminal, code: string) => string;

/** @returns the Chinese word; a code that has none, as of a newer gateway, stays one */
const saying =
  (zh: (code: string) => string | undefined): Say =>
  ({ language }, code) =>
    (language === "zh" ? zh(code) : undefined) ?? code;

const of =
  (words: Readonly<Record<string, string>>) =>
  (code: string): string | undefined =>
    Object.hasOwn(words, code) ? words[code] : undefined;

export const stateText: Say = saying(of(STATES));
export const entryText: Say = saying(of(ENTRIES));
/** Types of messages. */
export const messageText: Say = saying((code) => messageWord(code).zh);
/** Why a recipient rejected a packet. */
export const reasonText: Say = saying((code) => reasonWord(code).zh);
