/** What the API description says of the transparency log's endpoints. */
import { both, schemaRef } from "./bilingual.ts";
import type { Operation } from "./operation.ts";

const query = (name: string, schema: object, en: string, zh: string) => ({
  in: "query",
  name,
  required: false,
  schema,
  description: both(en, zh),
});
const SIZE = { type: "integer", minimum: 0, maximum: Number.MAX_SAFE_INTEGER };
const BYTES = { mediaType: "application/octet-stream", schema: { type: "string", format: "binary" } };
const tilePath = (en: string, zh: string) => [
  {
    in: "path",
    name: "path",
    required: true,
    schema: { type: "string", pattern: "^(\\d{1,2}/)?(x\\d{3}/)*\\d{3}(\\.p/\\d{1,3})?$" },
    description: both(en, zh),
  },
];

/** The operations of the log, by path template and method. */
export const LOG_OPERATIONS: Record<string, Record<string, Operation>> = {
  "/log/checkpoint": {
    get: {
      id: "logCheckpoint",
      tag: "log",
      summary: ["The log's latest checkpoint", "日志最新检查点"],
      about: [
        "A signed note (C2SP tlog-checkpoint): origin, size, root, the log's signature, cosignatures of witnesses.",
        "签名注记（C2SP tlog-checkpoint）：来源名、大小、根哈希、日志签名及见证方联署。",
      ],
      answers: {
        200: { about: ["The signed note.", "签名注记。"], mediaType: "text/plain", schema: { type: "string" } },
      },
      refusals: ["not-found"],
    },
  },
  "/log/checkpoint.witnessed": {
    get: {
      id: "logWitnessedCheckpoint",
      tag: "log",
      summary: ["The largest checkpoint that a quorum of witnesses has cosigned", "最大的已见证检查点"],
      about: [
        "The same form, with cosignatures that make the gateway's quorum. It may be older than the latest, which is mostly overtaken before slow witnesses have answered.",
        "形式相同，所带联署达到网关的法定见证数；可能早于最新检查点（后者往往在较慢的见证方应答前已被更新）。",
      ],
      answers: {
        200: { about: ["The signed note.", "签名注记。"], mediaType: "text/plain", schema: { type: "string" } },
      },
      refusals: ["not-found"],
    },
  },
  "/log/tile/{path}": {
    get: {
      id: "logTile",
      tag: "log",
      summary: ["A tile of the tree's hashes", "哈希块"],
      about: [
        "C2SP tlog-tiles: {level}/{index}, partial ones with .p/{width}. The path has slashes. A tile of one width never changes.",
        "C2SP tlog-tiles：{层}/{序号}，不完整块加 .p/{宽度}；路径含斜线。同一宽度的块永不改变。",
      ],
      parameters: tilePath("Level and index, as C2SP tlog-tiles writes them.", "按 C2SP tlog-tiles 书写的层与序号。"),
      answers: { 200: { about: ["32 bytes a hash.", "每个哈希 32 字节。"], ...BYTES } },
      refusals: ["not-found"],
    },
  },
  "/log/tile/entries/{path}": {
    get: {
      id: "logEntries",
      tag: "log",
      summary: ["A bundle of entries", "条目束"],
      about: [
        "C2SP tlog-tiles: up to 256 entries, each behind its length in two bytes. Open to all when the operator says so (log.publicEntries).",
        "C2SP tlog-tiles：至多 256 条，每条前置两字节长度。运营方可设为公开（log.publicEntries）。",
      ],
      scopes: ["audit:read"],
      parameters: tilePath("Index, as C2SP tlog-tiles writes it.", "按 C2SP tlog-tiles 书写的序号。"),
      answers: { 200: { about: ["Canonical JSON (RFC 8785) each.", "每条为规范化 JSON（RFC 8785）。"], ...BYTES } },
      refusals: ["not-found"],
    },
  },
  "/v1/log/proof": {
    get: {
      id: "logProof",
      tag: "log",
      summary: ["Proof of an entry, or that the log only grew", "条目证明或一致性证明"],
      about: [
        "With leaf: inclusion of the entry with that leaf hash, in the latest checkpoint or at size. With from: consistency from that size to the size to, or to the latest.",
        "带 leaf：该叶哈希条目的包含证明（最新检查点或指定 size）。带 from：自该大小至 to（缺省为最新）的一致性证明。",
      ],
      parameters: [
        query("leaf", { type: "string" }, "Leaf hash, base64url or hexadecimal.", "叶哈希，base64url 或十六进制。"),
        query("size", SIZE, "Size of the tree to prove it in.", "所证明的树的大小。"),
        query("from", SIZE, "The older size.", "较早的大小。"),
        query("to", SIZE, "The newer size.", "较新的大小。"),
      ],
      answers: {
        200: {
          about: ["The hashes of the proof, base64.", "证明所含哈希，base64。"],
          mediaType: "application/json",
          schema: { oneOf: [schemaRef("InclusionProof"), schemaRef("ConsistencyProof")] },
        },
      },
      refusals: ["not-found"],
    },
  },
  "/v1/log/receipt": {
    get: {
      id: "logReceipt",
      tag: "log",
      summary: ["COSE receipt of an entry, or that the log only grew", "条目或日志增长的 COSE 收据"],
      about: [
        "RFC 9942 (RFC9162_SHA256, EdDSA, payload detached) at the latest checkpoint. Either leaf or from.",
        "RFC 9942 收据（RFC9162_SHA256、EdDSA、载荷分离），以最新检查点为准；leaf 与 from 二选一。",
      ],
      parameters: [
        query("leaf", { type: "string" }, "Leaf hash, base64url or hexadecimal.", "叶哈希，base64url 或十六进制。"),
        query("from", { ...SIZE, minimum: 1 }, "The older size.", "较早的大小。"),
      ],
      answers: {
        200: {
          about: ["COSE_Sign1 (cose-type cose-sign1).", "COSE_Sign1（cose-type 为 cose-sign1）。"],
          mediaType: "application/cose",
          schema: { type: "string", format: "binary" },
        },
      },
      refusals: ["not-found"],
    },
  },
};
