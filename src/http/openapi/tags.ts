/** Groups of endpoints in the API description, in the order of their display. */
export const TAGS = {
  access: "Tokens and metadata 令牌与元数据",
  directory: "Parties, keys, schemas 单位、公钥、数据规范",
  messages: "Sender's side 发送方",
  packets: "Recipient's side 接收方",
  cases: "What became of the persons 办理情况",
  operations: "Operator's side 运维",
  log: "Transparency log 透明日志",
  audit: "Auditors' questions 审计查询",
  health: "Probes 探针",
  console: "Web console 网页控制台",
} as const;

/** Name of a group of endpoints. */
export type Tag = keyof typeof TAGS;
