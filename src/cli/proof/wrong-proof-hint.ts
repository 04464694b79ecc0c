/** Recognises signed files that another command verifies, so that `aidx verify` can name it. */
import { TOKEN_TYPES } from "../../wire/token.ts";
import type { Bilingual } from "../../domain/bilingual.ts";
import { decodeUtf8 } from "../../wire/utf8.ts";

/** CBOR's tag 18, COSE_Sign1, over an array of four (RFC 9052). */
const COSE_SIGN1 = [0xd2, 0x84];
/** Compact JWS; the group is its header. */
const COMPACT_JWS = /^([\w-]+)\.[\w-]*\.[\w-]+\s*$/;
/** Characters of the longest header that is decoded. */
const MOST_HEADER = 4_096;

const IN_RECONCILIATION: Bilingual = {
  zh: "这是签名的回执，不是送达证据：由 aidx audit reconcile 核验，移送的送达证据（aidx evidence）中也有",
  en: "this is a signed receipt and not evidence: aidx audit reconcile verifies it, and evidence of its thread (aidx evidence) has it too",
};

const TOKENS: ReadonlyMap<unknown, (named: string) => Bilingual> = new Map([
  [
    TOKEN_TYPES.statement,
    (named: string) => ({
      zh: `这是签名的对账单，不是送达证据：请用 aidx audit statement --party 单位 --signed ${named} --jwks 网关公钥集 核验（docs/statements.md）`,
      en: `this is a signed statement and not evidence: verify it with aidx audit statement --party ID --signed ${named} --jwks FILE (docs/statements.md)`,
    }),
  ],
  [TOKEN_TYPES.submissionReceipt, () => IN_RECONCILIATION],
  [TOKEN_TYPES.receipt, () => IN_RECONCILIATION],
  [
    TOKEN_TYPES.evidence,
    () => ({
      zh: "这是送达证据清单的签名：请核验其所在的目录或归档",
      en: "this is the signature of evidence's manifest: verify the folder or the archive that it is in",
    }),
  ],
]);

/**
 * Tells what such a file is and how it is verified; undefined for a file that may be evidence.
 * @param named its name as the user typed it
 */
export function wrongProofHint(bytes: Buffer, named: string): Bilingual | undefined {
  if (COSE_SIGN1.every((byte, at) => bytes[at] === byte)) {
    return {
      zh: "这是 COSE 收据（RFC 9942），不是送达证据：请用 SDK 的 verifyEntryReceipt 或 verifyGrowthReceipt，或任一 COSE 库核验（docs/cose-receipts.md）",
      en: "this is a COSE receipt (RFC 9942) and not evidence: verify it with the SDK's verifyEntryReceipt or verifyGrowthReceipt, or with any library of COSE (docs/cose-receipts.md)",
    };
  }
  // An archive never begins with `ey`: only a file that looks like a token is read as text.
  if (!bytes.subarray(0, 2).equals(Buffer.from("ey"))) return undefined;
  const [, header] = COMPACT_JWS.exec(bytes.toString("latin1")) ?? [];
  return header === undefined || header.length > MOST_HEADER ? undefined : TOKENS.get(typOf(header))?.(named);
}

function typOf(header: string): unknown {
  try {
    return (JSON.parse(decodeUtf8(Buffer.from(header, "base64url"))) as { typ?: unknown }).typ;
  } catch {
    return undefined;
  }
}
