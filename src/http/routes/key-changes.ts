import { callerOf, type Endpoint, endpoint, sendJson } from "../endpoint.ts";
import { json } from "../openapi/answer.ts";
import { signedBody } from "../request/body.ts";
import { partyId, thumbprint } from "../request/parameter-kinds.ts";
import type { Services } from "../services.ts";
import { SMALL_BODY_BYTES } from "../settings.ts";

const CHANGE = { kid: thumbprint("The new signing key.", "新签名公钥的指纹。") };

/** Declares how a party sends its new public keys, and how a security administrator decides (protocol section 2). */
export function keyChangeEndpoints({ keyChanges }: Pick<Services, "keyChanges">): Endpoint[] {
  const send = endpoint({
    id: "sendKeys",
    tag: "directory",
    summary: ["Send one's own new public keys", "提交本单位的新公钥"],
    about: [
      "A compact JWS (typ aid-key-change+jwt) of a present signing key around one (typ aid-new-keys+jwt) of the new signing key, as in RFC 8555 section 7.3.5. The keys wait for a security administrator, unless the gateway's configuration accepts them; until then the former ones hold. The same keys again get the same answer. One change of a party waits at a time; ten may be sent in 24 hours.",
      "由现用签名密钥签署的紧凑 JWS（typ 为 aid-key-change+jwt），其内容为新签名密钥签署的 JWS（typ 为 aid-new-keys+jwt），参照 RFC 8555 第 7.3.5 节。新公钥须由安全管理员确认，配置为自动接受的除外；此前原公钥继续有效。重复提交得到相同应答。每单位同时只能有一项待确认，24 小时内至多提交十次。",
    ],
    method: "POST",
    url: "/v1/directory/:party/keys",
    scopes: ["directory:read"],
    path: { party: partyId("The caller itself.", "提交单位自身。") },
    body: signedBody({ "application/jwt": { type: "string", maxLength: SMALL_BODY_BYTES } }, SMALL_BODY_BYTES),
    answers: {
      200: json("KeyChange", "The same keys were sent before.", "相同的公钥此前已提交。"),
      201: json("KeyChange", "Recorded.", "已登记。"),
    },
    problems: ["invalid-envelope", "invalid-claims", "not-found", "state-conflict", "too-large", "rate-limited"],
    async handle(request, reply, { party, body }) {
      // A compact JWS is ASCII; any other byte becomes a character that no JWS has.
      const statement = body.bytes.toString("latin1");
      const { repeat, change } = await keyChanges.offer(callerOf(request), party, statement);
      return sendJson<"KeyChange">(reply.code(repeat ? 200 : 201), change);
    },
  });
  const pending = endpoint({
    id: "keyChanges",
    tag: "directory",
    summary: ["Changes of keys that wait", "待确认的换钥声明"],
    about: ["Oldest first.", "按提交时间先后排列。"],
    method: "GET",
    url: "/v1/key-changes",
    scopes: ["directory:write"],
    answers: { 200: json("KeyChangeList", "The changes.", "换钥声明列表。") },
    handle: async (_request, reply) => sendJson<"KeyChangeList">(reply, { items: await keyChanges.pending() }),
  });
  const decided = (
    verb: "confirm" | "refuse",
    state: "confirmed" | "refused",
    summary: readonly [string, string],
    about: readonly [string, string],
  ) =>
    endpoint({
      id: `${verb}KeyChange`,
      tag: "directory",
      summary,
      about,
      method: "POST",
      url: `/v1/key-changes/:kid/${verb}`,
      scopes: ["directory:write"],
      path: CHANGE,
      answers: { 200: json("KeyChange", "The change now.", "换钥声明现状。") },
      problems: ["not-found", "state-conflict"],
      handle: async (request, reply, { kid }) =>
        sendJson<"KeyChange">(reply, await keyChanges.decide(callerOf(request), kid, state)),
    });
  return [
    send,
    pending,
    decided(
      "confirm",
      "confirmed",
      ["Confirm a party's new keys", "确认单位的新公钥"],
      [
        "After comparing the thumbprint with the party by telephone or in person. The directory's files are read again, as by SIGHUP; all gateways of the database follow. Refused while the party is suspended, or when the key that signed was retired meanwhile.",
        "须先以电话或者当面方式与该单位核对指纹。网关随即重新读取目录文件（同 SIGHUP），同一数据库的各网关一并启用。该单位已停用，或者签署声明的公钥其间已停用的，不予确认。",
      ],
    ),
    decided(
      "refuse",
      "refused",
      ["Refuse a party's new keys", "拒绝单位的新公钥"],
      ["They never come back: the party makes new ones.", "被拒绝的公钥不得再次提交，该单位须重新生成。"],
    ),
  ];
}
