/** The schemas of what is said of entries and of the log. */
import { LOG_STAGES } from "../../domain/log-stage.ts";
import { WORDS } from "../../domain/words/words.ts";
import { both } from "../openapi/bilingual.ts";
import { listOf, object, type Schema, text } from "./schema-parts.ts";

/** Every schema of the log's answers, by name. */
export const LOG_SCHEMAS = {
  LogPosition: {
    ...object(
      {
        origin: { type: "string" },
        leafHash: text("RFC 6962 leaf hash, base64url.", "RFC 6962 叶哈希，base64url。"),
        stage: { enum: LOG_STAGES },
      },
      { index: { type: "integer", minimum: 0 } },
    ),
    description: both(
      "How far an audit entry has come: pending (committed, no place yet), sequenced, published, witnessed; each includes the ones before it.",
      `审计条目所处阶段：${LOG_STAGES.map((stage) => `${stage}（${WORDS.stage[stage].zh}）`).join("、")}；后者包含前者。`,
    ),
  },
  InclusionProof: object(
    {
      origin: { type: "string" },
      leafHash: { type: "string" },
      stage: { enum: ["published", "witnessed"] },
      index: { type: "integer", minimum: 0 },
      size: { type: "integer", minimum: 1 },
      hashes: listOf({ type: "string" }),
    },
    {
      checkpoint: text("Signed note over that size.", "该大小的签名注记。"),
      tlogProof: text("The same as one text (C2SP tlog-proof).", "同一证明的文本形式（C2SP tlog-proof）。"),
    },
  ),
  ConsistencyProof: object(
    {
      origin: { type: "string" },
      from: { type: "integer", minimum: 0 },
      to: { type: "integer", minimum: 0 },
      hashes: listOf({ type: "string" }),
    },
    { checkpoint: text("Signed note over `to`.", "to 对应的签名注记。") },
  ),
} as const satisfies Record<string, Schema>;
