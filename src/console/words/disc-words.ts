import type { Words } from "../../domain/bilingual.ts";

/** Words of the work with discs. */
export const DISC_WORDS = {
  "disc.title": { zh: "离线包", en: "Discs" },
  "disc.what": {
    zh: "打开盘上的离线包（.aidpkg），核验、阅读、签收、反馈，均不连接网关；生成的文件请刻盘带回。",
    en: "Open an off-line package (.aidpkg) from a disc: verify, read, answer and report without a gateway. The files that are made here travel back on a disc.",
  },
  "disc.choose": {
    zh: "选择离线包（.aidpkg），或拖到此处",
    en: "Choose an off-line package (.aidpkg), or drop it here",
  },
  "disc.check.signed": {
    zh: "离线包由受信任的网关签名，未被改动",
    en: "The trusted gateway signed the package, and nothing was changed",
  },
  "disc.check.mine": {
    zh: "离线包是发给本单位的，且在有效期内",
    en: "The package is for this unit, and may still be opened",
  },
  "disc.check.logged": { zh: "数据包已记入网关的签名日志", en: "The packet is in the gateway's signed log" },
  "disc.check.opens": {
    zh: "以本单位密钥解密，并核验网关对数据包的签名",
    en: "Decrypted with this unit's key; the gateway signed the packet",
  },
  "disc.until": { zh: "离线包有效期至", en: "The package may be opened until" },
  "disc.carry": {
    zh: "签收、退回或反馈后，浏览器会保存 .aidreceipt、.aidmsg 文件：请刻盘带回，由网关一侧导入后方才生效。",
    en: "Each answer saves a file (.aidreceipt, .aidmsg): carry it back on a disc. It takes effect when it is handed in at the gateway.",
  },
  "disc.seal": {
    zh: "签名并保存 {count} 项办理结果（.aidmsg）",
    en: "Sign and save {count, plural, one {# result} other {# results}} (.aidmsg)",
  },
  "disc.sealed": {
    zh: "已保存 {count} 项办理结果的密封文件，请刻盘带回",
    en: "{count, plural, one {# result is} other {# results are}} sealed in a file: carry it back on a disc",
  },
  "keys.disc": { zh: "打开离线包", en: "Discs" },
} as const satisfies Words;
