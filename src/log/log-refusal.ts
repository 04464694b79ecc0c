/** Reasons why the log stopped; an operator must look at each before anything more is signed. */
import type { Bilingual } from "../domain/bilingual.ts";

const RESTORE: Bilingual = {
  en: "Bring back the newest state of the database (newest backup and write-ahead log), then restart. Never delete `log/remembered.json` to get past this: two trees of one size would be signed",
  zh: "请恢复最新的数据库（最新备份及预写日志）后重启。切勿删除 `log/remembered.json` 绕过检查，否则会签出同一大小的两棵树",
};
const RESTORE_OR_BEGIN: Bilingual = {
  en: `${RESTORE.en}. If that state is lost for good, \`aidx log begin --dry-run\` tells what is lost and how a successor log is begun`,
  zh: `${RESTORE.zh}。最新状态确已无法恢复的，\`aidx log begin --dry-run\` 说明所失及如何建立后继日志`,
};
const ADOPT: Bilingual = {
  en: "If the other one is gone for good, record the decision in your register and run `aidx log adopt --reference NUMBER`; the log then goes on by itself",
  zh: "确认另一方已永久停用后，将决定登记并执行 `aidx log adopt --reference 登记编号`，日志随后自行继续",
};
const FOLLOW: Bilingual = {
  en: "While another gateway leads the log on this database, nothing is to be done: this one follows it and is let in. Otherwise make sure that no gateway signs with another copy of this database or directory and that nothing newer was published, record that decision in your register and run `aidx log adopt --reference NUMBER`; the log then goes on by itself",
  zh: "若另一网关正在本数据库上编号，则无需处理：本网关将跟随并自动获准。否则，请确认没有网关在本数据库或目录的其他副本上签名、且未发布过更新的检查点，将决定登记并执行 `aidx log adopt --reference 登记编号`，日志随后自行继续",
};

/** Finding and remedy, by code. */
export const REFUSALS = {
  behind: {
    en: "the database is older than a checkpoint that was published or seen before",
    zh: "数据库落后于已发布或已见过的检查点",
    remedy: RESTORE_OR_BEGIN,
  },
  forked: {
    en: "the log in the database is not the one that was published or seen before",
    zh: "数据库中的日志与已发布或已见过的不一致",
    remedy: RESTORE_OR_BEGIN,
  },
  copied: {
    en: "this database is a copy or was promoted: another gateway may be signing on the other one",
    zh: "此数据库是副本或经主备切换：另一网关可能仍在另一数据库上签名",
    remedy: ADOPT,
  },
  "data-directory-copied": {
    en: "the data directory is a copy or was restored: another gateway may be signing with the other one, or more was published since",
    zh: "数据目录是副本或经恢复：另一网关可能仍在使用原目录签名，或其后已有更新的检查点发布",
    remedy: FOLLOW,
  },
  "data-directory-new": {
    en: "this data directory has never seen the log that is in the database: the database may be a copy, and this machine does not know what was published",
    zh: "本数据目录从未见过数据库中的日志：该数据库可能是副本，且此处无从得知已发布到何处",
    remedy: FOLLOW,
  },
  memory: {
    en: "the file that remembers the last checkpoint is damaged",
    zh: "记录最近检查点的文件已损坏",
    remedy: {
      en: "Bring `log/remembered.json` of the data directory back from a backup of it, then restart",
      zh: "请从数据目录备份恢复 `log/remembered.json` 后重启",
    },
  },
  origin: {
    en: "the log was begun under another origin",
    zh: "日志建立时的来源名（origin）与配置不同",
    remedy: {
      en: "Put `log.origin` of gateway.json back to what it was: a log keeps its name for ever. A new name is for the successor of a log whose newest state is lost, which `aidx log begin` begins",
      zh: "请将 gateway.json 的 `log.origin` 改回原值：日志名称永不改变。新名称只用于最新数据已丢失时由 `aidx log begin` 建立的后继日志",
    },
  },
  key: {
    en: "the stored checkpoint is not signed by a key of this gateway's log",
    zh: "所存检查点不是由本网关日志密钥签名",
    remedy: {
      en: "Was it rotated: send SIGHUP. Else bring `gateway/log.jwks.json` of the keys directory back and send SIGHUP. If it is lost for good, run `aidx log adopt --reference NUMBER` and give auditors and witnesses the new key",
      zh: "密钥刚更换的，发送 SIGHUP；否则请恢复密钥目录中的 `gateway/log.jwks.json` 后发送 SIGHUP。确已遗失的，执行 `aidx log adopt --reference 登记编号` 并将新公钥通知审计方与见证方",
    },
  },
  checkpoint: {
    en: "the stored checkpoint is damaged",
    zh: "所存检查点已损坏",
    remedy: RESTORE,
  },
  tiles: {
    en: "stored hashes do not lead to the root that was signed: tiles were altered or rolled back",
    zh: "所存哈希与已签名的根不符：哈希块被改动或回退",
    remedy: RESTORE,
  },
  entries: {
    en: "stored entries are not those that were signed: some were altered, deleted, added or moved",
    zh: "所存条目与已签名的不符：有条目被改动、删除、增加或移位",
    remedy: RESTORE,
  },
  pending: {
    en: "an entry that waits for its place was altered after it was committed",
    zh: "待编号的条目在提交后被改动",
    remedy: {
      en: "Find out who changed the table audit_pending, put the entry back as it was, then restart",
      zh: "请查明何人改动了 audit_pending 表，恢复该条目后重启",
    },
  },
  swap: {
    en: "somebody else has signed a checkpoint meanwhile",
    zh: "其间另有他方签署了检查点",
    remedy: {
      en: "Find the second sequencer on this database and stop it, then restart",
      zh: "请找出并停止使用此数据库的另一编号程序后重启",
    },
  },
} as const satisfies Record<string, Bilingual & { readonly remedy: Bilingual }>;

/** Code of a reason: a closed list. */
export type LogRefusalCode = keyof typeof REFUSALS;

/**
 * Stops the log until an operator has looked at it; messages are still accepted, and entries wait. The text says in both
 * languages what was found and what to do, and has nothing of an entry.
 */
export class LogRefusal extends Error {
  override readonly name = "LogRefusal";
  readonly code: LogRefusalCode;
  readonly text: Bilingual;

  constructor(code: LogRefusalCode, options?: ErrorOptions) {
    const { en, zh, remedy } = REFUSALS[code];
    const text = { en: `${en}. ${remedy.en}.`, zh: `${zh}。${remedy.zh}。` };
    super(`the audit log stopped (${code}): ${text.en} · 审计日志已停止：${text.zh}`, options);
    this.code = code;
    this.text = text;
  }
}

/** The lock went to another process, or the connection that held it broke. It is tried again; the log is good. */
export class LeadLost extends Error {
  override readonly name = "LeadLost";
}
