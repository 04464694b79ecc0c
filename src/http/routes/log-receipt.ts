import type { FastifyReply, FastifyRequest } from "fastify";

import { RECEIPT_TYPE } from "../../tlog/cose/receipt.ts";
import type { Endpoint } from "../endpoint.ts";
import { malformed } from "../request/query.ts";
import type { Services } from "../services.ts";
import { leafHashOf, NOT_THAT_FAR, orNotPublished, treeSizeOf } from "../answer/published-log.ts";

/** COSE receipts (RFC 9942) of the published log: of an entry, or that the log only grew. Open to all. */
export function logReceiptEndpoints({
  auditLog,
  coseReceipts,
}: Pick<Services, "auditLog" | "coseReceipts">): Endpoint[] {
  async function handle(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const leaf = request.parameters.get("leaf");
    const from = request.parameters.get("from");
    if ((leaf === undefined) === (from === undefined)) {
      throw malformed("Either leaf or from must be given", "须给出 leaf 或 from 之一");
    }
    const bytes =
      leaf === undefined
        ? // Every tree begins with the empty one: a receipt of that would say nothing.
          await orNotPublished(auditLog, coseReceipts.consistency(treeSizeOf(from ?? "", "from", 1)), NOT_THAT_FAR)
        : await orNotPublished(auditLog, coseReceipts.inclusion(leafHashOf(leaf)), NO_ENTRY, "missing");
    return reply.header("cache-control", "public, max-age=1").type(RECEIPT_TYPE).send(Buffer.from(bytes));
  }

  return [{ method: "GET", url: "/v1/log/receipt", scopes: null, query: ["leaf", "from"], handle }];
}

const NO_ENTRY = { en: "The published log has no such entry", zh: "已发布的日志没有此条目" };
