import { createRegisteredKeys } from "../../log/registered-keys.ts";
import { formatTlogProof } from "../../tlog/tlog-proof.ts";
import { encodeBase64 } from "../../wire/base64.ts";
import { decodeUtf8 } from "../../wire/utf8.ts";
import type { ConsistencyProof, InclusionProof } from "../../domain/generated/answers.ts";
import { Refusal } from "../../domain/refusal.ts";
import { NOT_THAT_FAR, notPublished, orNotPublished, publishedHead } from "../answer/published-log.ts";
import { type Endpoint, endpoint, sendJson } from "../endpoint.ts";
import { json } from "../openapi/answer.ts";
import { LEAF, THUMBPRINT, treeSize } from "../request/log-parameters.ts";
import { malformed } from "../request/malformed.ts";
import { refTo } from "../schemas/schemas.ts";
import type { Services } from "../services.ts";

const NO_ENTRY = { en: "The published log has no such entry", zh: "已发布的日志没有此条目" };
const NOT_YET_IN_IT = { en: "The log of that size does not have this entry yet", zh: "该大小的日志尚无此条目" };

/**
 * Declares proofs of the published log (protocol section 9): of an entry, that a key is registered, or that the log only
 * grew. Open to all.
 */
export function logProofEndpoints({ auditLog }: Pick<Services, "auditLog">): Endpoint[] {
  const registered = createRegisteredKeys(auditLog);

  async function inclusion(leafHash: Buffer, asked: number | undefined): Promise<InclusionProof> {
    const { published: head, witnessed } = await auditLog.heads();
    const [position] = await auditLog.positions([leafHash]);
    const { stage, index } = position ?? {};
    if (head === undefined || index === undefined || index >= head.size) throw await notPublished(auditLog, NO_ENTRY);
    // The checkpoint that proves most: a witnessed one, when it covers the entry.
    const proven = witnessed !== undefined && index < witnessed.size ? witnessed : head;
    const size = asked ?? proven.size;
    if (index >= size) throw new Refusal("not-found", { detail: NOT_YET_IN_IT });
    const hashes = await orNotPublished(auditLog, auditLog.inclusionProof(index, size), NOT_THAT_FAR);
    const signed = [proven, head].find((one) => one.size === size);
    return {
      origin: auditLog.origin,
      leafHash: leafHash.toString("base64url"),
      stage: stage === "witnessed" ? stage : "published",
      index,
      size,
      hashes: hashes.map(encodeBase64),
      // For a size whose checkpoint was never signed, or not kept, there are hashes only.
      ...(signed === undefined
        ? {}
        : {
            checkpoint: signed.text,
            tlogProof: formatTlogProof({ index, proof: hashes, checkpoint: signed.text }),
          }),
    };
  }

  async function consistency(from: number, asked: number | undefined): Promise<ConsistencyProof> {
    if (asked !== undefined && from > asked) throw malformed("from must not be larger than to", "from 不得大于 to");
    const head = await publishedHead(auditLog);
    const to = asked ?? head.size;
    const hashes = await orNotPublished(auditLog, auditLog.consistencyProof(from, to), NOT_THAT_FAR);
    const signed = to === head.size ? { checkpoint: head.text } : {};
    return { origin: auditLog.origin, from, to, hashes: hashes.map(encodeBase64), ...signed };
  }

  return [
    endpoint({
      id: "logProof",
      tag: "log",
      summary: ["Proof of an entry, or that the log only grew", "条目证明或一致性证明"],
      about: [
        "With leaf: inclusion of the entry with that leaf hash, in the latest checkpoint or at size. With from: consistency from that size to the size to, or to the latest.",
        "带 leaf：该叶哈希条目的包含证明（最新检查点或指定 size）。带 from：自该大小至 to（缺省为最新）的一致性证明。",
      ],
      method: "GET",
      url: "/v1/log/proof",
      scopes: null,
      query: {
        leaf: LEAF,
        size: treeSize(0, "Size of the tree to prove it in.", "所证明的树的大小。"),
        from: treeSize(0, "The older size.", "较早的大小。"),
        to: treeSize(0, "The newer size.", "较新的大小。"),
      },
      answers: {
        200: {
          about: ["The hashes of the proof, base64.", "证明所含哈希，base64。"],
          content: { "application/json": { oneOf: [refTo("InclusionProof"), refTo("ConsistencyProof")] } },
        },
      },
      problems: ["not-found"],
      async handle(_request, reply, { leaf, size, from, to }) {
        if (leaf !== undefined && from === undefined && to === undefined) {
          return sendJson<"InclusionProof">(reply, await inclusion(leaf, size));
        }
        if (from !== undefined && leaf === undefined && size === undefined) {
          return sendJson<"ConsistencyProof">(reply, await consistency(from, to));
        }
        throw malformed(
          "Either leaf must be given, with an optional size, or from, with an optional to",
          "须给出 leaf（可附 size）或 from（可附 to）之一",
        );
      },
    }),
    endpoint({
      id: "logKey",
      tag: "log",
      summary: ["Registration of a key", "公钥登记证明"],
      about: [
        "The entry that registered the public key with that thumbprint, of the gateway or of a party, and its proof.",
        "登记该指纹公钥（网关或某单位）的日志条目及其证明。",
      ],
      method: "GET",
      url: "/v1/log/key",
      scopes: null,
      query: { kid: THUMBPRINT },
      answers: { 200: json("KeyRegistration", "The entry with its proof.", "条目及其证明。") },
      problems: ["not-found"],
      async handle(_request, reply, { kid }) {
        if (kid === undefined) throw malformed("kid must be given", "须给出 kid");
        const found = await registered(kid);
        if (found === undefined) throw await notPublished(auditLog, NO_ENTRY);
        const { tlogProof = "" } = await inclusion(found.leafHash, undefined);
        return sendJson<"KeyRegistration">(reply, { entry: decodeUtf8(found.bytes), tlogProof });
      },
    }),
  ];
}
