import { hash } from "node:crypto";

import { formatDigest } from "../../wire/digest.ts";
import { type Endpoint, endpoint } from "../endpoint.ts";
import { BYTES, content } from "../openapi/answer.ts";
import { uuid7 } from "../request/parameter-kinds.ts";
import type { Services } from "../services.ts";

/** Declares the evidence of a thread (protocol section 9), for `audit:read`: no payload, no person. */
export function evidenceEndpoints({ evidence }: Pick<Services, "evidence">): Endpoint[] {
  return [
    endpoint({
      id: "threadEvidence",
      tag: "log",
      summary: ["Evidence of a thread", "一件移送的送达证据"],
      about: [
        "A ZIP that a third party verifies off line with the trusted keys alone (docs/evidence.md): the thread's entries with their proofs to one checkpoint, signed receipts, public keys, rules, a readable summary. No payload, no person. Entries that are not published yet are waited for, shortly, then named and left out.",
        "第三方仅凭受信任的公钥即可离线核验的 ZIP（见 docs/evidence.md）：该移送的日志条目及其指向同一检查点的证明、已签名回执、公钥、规则与可读摘要。不含正文，不含个人信息。尚未发布的条目会短暂等待，之后仅列其名。",
      ],
      method: "GET",
      url: "/v1/audit/threads/:id/evidence",
      scopes: ["audit:read"],
      path: { id: uuid7("The thread.", "移送标识。") },
      answers: { 200: content("application/zip", BYTES, "The evidence.", "送达证据。") },
      problems: ["not-found", "too-large"],
      audited: (_request, { id }) => ({ kind: "evidence", question: { thread: id } }),
      handle: async (_request, reply, { id }) => {
        const bytes = await evidence(id);
        reply.headers({
          "cache-control": "no-store",
          "content-digest": formatDigest(hash("sha256", bytes, "buffer")),
          "content-disposition": `attachment; filename="evidence-${id}.zip"`,
        });
        return reply.type("application/zip").send(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
      },
    }),
  ];
}
