import type { Bilingual } from "../../domain/bilingual.ts";
import type { DifferenceCode } from "./difference.ts";
import type { FileFaultCode } from "./kept-record.ts";

/** Differences, and faults of kept files, in words. */
export const DIFFERENCES: Readonly<Record<DifferenceCode | FileFaultCode, Bilingual>> = {
  "message-not-in-log": { zh: "日志中没有该报文", en: "the log has no such message" },
  "submission-receipt-missing": { zh: "发送方没有该报文的受理回执", en: "the sender has no submission receipt" },
  "message-differs": { zh: "受理回执与日志条目不一致", en: "submission receipt and entry differ" },
  "submission-receipt-twice": { zh: "同一报文有两份不同的受理回执", en: "two different submission receipts" },
  "submission-of-another": { zh: "受理回执属于其他单位", en: "the submission receipt is another party's" },
  "submission-unanswered": {
    zh: "已推送而无受理回执，结果未知；请再次推送",
    en: "pushed, but no receipt was kept: the result is unknown; push it again",
  },
  "packet-not-in-log": { zh: "日志中没有该数据包", en: "the log has no such packet" },
  "packet-not-in-receipt": { zh: "受理回执未列该数据包", en: "the submission receipt does not name it" },
  "packet-differs": { zh: "数据包的接收单位或摘要不一致", en: "recipient or digest of the packet differ" },
  "receipt-not-in-log": { zh: "日志中没有该回执", en: "the log has no such receipt" },
  "receipt-missing": { zh: "接收单位没有该回执", en: "the recipient has no such receipt" },
  "receipt-differs": { zh: "回执与日志条目不一致", en: "receipt and entry differ" },
  "receipt-twice": { zh: "同一数据包有两份不同的回执", en: "two different receipts" },
  "receipt-for-nothing": { zh: "所签收的数据包并非封装给该单位", en: "a receipt for a packet never sealed for it" },
  "kept-packet-not-in-log": { zh: "所存数据包并非封装给该单位", en: "a kept packet that was never sealed for it" },
  "kept-packet-differs": { zh: "所存数据包与日志条目不一致", en: "the kept packet and its entry differ" },
  "kept-packet-missing": {
    zh: "日志称已交付，接收单位没有该数据包",
    en: "the log says it was handed over, but the recipient does not have it",
  },
  "log-contradicts": { zh: "日志条目自相矛盾", en: "entries of the log contradict each other" },
  "packets-miscounted": {
    zh: "数据包数与报文条目所记不符",
    en: "the number of packets is not the one in the message's entry",
  },
  "replaced-unknown": { zh: "所替换的数据包此前未封装", en: "it replaces a packet that was not sealed before" },
  "replaced-differs": { zh: "所替换的数据包属于其他报文或单位", en: "it replaces one of another message or recipient" },
  "replaced-unrefused": {
    zh: "所替换的数据包并未因无法解密被拒收",
    en: "it replaces one that was not refused as undecryptable",
  },
  "replacement-unannounced": { zh: "重新封装没有相应条目", en: "no entry says that it was sealed again" },
  "replaced-twice": { zh: "同一数据包被重新封装不止一次", en: "a packet was sealed again more than once" },
  "replacement-missing": {
    zh: "日志中没有所称重新封装的数据包",
    en: "the packet that was to replace it is not in the log",
  },
  unreadable: { zh: "文件无法读取或已损坏", en: "the file cannot be read, or is damaged" },
  signature: { zh: "签名无效或密钥未登记，不予采信", en: "its signature is not valid, or its key is not registered" },
  "record-differs": { zh: "记录与其中已签名的内容不一致", en: "the file differs from what was signed in it" },
};
