/** Steps of verifying evidence, for the verifier and for the summary that describes it. */

/** Titles of the steps by id, grouped by when a step is taken: always, when asked for, when its file is there. */
export const EVIDENCE_STEPS = {
  always: {
    archive: { zh: "归档格式", en: "The archive is in its one form" },
    manifest: { zh: "清单与文件一致", en: "The manifest names every file" },
    checkpoint: { zh: "检查点由受信任的日志签名", en: "The log signed the checkpoint" },
    entries: { zh: "条目为规范格式", en: "Every entry is in canonical form" },
    inclusion: { zh: "条目在日志中", en: "Every entry is in the log at its place" },
    thread: { zh: "条目属于该移送", en: "Every entry belongs to the thread" },
    keys: { zh: "公钥已在日志登记", en: "The log registered every key" },
    "manifest-signature": { zh: "网关对清单的签名", en: "The gateway signed the manifest" },
    "submission-receipts": { zh: "受理回执", en: "Submission receipts say what the log says" },
    packets: { zh: "数据包不多不少", en: "No packet is missing, none is extra" },
    receipts: { zh: "接收单位回执", en: "Recipients' receipts say what the log says" },
    times: { zh: "时间先后合理", en: "The times of entries, receipts and signatures agree" },
    story: { zh: "状态变化合法", en: "Each packet's entries tell a legal story" },
    types: { zh: "条目类型可识别", en: "Every entry is of a known type" },
    rules: { zh: "所用规则版本", en: "The rules in force are those that the log registered" },
  },
  asked: {
    witnesses: { zh: "见证方联署", en: "Witnesses cosigned the checkpoint" },
    "pinned-keys": { zh: "公钥与已知指纹一致", en: "Keys are those known by another way" },
    timestamp: { zh: "检查点时间戳", en: "A time-stamping authority saw the checkpoint" },
    complete: { zh: "条目无遗漏", en: "No entry of the thread is left out" },
  },
  present: {
    schemas: { zh: "所用数据规范版本", en: "The schemas are those that the log registered" },
    chain: { zh: "后继日志承接原日志", en: "The log goes on with the entries of the one that it succeeds" },
    cose: { zh: "COSE 收据", en: "COSE receipts say what the proofs say" },
    summary: { zh: "网页摘要与条目一致", en: "summary.html says what the other files say" },
  },
} as const;

/** Titles of all steps by id. */
export const STEP_TITLES = { ...EVIDENCE_STEPS.always, ...EVIDENCE_STEPS.asked, ...EVIDENCE_STEPS.present };
