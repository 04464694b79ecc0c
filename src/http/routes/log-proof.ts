import { encodeBase64 } from "../../wire/base64.ts";
import type { FastifyReply, FastifyRequest } from "fastify";

import { formatTlogProof } from "../../tlog/tlog-proof.ts";
import { Refusal } from "../../domain/refusal.ts";
import { type Endpoint, sendJson } from "../endpoint.ts";
import { malformed } from "../request/query.ts";
import type { Services } from "../services.ts";
import {
  leafHashOf,
  NOT_THAT_FAR,
  notPublished,
  orNotPublished,
  publishedHead,
  treeSizeOf,
} from "../answer/published-log.ts";

/** Proofs of the published log (protocol section 7): of an entry, or that the log only grew. Open to all. */
export function logProofEndpoints({ auditLog }: Pick<Services, "auditLog">): Endpoint[] {
  async function proof({ parameters }: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const [leaf, size, from, to] = ["leaf", "size", "from", "to"].map((name) => parameters.get(name));
    if (leaf !== undefined && from === undefined && to === undefined) {
      return sendJson(reply, await inclusion(leafHashOf(leaf), sizeOf(size, "size")));
    }
    if (from === undefined || leaf !== undefined || size !== undefined) throw neither();
    return sendJson(reply, await consistency(treeSizeOf(from, "from", 0), sizeOf(to, "to")));
  }

  async function inclusion(leafHash: Buffer, asked: number | undefined): Promise<object> {
    const { published: head, witnessed } = await auditLog.heads();
    const [position] = await auditLog.positions([leafHash]);
    const { stage, index } = position ?? {};
    if (head === undefined || index === undefined || index >= head.size) throw await notPublished(auditLog, NO_ENTRY);
    // The one that says most: cosigned, when it covers the entry.
    const proven = witnessed !== undefined && index < witnessed.size ? witnessed : head;
    const size = asked ?? proven.size;
    if (index >= size) throw new Refusal("not-found", { detail: NOT_YET_IN_IT });
    const hashes = await orNotPublished(auditLog, auditLog.inclusionProof(index, size), NOT_THAT_FAR);
    const signed = [proven, head].find((one) => one.size === size);
    return {
      origin: auditLog.origin,
      leafHash: leafHash.toString("base64url"),
      stage,
      index,
      size,
      hashes: hashes.map(encodeBase64),
      // A size that was never signed, or not kept, has hashes and no checkpoint of its own.
      ...(signed === undefined
        ? {}
        : {
            checkpoint: signed.text,
            tlogProof: formatTlogProof({ index, proof: hashes, checkpoint: signed.text }),
          }),
    };
  }

  async function consistency(from: number, asked: number | undefined): Promise<object> {
    if (asked !== undefined && from > asked) throw malformed("from must not be larger than to", "from 不得大于 to");
    const head = await publishedHead(auditLog);
    const to = asked ?? head.size;
    const hashes = await orNotPublished(auditLog, auditLog.consistencyProof(from, to), NOT_THAT_FAR);
    const signed = to === head.size ? { checkpoint: head.text } : {};
    return { origin: auditLog.origin, from, to, hashes: hashes.map(encodeBase64), ...signed };
  }

  return [{ method: "GET", url: "/v1/log/proof", scopes: null, query: ["leaf", "size", "from", "to"], handle: proof }];
}

const NO_ENTRY = { en: "The published log has no such entry", zh: "已发布的日志没有此条目" };
const NOT_YET_IN_IT = { en: "The log of that size does not have this entry yet", zh: "该大小的日志尚无此条目" };

function sizeOf(text: string | undefined, name: string): number | undefined {
  return text === undefined ? undefined : treeSizeOf(text, name, 0);
}

function neither(): Refusal {
  return malformed(
    "Either leaf must be given, with an optional size, or from, with an optional to",
    "须给出 leaf（可附 size）或 from（可附 to）之一",
  );
}
