import type { SignedCheckpoint } from "../../tlog/checkpoint.ts";
import type { LogReader } from "../../log/log-reader.ts";
import { type ProofCode, ProofError } from "../../tlog/proof-error.ts";
import { Refusal } from "../../domain/refusal.ts";
import { malformed, readLeafHash } from "../request/query.ts";

/** A text in both languages. */
interface Detail {
  readonly en: string;
  readonly zh: string;
}

/** What is said of a size or tile that lies beyond the published tree. */
export const NOT_THAT_FAR: Detail = {
  en: "The published log has not grown that far",
  zh: "已发布的日志尚未达到该范围",
};
const NOTHING_YET: Detail = { en: "The log has published nothing yet", zh: "日志尚未发布检查点" };
const UNVERIFIED: Detail = {
  en: "The newest checkpoint does not verify with the keys of this process: it is not told of a new key, or the row was changed",
  zh: "最新检查点不能用本进程的密钥验证：本进程尚未得知新密钥，或该记录已被改动",
};

/** The newest checkpoint. @throws Refusal `not-found`, `unavailable` */
export async function publishedHead(log: Pick<LogReader, "heads">): Promise<SignedCheckpoint> {
  const { published, unverified } = await log.heads();
  if (unverified) throw new Refusal("unavailable", { detail: UNVERIFIED });
  if (published === undefined) throw new Refusal("not-found", { detail: NOTHING_YET });
  return published;
}

/**
 * The problem of what the published log has not. A process that cannot verify the newest checkpoint knows an older
 * one, and cannot say what was published since.
 */
export async function notPublished(log: Pick<LogReader, "heads">, detail: Detail): Promise<Refusal> {
  const { unverified } = await log.heads();
  return unverified ? new Refusal("unavailable", { detail: UNVERIFIED }) : new Refusal("not-found", { detail });
}

/** What the published log has; for a proof that ends with `code` the problem that it has not. @throws Refusal */
export async function orNotPublished<T>(
  log: Pick<LogReader, "heads">,
  work: Promise<T>,
  detail: Detail,
  code: ProofCode = "out-of-range",
): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw error instanceof ProofError && error.code === code ? await notPublished(log, detail) : error;
  }
}

/** The leaf hash in a query. @throws Refusal `malformed-request` */
export function leafHashOf(text: string): Buffer {
  const hash = readLeafHash(text);
  if (hash !== undefined) return hash;
  throw malformed(
    "leaf must be a leaf hash of 32 bytes, in base64url without padding or in hexadecimal digits",
    "leaf 须为 32 字节叶哈希，以无填充的 base64url 或十六进制表示",
  );
}

/** The size of a tree in a query. @throws Refusal `malformed-request` */
export function treeSizeOf(text: string, name: string, least: 0 | 1): number {
  const size = /^(0|[1-9]\d{0,15})$/.test(text) ? Number(text) : Number.NaN;
  if (Number.isSafeInteger(size) && size >= least) return size;
  throw malformed(
    `${name} must be a whole number from ${least} to ${Number.MAX_SAFE_INTEGER}, in digits without leading zeros`,
    `${name} 须为 ${least} 至 ${Number.MAX_SAFE_INTEGER} 的整数，以数字书写且无前导零`,
  );
}
