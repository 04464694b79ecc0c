/** Parameters that name an entry, a tree or a tile of the log. */
import type { Refusal } from "../../domain/refusal.ts";
import { HASH_BYTES } from "../../tlog/merkle.ts";
import { parseTilePath, type TileName } from "../../tlog/tile.ts";
import { decodeBase64url } from "../../wire/base64.ts";
import { malformed } from "./malformed.ts";
import type { Parameter } from "./parameter.ts";

/** Leaf hash of an entry, 32 bytes. */
export const LEAF: Parameter<Buffer> = {
  schema: { type: "string" },
  about: ["Leaf hash, base64url or hexadecimal.", "叶哈希，base64url 或十六进制。"],
  read(text) {
    const bytes = /^[0-9a-f]{64}$/i.test(text) ? Buffer.from(text, "hex") : decodeBase64url(text);
    if (bytes?.length === HASH_BYTES) return Buffer.from(bytes);
    throw malformed(
      "leaf must be a leaf hash of 32 bytes, in base64url without padding or in hexadecimal digits",
      "leaf 须为 32 字节叶哈希，以无填充的 base64url 或十六进制表示",
    );
  },
};

/** Thumbprint of a key (RFC 7638, SHA-256). */
export const THUMBPRINT: Parameter<string> = {
  schema: { type: "string", pattern: "^[A-Za-z0-9_-]{43}$" },
  about: ["Thumbprint (RFC 7638).", "公钥指纹（RFC 7638）。"],
  read(text) {
    if (/^[A-Za-z0-9_-]{43}$/.test(text)) return text;
    throw malformed("kid must be a thumbprint of RFC 7638", "kid 须为 RFC 7638 公钥指纹");
  },
};

/** Size of a tree. @param least 0 where the empty tree may be asked for, else 1 */
export function treeSize(least: 0 | 1, en: string, zh: string): Parameter<number> {
  return {
    schema: { type: "integer", minimum: least, maximum: Number.MAX_SAFE_INTEGER },
    about: [en, zh],
    read(text, name) {
      const size = /^(0|[1-9]\d{0,15})$/.test(text) ? Number(text) : Number.NaN;
      if (Number.isSafeInteger(size) && size >= least) return size;
      throw malformed(
        `${name} must be a whole number from ${least} to ${Number.MAX_SAFE_INTEGER}, in digits without leading zeros`,
        `${name} 须为 ${least} 至 ${Number.MAX_SAFE_INTEGER} 的整数，以数字书写且无前导零`,
      );
    },
  };
}

/** Path of a tile of hashes (C2SP tlog-tiles). */
export const TILE: Parameter<TileName & { readonly level: number }> = {
  ...tileSchema("Level and index, as C2SP tlog-tiles writes them.", "按 C2SP tlog-tiles 书写的层与序号。"),
  read(text) {
    const { level, ...place } = placeOf(`tile/${text}`);
    // Bundles of entries have an endpoint of their own, with a scope.
    if (level === "entries") throw noPlace();
    return { level, ...place };
  },
};

/** Path of a bundle of entries (C2SP tlog-tiles). */
export const BUNDLE: Parameter<TileName> = {
  ...tileSchema("Index, as C2SP tlog-tiles writes it.", "按 C2SP tlog-tiles 书写的序号。"),
  read: (text) => placeOf(`tile/entries/${text}`),
};

function tileSchema(en: string, zh: string): Pick<Parameter<never>, "schema" | "about"> {
  return { schema: { type: "string", pattern: "^(\\d{1,2}/)?(x\\d{3}/)*\\d{3}(\\.p/\\d{1,3})?$" }, about: [en, zh] };
}

function placeOf(path: string): TileName {
  const name = parseTilePath(path);
  if (name === undefined) throw noPlace();
  return name;
}

function noPlace(): Refusal {
  return malformed("This is no place in the log (C2SP tlog-tiles)", "不是日志中的有效位置（C2SP tlog-tiles）");
}
