import type { FastifyReply, FastifyRequest } from "fastify";

import { RECEIPT_TYPE } from "../../audit/cose/receipt.ts";
import { ProofError } from "../../audit/proof-error.ts";
import { Refusal } from "../../domain/refusal.ts";
import type { Endpoint } from "../endpoint.ts";
import { readLeafHash } from "../query.ts";
import type { Services } from "../services.ts";

/** COSE receipts (RFC 9942) of the published log: of an entry, or that the log only grew. Open to all. */
export function logReceiptEndpoints({ coseReceipts }: Pick<Services, "coseReceipts">): Endpoint[] {
  async function handle(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const leaf = request.parameters.get("leaf");
    const from = request.parameters.get("from");
    if ((leaf === undefined) === (from === undefined)) throw malformed();
    const bytes = await found(
      leaf === undefined ? coseReceipts.consistency(sizeOf(from ?? "")) : coseReceipts.inclusion(leafOf(leaf)),
    );
    return reply.header("cache-control", "public, max-age=1").type(RECEIPT_TYPE).send(Buffer.from(bytes));
  }

  return [{ method: "GET", url: "/v1/log/receipt", scopes: null, query: ["leaf", "from"], handle }];
}

function leafOf(text: string): Buffer {
  const hash = readLeafHash(text);
  if (hash === undefined) throw malformed();
  return hash;
}

function sizeOf(text: string): number {
  const size = /^[1-9]\d{0,15}$/.test(text) ? Number(text) : Number.NaN;
  if (!Number.isSafeInteger(size)) throw malformed();
  return size;
}

async function found<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof ProofError && (error.code === "missing" || error.code === "out-of-range"))
      throw new Refusal("not-found", {
        detail: { en: "The published log has no such entry or size", zh: "已发布的日志没有此条目或大小" },
      });
    throw error;
  }
}

function malformed(): Refusal {
  return new Refusal("malformed-request", {
    detail: {
      en: "Either leaf, a leaf hash of 32 bytes, or from, a size of 1 or more, must be given",
      zh: "须给出 leaf（32 字节叶哈希）或 from（不小于 1 的大小）之一",
    },
  });
}
