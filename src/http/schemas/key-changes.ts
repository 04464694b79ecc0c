/** Schemas of public keys that parties send themselves, until they are decided. */
import { WORDS } from "../../domain/words/words.ts";
import { described, listOf, object, type Schema, schemaRef, text, time } from "./parts.ts";

const kid = text("RFC 7638 thumbprint.", "RFC 7638 指纹。");

/** Schemas by name. */
export const KEY_CHANGE_SCHEMAS = {
  KeyChange: described(
    object(
      {
        kid: text("Thumbprint of the new signing key; names the change.", "新签名公钥的指纹，作为此次换钥的标识。"),
        party: schemaRef("PartyId"),
        replaces: text("Thumbprint of the present key that signed.", "签署声明的现用公钥的指纹。"),
        keys: listOf(object({ kid, use: { enum: ["sig", "enc"] }, alg: { type: "string" } })),
        state: { enum: Object.keys(WORDS.keyChange) },
        sentAt: time("Sent", "提交时间"),
      },
      {
        decidedBy: schemaRef("PartyId"),
        decidedAt: time("Decided", "处理时间"),
        inForce: described(
          { type: "boolean" },
          "The directory has the keys. False: from the next reload or start of the gateway on.",
          "目录已启用这些公钥；为 false 时，自网关下一次重新读取或者重启起启用。",
        ),
      },
    ),
    "A change of a party's keys that the party sent itself.",
    "单位自行提交的换钥声明。",
  ),
  KeyChangeList: object({ items: listOf(schemaRef("KeyChange")) }),
} as const satisfies Record<string, Schema>;
