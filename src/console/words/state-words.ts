import type { Words } from "../../domain/bilingual.ts";

/** Words of what every page can be in: loading, empty, refused, failed. */
export const STATE_WORDS = {
  "state.loading": { zh: "正在加载", en: "Loading" },
  "state.retry": { zh: "重试", en: "Try again" },
  "state.unreachable": { zh: "无法连接网关", en: "The gateway cannot be reached" },
  "state.unreachableWhat": {
    zh: "请检查网络后重试；仍不能连接的，联系网关运维人员。",
    en: "Check the network and try again; if it stays so, ask the gateway's operator.",
  },
  "state.untrusted": { zh: "应答未通过核验", en: "The answer did not verify" },
  "state.untrustedWhat": {
    zh: "所收内容的签名、摘要或地址不符，已弃用。请联系网关运维人员。",
    en: "A signature, digest or address is not what it must be; nothing of it is used. Tell the gateway's operator.",
  },
  "state.fault": { zh: "页面出错", en: "The page failed" },
  "state.faultWhat": {
    zh: "请刷新页面；再次出现的，请将下列信息告知运维人员。",
    en: "Reload the page; if it comes again, give the operator what stands below.",
  },
  "state.code": { zh: "代码 {code}", en: "Code {code}" },
  "state.request": { zh: "请求编号 {id}", en: "Request {id}" },
  "state.insecure": { zh: "此页须经 https 访问", en: "This page must be opened over https" },
  "state.insecureWhat": {
    zh: "浏览器在非加密地址上不提供密码运算，无法核验或使用密钥。请改用 https:// 地址。",
    en: "On an unencrypted address the browser has no cryptography: nothing can be verified, no key used. Use https://.",
  },
  "state.stale": { zh: "数据取于 {time}", en: "Data of {time}" },
  "state.refresh": { zh: "刷新", en: "Refresh" },
  "proof.failed": { zh: "核验不通过", en: "It does not verify" },
  "proof.malformed": { zh: "格式不符合规范", en: "Its form is not that of its specification" },
  "proof.wrong-origin": { zh: "不是所信任公钥的日志", en: "It is of another log than the trusted key's" },
  "proof.bad-signature": {
    zh: "签名无效，或未由所信任的公钥签名",
    en: "No trusted key signed it, or the signature is invalid",
  },
  "proof.bad-proof": { zh: "哈希与所签名的树根不符", en: "Its hashes do not lead to the signed root" },
  "proof.out-of-range": { zh: "序号或大小超出日志末尾", en: "Its index or size is beyond the end of the log" },
  "proof.missing": { zh: "缺少核验所需的部分", en: "A part that it needs is missing" },
  "verdict.passed": { zh: "通过", en: "passed" },
  "verdict.failed": { zh: "不通过", en: "failed" },
  "verdict.not-checked": { zh: "未核验", en: "not checked" },
  "part.copy": { zh: "复制", en: "Copy" },
  "part.copied": { zh: "已复制", en: "Copied" },
  "part.whole": { zh: "完整标识 {id}", en: "Whole id {id}" },
} as const satisfies Words;
