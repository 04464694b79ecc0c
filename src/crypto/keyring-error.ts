import type { Bilingual } from "../domain/bilingual.ts";

/** Reason for which the gateway's keys cannot be used. */
export type KeyringErrorCode =
  | "unprotected" // production without passphrase or key file, or with keys that were stored in the clear
  | "locked" // the files are encrypted, and no passphrase or key file was given
  | "wrong-secret" // the files do not open with the passphrase or key file that was given
  | "weak-secret" // a passphrase of under 12 characters, a key file that is not 32 bytes
  | "permissions" // group or others may read or write
  | "not-utf-8" // a passphrase or a key file in another encoding, such as GBK
  | "damaged" // not a file that this program wrote
  | "unreadable";

const TEXTS: Readonly<Record<KeyringErrorCode, Bilingual>> = {
  unprotected: {
    en: "production stores private keys encrypted: set AIDX_KEY_PASSPHRASE_FILE or AIDX_KEY_FILE before the keys are made",
    zh: "生产环境的私钥须加密存放：请在生成密钥前设置 AIDX_KEY_PASSPHRASE_FILE 或 AIDX_KEY_FILE",
  },
  locked: {
    en: "is encrypted: set AIDX_KEY_PASSPHRASE_FILE or AIDX_KEY_FILE",
    zh: "已加密：请设置 AIDX_KEY_PASSPHRASE_FILE 或 AIDX_KEY_FILE",
  },
  "wrong-secret": {
    en: "does not open with this passphrase or key file",
    zh: "用所给口令或密钥文件无法解密",
  },
  "weak-secret": {
    en: "the passphrase must have 12 characters or more, a key file exactly 32 bytes",
    zh: "口令至少 12 个字符；密钥文件须正好 32 字节",
  },
  permissions: {
    en: "must not be open to group or others (chmod go-rwx)",
    zh: "不得对同组或其他用户开放权限（chmod go-rwx）",
  },
  "not-utf-8": {
    en: "is not UTF-8 (perhaps GBK or UTF-16): save it as UTF-8",
    zh: "不是 UTF-8 编码（可能是 GBK 或 UTF-16），请另存为 UTF-8",
  },
  damaged: { en: "is not a key file of this gateway", zh: "不是本网关的密钥文件" },
  unreadable: { en: "cannot be read or written", zh: "无法读写" },
};

/** Thrown when the gateway's keys cannot be used; the gateway does not start. Names a file and a rule, never key material. */
export class KeyringError extends Error {
  override readonly name = "KeyringError";
  readonly code: KeyringErrorCode;
  /** The file or directory. */
  readonly path: string;
  /** The rule that is broken, in both languages. */
  readonly rule: Bilingual;

  constructor(code: KeyringErrorCode, path: string, options?: { cause?: unknown }) {
    super(`${path}: ${TEXTS[code].en} · ${TEXTS[code].zh}`, options);
    this.code = code;
    this.path = path;
    this.rule = TEXTS[code];
  }
}
