import type { Words } from "../../domain/bilingual.ts";

/** Words of the page that verifies evidence. */
export const EVIDENCE_PAGE_WORDS = {
  "evidence.title": { zh: "证据核验", en: "Verify evidence" },
  "evidence.what": {
    zh: "选择证据文件（ZIP）与受信任公钥，由本机浏览器逐项核验。文件不会上传；加载完毕后断网亦可核验。",
    en: "Choose the evidence (ZIP) and the trusted keys; this browser verifies it step by step. Nothing is uploaded, and once loaded it works off line.",
  },
  "evidence.file": { zh: "证据文件（ZIP）", en: "Evidence file (ZIP)" },
  "evidence.drop": { zh: "将 ZIP 文件拖到此处，或点按选择", en: "Drop the ZIP here, or click to choose" },
  "evidence.trust": { zh: "受信任公钥", en: "Trusted keys" },
  "evidence.trustWhat": {
    zh: "由审计人员自行决定信任哪些公钥；选择 trust.json 文件，或填入日志公钥。该选择只留在本机。",
    en: "The auditor decides which keys to trust: choose a trust.json, or enter the log's key. The choice stays on this machine.",
  },
  "evidence.trustFile": { zh: "选择 trust.json", en: "Choose trust.json" },
  "evidence.trustKey": { zh: "日志公钥", en: "Key of the log" },
  "evidence.trustPublished": { zh: "使用本网关公布的公钥", en: "Use the keys that this gateway publishes" },
  "evidence.trustPublishedWarn": {
    zh: "以网关公布的公钥核验网关的证据，只能发现差错，不能发现网关作假。",
    en: "Evidence of the gateway verified with keys of the same gateway shows mistakes, not a gateway that lies.",
  },
  "evidence.trusting": {
    zh: "信任：日志公钥 {log} 个，见证方 {witnesses} 个（法定数 {quorum}）",
    en: "Trusted: {log, plural, one {# log key} other {# log keys}}, {witnesses, plural, one {# witness} other {# witnesses}} (quorum {quorum})",
  },
  "evidence.trustMissing": { zh: "请先给出受信任公钥", en: "Give trusted keys first" },
  "evidence.verify": { zh: "核验", en: "Verify" },
  "evidence.ok": { zh: "全部必要步骤通过", en: "Every required step passed" },
  "evidence.notOk": { zh: "核验未通过", en: "It does not verify" },
  "evidence.step": { zh: "步骤", en: "Step" },
  "evidence.status": { zh: "结果", en: "Result" },
  "evidence.checked": { zh: "核验数", en: "Checked" },
  "evidence.reasons": { zh: "说明", en: "Explanation" },
  "evidence.optional": { zh: "非必要", en: "optional" },
  "evidence.tooLarge": { zh: "文件过大（上限 {size} MB）", en: "The file is too large (at most {size} MB)" },
  "evidence.ready": { zh: "核验程序已就绪，可断网使用", en: "The verifier is loaded; it works off line now" },
  "evidence.passedCount": {
    zh: "通过 {passed} 项，不通过 {failed} 项，未核验 {open} 项",
    en: "{passed} passed, {failed} failed, {open} not checked",
  },
} as const satisfies Words;
