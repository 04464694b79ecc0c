import { hash } from "node:crypto";

import { DISC_ENDINGS, PACKAGE_TYPE } from "../../domain/disc.ts";
import { Refusal } from "../../domain/refusal.ts";
import { formatDigest } from "../../wire/digest.ts";
import { callerOf, type Endpoint, endpoint, sendJson } from "../endpoint.ts";
import { BYTES, content, json } from "../openapi/answer.ts";
import { uuid7 } from "../request/parameter-kinds.ts";
import type { Services } from "../services.ts";
import { envelopeBody } from "./envelope.ts";
import { INTAKE } from "./intake.ts";

/** Declares discs for parties without a network (docs/disc.md): what goes out on one, and what comes back. */
export function discEndpoints({ exchange, packPacket, suites, settings }: Services): Endpoint[] {
  const envelope = envelopeBody({ suites, settings });

  const pack = endpoint({
    id: "packPacket",
    tag: "packets",
    summary: ["The off-line package of a packet", "制作离线包"],
    about: [
      "A ZIP for a disc: the sealed packet, the proof that its entry is in the log, the gateway's keys, and a manifest that the gateway signs. For the recipient, whose packet is fetched by that, or an operator (ops:write), who hands the disc over. Each packing is an entry of the log.",
      "可刻盘的 ZIP：加密的数据包、其日志条目的存在证明、网关公钥，以及网关签名的清单。供接收单位（视为取回）或者系统管理员（ops:write，代为刻盘）制作。每次制作均记入日志。",
    ],
    method: "GET",
    url: "/v1/packets/:id/package",
    scopes: ["packet:receive", "ops:write"],
    path: { id: uuid7("The packet.", "数据包标识。") },
    answers: {
      200: {
        ...content(PACKAGE_TYPE, BYTES, "The package.", "离线包。"),
        headers: { "Content-Digest": ["RFC 9530.", "RFC 9530。"] },
      },
    },
    problems: ["not-found", "withdrawn", "expired", "state-conflict", "too-large"],
    async handle(request, reply, { id }) {
      // Nothing is handed over by HEAD, and what was not handed over is not recorded.
      if (request.method === "HEAD") {
        reply.header("allow", "GET");
        throw new Refusal("method-not-allowed");
      }
      const bytes = await packPacket(callerOf(request), id);
      reply.headers({
        "cache-control": "no-store",
        "content-digest": formatDigest(hash("sha256", bytes, "buffer")),
        "content-disposition": `attachment; filename="${id}${DISC_ENDINGS.package}"`,
      });
      return reply.type(PACKAGE_TYPE).send(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
    },
  });

  const hand = endpoint({
    id: "importFile",
    tag: "messages",
    summary: ["Hand in what came on a disc", "离线导入"],
    about: [
      "A signed receipt (application/jwt) or a sender's envelope of any type (application/jose). It is the word of the party that signed it, whoever carries it: the same checks, states and entries as on line, and one entry imported that names the carrier. A message may be 60 days old. The same file again gets the same answer. A carrier that neither signed it nor has ops:write is told the code of a refusal only.",
      "已签名的回执（application/jwt）或者任何类型的报文信封（application/jose）。无论由谁携带，均视为签名单位的意思表示：检查、状态与日志条目和在线时相同，另有一条 imported 条目载明携带单位。报文签发时间可早至 60 天前。同一文件重复提交得到相同应答。携带单位既非签名单位又无 ops:write 的，仅告知拒绝代码。",
    ],
    method: "POST",
    url: "/v1/imports",
    scopes: ["message:send", "packet:receive", "ops:write"],
    body: { ...envelope, content: { ...envelope.content, "application/jwt": { type: "string" } } },
    answers: {
      200: json("ImportAnswer", "It came before; the same answer.", "此前已导入；应答相同。"),
      201: json("ImportAnswer", "Taken.", "已受理。"),
    },
    problems: [...INTAKE, "receipt-conflict", "withdrawn", "expired", "digest-mismatch"],
    async handle(request, reply, { body }) {
      const { repeat, answer } = await exchange.importFile(callerOf(request), body.bytes, body.mediaType);
      return sendJson<"ImportAnswer">(reply.code(repeat ? 200 : 201), answer);
    },
  });
  return [pack, hand];
}
