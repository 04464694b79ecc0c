import { promisify } from "node:util";
import { gzip } from "node:zlib";
import type { FastifyReply } from "fastify";

import { Refusal } from "../../domain/refusal.ts";
import type { SignedCheckpoint } from "../../tlog/checkpoint.ts";
import { isBegun } from "../../tlog/begun.ts";
import { chainFile } from "../../tlog/chain-file.ts";
import { storedEntry } from "../../tlog/entry.ts";
import { HASH_BYTES } from "../../tlog/merkle.ts";
import { NOT_THAT_FAR, orNotPublished, publishedHead } from "../answer/published-log.ts";
import { type Endpoint, endpoint, sendJson } from "../endpoint.ts";
import { BYTES, content, json, TEXT } from "../openapi/answer.ts";
import { takesCoding } from "../request/accept-encoding.ts";
import { BUNDLE, TILE } from "../request/log-parameters.ts";
import type { Services } from "../services.ts";

/** Cache-Control of a tile, which never changes in one width: a year is the longest useful time (RFC 9111 section 4.2.1). */
const IMMUTABLE = "max-age=31536000, immutable";
/** Cache-Control of a checkpoint: a second, so that many readers do not each ask the database. */
const CHECKPOINT_CACHE = "public, max-age=1";
const BYTES_TYPE = "application/octet-stream";
const NOTE = content("text/plain", TEXT, "The signed note.", "签名注记。");
const NOTHING_WITNESSED = {
  detail: { en: "No quorum of witnesses has cosigned a checkpoint yet", zh: "尚无达到法定见证数的检查点" },
};

const zip = promisify(gzip);

/** Declares the transparency log (protocol section 9; C2SP tlog-tiles): checkpoint, tiles, entries. */
export function logEndpoints({ auditLog, settings }: Services): Endpoint[] {
  const { publicEntries } = settings;

  const checkpoint = endpoint({
    id: "logCheckpoint",
    tag: "log",
    summary: ["The log's latest checkpoint", "日志最新检查点"],
    about: [
      "A signed note (C2SP tlog-checkpoint): origin, size, root, the log's signature, cosignatures of witnesses.",
      "签名注记（C2SP tlog-checkpoint）：来源名、大小、根哈希、日志签名及见证方联署。",
    ],
    method: "GET",
    url: "/log/checkpoint",
    scopes: null,
    answers: { 200: NOTE },
    problems: ["not-found"],
    handle: async (_request, reply) => sendCheckpoint(reply, await publishedHead(auditLog)),
  });

  // The newest checkpoint is overtaken before a slow witness has answered. A verifier that needs a quorum takes this one,
  // and the tiles of its tree, which are tiles of every larger tree too.
  const witnessed = endpoint({
    id: "logWitnessedCheckpoint",
    tag: "log",
    summary: ["The largest checkpoint that a quorum of witnesses has cosigned", "最大的已见证检查点"],
    about: [
      "The same form, with cosignatures that make the gateway's quorum. It may be older than the latest, which is mostly overtaken before slow witnesses have answered.",
      "形式相同，所带联署达到网关的法定见证数；可能早于最新检查点（后者往往在较慢的见证方应答前已被更新）。",
    ],
    method: "GET",
    url: "/log/checkpoint.witnessed",
    scopes: null,
    answers: { 200: NOTE },
    problems: ["not-found"],
    async handle(_request, reply) {
      const head = (await auditLog.heads()).witnessed;
      if (head === undefined) throw new Refusal("not-found", NOTHING_WITNESSED);
      return sendCheckpoint(reply, head);
    },
  });

  const tile = endpoint({
    id: "logTile",
    tag: "log",
    summary: ["A tile of the tree's hashes", "哈希块"],
    about: [
      "C2SP tlog-tiles: {level}/{index}, partial ones with .p/{width}. The path has slashes. A tile of one width never changes.",
      "C2SP tlog-tiles：{层}/{序号}，不完整块加 .p/{宽度}；路径含斜线。同一宽度的块永不改变。",
    ],
    method: "GET",
    url: "/log/tile/*",
    scopes: null,
    path: { path: TILE },
    answers: { 200: content(BYTES_TYPE, BYTES, "32 bytes a hash.", "每个哈希 32 字节。") },
    problems: ["not-found"],
    async handle(_request, reply, { path }) {
      const bytes = await orNotPublished(auditLog, auditLog.tile(path), NOT_THAT_FAR);
      reply.headers({ "cache-control": `public, ${IMMUTABLE}` });
      // The stored tile may be wider; a partial tile is its beginning.
      return reply.type(BYTES_TYPE).send(Buffer.from(bytes.subarray(0, path.width * HASH_BYTES)));
    },
  });

  const entries = endpoint({
    id: "logEntries",
    tag: "log",
    summary: ["A bundle of entries", "条目束"],
    about: [
      "C2SP tlog-tiles: up to 256 entries, each behind its length in two bytes. Open to all when the operator says so (log.publicEntries).",
      "C2SP tlog-tiles：至多 256 条，每条前置两字节长度。运营方可设为公开（log.publicEntries）。",
    ],
    method: "GET",
    url: "/log/tile/entries/*",
    scopes: publicEntries ? null : ["audit:read"],
    path: { path: BUNDLE },
    answers: {
      200: content(BYTES_TYPE, BYTES, "Canonical JSON (RFC 8785) each.", "每条为规范化 JSON（RFC 8785）。"),
    },
    problems: ["not-found"],
    audited: (_request, { path: { index, width } }) => ({ kind: "entries", question: { bundle: { index, width } } }),
    async handle(request, reply, { path: { index, width } }) {
      const bundle = await orNotPublished(auditLog, auditLog.bundle(index, width), NOT_THAT_FAR);
      reply.headers({
        "cache-control": `${publicEntries ? "public" : "private"}, ${IMMUTABLE}`,
        vary: publicEntries ? "accept-encoding" : "accept-encoding, authorization",
      });
      reply.type(BYTES_TYPE);
      if (!takesCoding(request.headers["accept-encoding"], "gzip")) return reply.send(Buffer.from(bundle));
      return reply.header("content-encoding", "gzip").send(await zip(bundle, { level: 1 }));
    },
  });

  // Public as the checkpoint is: who watched a log that ended must learn from its successor what was lost.
  const chain = endpoint({
    id: "logChain",
    tag: "log",
    summary: ["The logs that this one succeeds", "本日志所承接的日志"],
    about: [
      "The entries that begin a successor log, with their indexes, oldest first; empty for a log that succeeds no other. Each names the log before it, what was taken over, and how far that log had come.",
      "建立后继日志的条目及其序号，由早到晚；不承接其他日志的为空。每条载明前一日志、所承接的部分及前一日志所达之处。",
    ],
    method: "GET",
    url: "/log/chain",
    scopes: null,
    answers: { 200: json("LogChain", "Canonical JSON (RFC 8785) each.", "每条为规范化 JSON（RFC 8785）。") },
    problems: [],
    async handle(_request, reply) {
      const size = (await auditLog.heads()).published?.size ?? 0;
      const links: { index: number; bytes: Buffer }[] = [];
      for await (const { index, bytes } of auditLog.entriesOfTypes(["log"])) {
        if (index === null || index >= size) break;
        if (isBegun(storedEntry(bytes))) links.push({ index, bytes });
      }
      reply.headers({ "cache-control": CHECKPOINT_CACHE });
      return sendJson<"LogChain">(reply, chainFile(links));
    },
  });

  return [checkpoint, witnessed, tile, entries, chain];
}

function sendCheckpoint(reply: FastifyReply, { text }: SignedCheckpoint): FastifyReply {
  return reply.header("cache-control", CHECKPOINT_CACHE).type("text/plain; charset=utf-8").send(text);
}
