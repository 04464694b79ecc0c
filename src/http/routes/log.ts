import { promisify } from "node:util";
import { gzip } from "node:zlib";
import type { FastifyReply, FastifyRequest } from "fastify";

import { encodeBase64 } from "../../audit/base64.ts";
import type { SignedCheckpoint } from "../../audit/checkpoint.ts";
import { HASH_BYTES } from "../../audit/merkle.ts";
import { ProofError } from "../../audit/proof-error.ts";
import { parseTilePath, type TileName } from "../../audit/tile.ts";
import { formatTlogProof } from "../../audit/tlog-proof.ts";
import { Refusal } from "../../domain/refusal.ts";
import { type Endpoint, sendJson } from "../endpoint.ts";
import { pathParameter, readLeafHash } from "../query.ts";
import type { Services } from "../services.ts";

/** A tile of one width never changes: a year, the longest that RFC 9111 section 4.2.1 sees a use for. */
const IMMUTABLE = "max-age=31536000, immutable";
/** A checkpoint is at most a batch old; this keeps a crowd from asking the database. */
const CHECKPOINT_CACHE = "public, max-age=1";

const zip = promisify(gzip);

/** The transparency log (protocol section 7; C2SP tlog-tiles): checkpoint, tiles, entries, proofs. */
export function logEndpoints({ auditLog, settings }: Services): Endpoint[] {
  const { publicEntries } = settings;

  async function checkpoint(_request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    return sendCheckpoint(reply, await published());
  }

  /**
   * Beside the newest one, which is overtaken before a slow witness has answered: whoever asks for a quorum verifies
   * with this one, and the tiles of its tree, which are those of every larger one.
   */
  async function witnessed(_request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const head = (await auditLog.heads()).witnessed;
    if (head === undefined) throw new Refusal("not-found", NOTHING_WITNESSED);
    return sendCheckpoint(reply, head);
  }

  function sendCheckpoint(reply: FastifyReply, { text }: SignedCheckpoint): FastifyReply {
    return reply.header("cache-control", CHECKPOINT_CACHE).type("text/plain; charset=utf-8").send(text);
  }

  async function published(): Promise<SignedCheckpoint> {
    const { published: head, unverified } = await auditLog.heads();
    if (unverified) throw new Refusal("unavailable", UNVERIFIED);
    if (head === undefined) throw new Refusal("not-found", NOTHING_YET);
    return head;
  }

  async function tile(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const { level, ...name } = tileOf(`tile/${pathParameter(request, "*")}`);
    if (level === "entries") throw malformed();
    const bytes = await found(auditLog.tile({ level, ...name }));
    reply.headers({ "cache-control": `public, ${IMMUTABLE}` });
    // The stored one may be wider; a partial tile is its beginning.
    return reply.type(BYTES).send(Buffer.from(bytes.subarray(0, name.width * HASH_BYTES)));
  }

  async function entries(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const { index, width } = tileOf(`tile/entries/${pathParameter(request, "*")}`);
    const bundle = await found(auditLog.bundle(index, width));
    reply.headers({
      "cache-control": `${publicEntries ? "public" : "private"}, ${IMMUTABLE}`,
      vary: publicEntries ? "accept-encoding" : "accept-encoding, authorization",
    });
    reply.type(BYTES);
    if (!takesGzip(request.headers["accept-encoding"])) return reply.send(Buffer.from(bundle));
    return reply.header("content-encoding", "gzip").send(await zip(bundle, { level: 1 }));
  }

  async function proof(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const { parameters } = request;
    const leaf = parameters.get("leaf");
    if (leaf !== undefined && !parameters.has("from") && !parameters.has("to"))
      return sendJson(reply, await inclusion(leafOf(leaf), sizeOf(parameters.get("size"), "size")));
    const from = sizeOf(parameters.get("from"), "from");
    if (leaf !== undefined || parameters.has("size") || from === undefined) throw malformed();
    return sendJson(reply, await consistency(from, sizeOf(parameters.get("to"), "to")));
  }

  async function inclusion(leafHash: Buffer, asked: number | undefined): Promise<object> {
    const { published: head, witnessed } = await auditLog.heads();
    const [position] = await auditLog.positions([leafHash]);
    const { stage, index } = position ?? {};
    if (head === undefined || position === undefined || index === undefined || index >= head.size)
      throw new Refusal("not-found", NO_ENTRY);
    // The one that says most: cosigned, when it covers the entry.
    const proven = witnessed !== undefined && index < witnessed.size ? witnessed : head;
    const size = asked ?? proven.size;
    if (index >= size) throw new Refusal("not-found", NO_ENTRY);
    const hashes = await found(auditLog.inclusionProof(index, size));
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
    const head = await published();
    const to = asked ?? head.size;
    const hashes = await found(auditLog.consistencyProof(from, to));
    const signed = to === head.size ? { checkpoint: head.text } : {};
    return { origin: auditLog.origin, from, to, hashes: hashes.map(encodeBase64), ...signed };
  }

  return [
    { method: "GET", url: "/log/checkpoint", scopes: null, handle: checkpoint },
    { method: "GET", url: "/log/checkpoint.witnessed", scopes: null, handle: witnessed },
    { method: "GET", url: "/log/tile/*", scopes: null, handle: tile },
    {
      method: "GET",
      url: "/log/tile/entries/*",
      scopes: publicEntries ? null : ["audit:read"],
      audited: (request) => {
        const { index, width } = tileOf(`tile/entries/${pathParameter(request, "*")}`);
        return { kind: "entries", question: { bundle: { index, width } } };
      },
      handle: entries,
    },
    { method: "GET", url: "/v1/log/proof", scopes: null, query: ["leaf", "size", "from", "to"], handle: proof },
  ];
}

const BYTES = "application/octet-stream";
const NOTHING_YET = { detail: { en: "The log has published nothing yet", zh: "日志尚未发布检查点" } };
const UNVERIFIED = {
  detail: {
    en: "The newest checkpoint does not verify with the keys of this process: it is not told of a new key, or the row was changed",
    zh: "最新检查点不能用本进程的密钥验证：本进程尚未得知新密钥，或该记录已被改动",
  },
};
const NOTHING_WITNESSED = {
  detail: { en: "No quorum of witnesses has cosigned a checkpoint yet", zh: "尚无达到法定见证数的检查点" },
};
const NO_ENTRY = {
  detail: { en: "The published log has no such entry at that size", zh: "已发布的日志在该大小内没有此条目" },
};
const OUT_OF_RANGE = { detail: { en: "The published log has not grown that far", zh: "已发布的日志尚未达到该范围" } };

function tileOf(path: string): TileName {
  const name = parseTilePath(path);
  if (name === undefined) throw malformed();
  return name;
}

function leafOf(text: string): Buffer {
  const hash = readLeafHash(text);
  if (hash === undefined) throw malformed();
  return hash;
}

function sizeOf(text: string | undefined, name: string): number | undefined {
  if (text === undefined) return undefined;
  const size = /^(0|[1-9]\d{0,15})$/.test(text) ? Number(text) : Number.NaN;
  if (Number.isSafeInteger(size)) return size;
  throw new Refusal("malformed-request", {
    detail: { en: `${name} must be a whole number`, zh: `${name} 须为非负整数` },
  });
}

/** What the log has, or the problem that it has not. */
async function found<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof ProofError && error.code === "out-of-range") throw new Refusal("not-found", OUT_OF_RANGE);
    throw error;
  }
}

function takesGzip(field: string | undefined): boolean {
  return field?.split(",").some((coding) => /^\s*(gzip|\*)\s*(;\s*q=(?!0(\.0*)?\s*$).*)?$/i.test(coding)) === true;
}

function malformed(): Refusal {
  return new Refusal("malformed-request", {
    detail: { en: "This is no place in the log (C2SP tlog-tiles)", zh: "不是日志中的有效位置（C2SP tlog-tiles）" },
  });
}
