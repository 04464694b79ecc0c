/** What the API description says of evidence. */
import { both, schemaRef } from "./bilingual.ts";
import type { Operation } from "./operation.ts";

/** The operations of evidence, by path template and method. */
export const EVIDENCE_OPERATIONS: Record<string, Record<string, Operation>> = {
  "/v1/audit/threads/{id}/evidence": {
    get: {
      id: "threadEvidence",
      tag: "log",
      summary: ["Evidence of a thread", "一件移送的送达证据"],
      about: [
        "A ZIP that a third party verifies off line with the trusted keys alone (docs/evidence.md): the thread's entries with their proofs to one checkpoint, signed receipts, public keys, rules, a readable summary. No payload, no person. Entries that are not published yet are waited for, shortly, then named and left out.",
        "第三方仅凭受信任的公钥即可离线核验的 ZIP（见 docs/evidence.md）：该移送的日志条目及其指向同一检查点的证明、已签名回执、公钥、规则与可读摘要。不含正文，不含个人信息。尚未发布的条目会短暂等待，之后仅列其名。",
      ],
      scopes: ["audit:read"],
      parameters: [
        {
          in: "path",
          name: "id",
          required: true,
          schema: schemaRef("Id"),
          description: both("The thread.", "移送标识。"),
        },
      ],
      answers: {
        200: {
          about: ["The evidence.", "送达证据。"],
          mediaType: "application/zip",
          schema: { type: "string", format: "binary" },
        },
      },
      refusals: ["not-found", "too-large", "unavailable"],
    },
  },
};
