import { RECEIPT_TYPE } from "../../tlog/cose/receipt.ts";
import { NOT_THAT_FAR, orNotPublished } from "../answer/published-log.ts";
import { type Endpoint, endpoint } from "../endpoint.ts";
import { BYTES, content } from "../openapi/answer.ts";
import { LEAF, treeSize } from "../request/log-parameters.ts";
import { malformed } from "../request/malformed.ts";
import type { Services } from "../services.ts";

const NO_ENTRY = { en: "The published log has no such entry", zh: "已发布的日志没有此条目" };

/** Declares COSE receipts (RFC 9942) of the published log: of an entry, or that the log only grew. Open to all. */
export function logReceiptEndpoints({
  auditLog,
  coseReceipts,
}: Pick<Services, "auditLog" | "coseReceipts">): Endpoint[] {
  function receiptOf(leaf: Buffer | undefined, from: number | undefined): Promise<Uint8Array> {
    if (leaf !== undefined && from === undefined) {
      return orNotPublished(auditLog, coseReceipts.inclusion(leaf), NO_ENTRY, "missing");
    }
    if (from !== undefined && leaf === undefined) {
      return orNotPublished(auditLog, coseReceipts.consistency(from), NOT_THAT_FAR);
    }
    throw malformed("Either leaf or from must be given", "须给出 leaf 或 from 之一");
  }

  return [
    endpoint({
      id: "logReceipt",
      tag: "log",
      summary: ["COSE receipt of an entry, or that the log only grew", "条目或日志增长的 COSE 收据"],
      about: [
        "RFC 9942 (RFC9162_SHA256, EdDSA, payload detached) at the latest checkpoint. Either leaf or from.",
        "RFC 9942 收据（RFC9162_SHA256、EdDSA、载荷分离），以最新检查点为准；leaf 与 from 二选一。",
      ],
      method: "GET",
      url: "/v1/log/receipt",
      scopes: null,
      query: {
        leaf: LEAF,
        // Not 0: every tree begins with the empty one, so that such a receipt would prove nothing.
        from: treeSize(1, "The older size.", "较早的大小。"),
      },
      answers: {
        200: content(
          "application/cose",
          BYTES,
          "COSE_Sign1 (cose-type cose-sign1).",
          "COSE_Sign1（cose-type 为 cose-sign1）。",
        ),
      },
      problems: ["not-found"],
      async handle(_request, reply, { leaf, from }) {
        const bytes = await receiptOf(leaf, from);
        return reply.header("cache-control", "public, max-age=1").type(RECEIPT_TYPE).send(Buffer.from(bytes));
      },
    }),
  ];
}
