/** Schemas of the log's proofs. */
import { COUNT, listOf, object, type Schema, text } from "./parts.ts";

/** Schemas by name. */
export const LOG_SCHEMAS = {
  InclusionProof: object(
    {
      origin: { type: "string" },
      leafHash: { type: "string" },
      stage: { enum: ["published", "witnessed"] },
      index: COUNT,
      size: { type: "integer", minimum: 1 },
      hashes: listOf({ type: "string" }),
    },
    {
      checkpoint: text("Signed note over that size.", "该大小的签名注记。"),
      tlogProof: text("The same as one text (C2SP tlog-proof).", "同一证明的文本形式（C2SP tlog-proof）。"),
    },
  ),
  ConsistencyProof: object(
    { origin: { type: "string" }, from: COUNT, to: COUNT, hashes: listOf({ type: "string" }) },
    { checkpoint: text("Signed note over `to`.", "to 对应的签名注记。") },
  ),
  LogChain: object({ chain: listOf(object({ index: COUNT, entry: { type: "string" } })) }),
} as const satisfies Record<string, Schema>;
