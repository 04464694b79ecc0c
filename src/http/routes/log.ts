import { promisify } from "node:util";
import { gzip } from "node:zlib";
import type { FastifyReply, FastifyRequest } from "fastify";

import type { SignedCheckpoint } from "../../tlog/checkpoint.ts";
import { HASH_BYTES } from "../../tlog/merkle.ts";
import { parseTilePath, type TileName } from "../../tlog/tile.ts";
import { Refusal } from "../../domain/refusal.ts";
import type { Endpoint } from "../endpoint.ts";
import { malformed, pathParameter } from "../request/query.ts";
import type { Services } from "../services.ts";
import { NOT_THAT_FAR, orNotPublished, publishedHead } from "../answer/published-log.ts";

/** A tile of one width never changes: a year, the longest that RFC 9111 section 4.2.1 sees a use for. */
const IMMUTABLE = "max-age=31536000, immutable";
/** A checkpoint is at most a batch old; this keeps a crowd from asking the database. */
const CHECKPOINT_CACHE = "public, max-age=1";

const zip = promisify(gzip);

/** The transparency log (protocol section 7; C2SP tlog-tiles): checkpoint, tiles, entries. */
export function logEndpoints({ auditLog, settings }: Services): Endpoint[] {
  const { publicEntries } = settings;

  async function checkpoint(_request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    return sendCheckpoint(reply, await publishedHead(auditLog));
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

  async function tile(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const { level, ...name } = tileOf(`tile/${pathParameter(request, "*")}`);
    if (level === "entries") throw noPlace();
    const bytes = await orNotPublished(auditLog, auditLog.tile({ level, ...name }), NOT_THAT_FAR);
    reply.headers({ "cache-control": `public, ${IMMUTABLE}` });
    // The stored one may be wider; a partial tile is its beginning.
    return reply.type(BYTES).send(Buffer.from(bytes.subarray(0, name.width * HASH_BYTES)));
  }

  async function entries(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const { index, width } = tileOf(`tile/entries/${pathParameter(request, "*")}`);
    const bundle = await orNotPublished(auditLog, auditLog.bundle(index, width), NOT_THAT_FAR);
    reply.headers({
      "cache-control": `${publicEntries ? "public" : "private"}, ${IMMUTABLE}`,
      vary: publicEntries ? "accept-encoding" : "accept-encoding, authorization",
    });
    reply.type(BYTES);
    if (!takesGzip(request.headers["accept-encoding"])) return reply.send(Buffer.from(bundle));
    return reply.header("content-encoding", "gzip").send(await zip(bundle, { level: 1 }));
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
  ];
}

const BYTES = "application/octet-stream";
const NOTHING_WITNESSED = {
  detail: { en: "No quorum of witnesses has cosigned a checkpoint yet", zh: "尚无达到法定见证数的检查点" },
};

function tileOf(path: string): TileName {
  const name = parseTilePath(path);
  if (name === undefined) throw noPlace();
  return name;
}

function takesGzip(field: string | undefined): boolean {
  return field?.split(",").some((coding) => /^\s*(gzip|\*)\s*(;\s*q=(?!0(\.0*)?\s*$).*)?$/i.test(coding)) === true;
}

function noPlace(): Refusal {
  return malformed("This is no place in the log (C2SP tlog-tiles)", "不是日志中的有效位置（C2SP tlog-tiles）");
}
