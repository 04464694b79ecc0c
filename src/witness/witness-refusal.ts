/** Reasons why a witness does not sign; its operator must look at each. */
const REFUSALS = {
  "in-use": {
    zh: "另一见证进程正在使用该目录：一个目录只能运行一个进程",
    en: "another witness runs on this folder: one folder, one process",
  },
  "no-lock": {
    zh: "无法锁定目录中的 witness.lock：请改用支持文件锁的本地磁盘",
    en: "witness.lock cannot be locked in this folder: use a local disk, whose files can be locked",
  },
  "other-name": {
    zh: "该目录的密钥属于另一名称的见证方：一个名称一把密钥、一个目录。请改回原名称，或另用新目录",
    en: "the key in this folder belongs to a witness of another name: one name, one key, one folder. Use that name again, or a new folder",
  },
  key: {
    zh: "witness.key.pem 不是见证密钥：请从备份恢复",
    en: "witness.key.pem is not a witness's key: bring it back from its backup",
  },
  state: {
    zh: "logs 目录中的见证状态无法读取：请从备份恢复，切勿删除，否则可能签出第二棵树",
    en: "the state in the folder logs cannot be read: bring it back from its backup and never delete it, or a second tree may be signed",
  },
  "state-changed": {
    zh: "见证状态被他人改动：可能有另一进程使用同一目录。已停止签名，查明后重启",
    en: "the state was changed by something else: another process may run on this folder. Nothing is signed until it is restarted",
  },
  "log-key": {
    zh: "日志公钥有误：须为 `aidx log key` 输出的整行",
    en: "not a log's public key: it must be a whole line of `aidx log key`",
  },
} as const satisfies Record<string, { readonly zh: string; readonly en: string }>;

/** Code of a reason: a closed list. */
export type WitnessRefusalCode = keyof typeof REFUSALS;

/** The witness does not start, or signs nothing more. The text has finding and remedy in both languages. */
export class WitnessRefusal extends Error {
  override readonly name = "WitnessRefusal";
  readonly code: WitnessRefusalCode;
  readonly text: { readonly zh: string; readonly en: string };

  constructor(code: WitnessRefusalCode, options?: ErrorOptions) {
    super(REFUSALS[code].en, options);
    this.code = code;
    this.text = REFUSALS[code];
  }
}
