import type { SignedCheckpoint } from "../../tlog/checkpoint.ts";
import type { LogReader } from "../../log/log-reader.ts";
import { type ProofCode, ProofError } from "../../tlog/proof-error.ts";
import type { Bilingual } from "../../domain/bilingual.ts";
import { Refusal } from "../../domain/refusal.ts";

/** Detail for a size or tile that lies beyond the published tree. */
export const NOT_THAT_FAR: Bilingual = {
  en: "The published log has not grown that far",
  zh: "已发布的日志尚未达到该范围",
};
const NOTHING_YET: Bilingual = { en: "The log has published nothing yet", zh: "日志尚未发布检查点" };
const UNVERIFIED: Bilingual = {
  en: "The newest checkpoint does not verify with the keys of this process: it is not told of a new key, or the row was changed",
  zh: "最新检查点不能用本进程的密钥验证：本进程尚未得知新密钥，或该记录已被改动",
};

/** Reads the newest checkpoint. @throws Refusal `not-found`, `unavailable` */
export async function publishedHead(log: Pick<LogReader, "heads">): Promise<SignedCheckpoint> {
  const { published, unverified } = await log.heads();
  if (unverified) throw new Refusal("unavailable", { detail: UNVERIFIED });
  if (published === undefined) throw new Refusal("not-found", { detail: NOTHING_YET });
  return published;
}

/**
 * Makes the refusal of what the published log does not have. A process that cannot verify the newest checkpoint knows only
 * an older one and cannot tell what was published since: `unavailable` instead of `not-found`.
 */
export async function notPublished(log: Pick<LogReader, "heads">, detail: Bilingual): Promise<Refusal> {
  const { unverified } = await log.heads();
  return unverified ? new Refusal("unavailable", { detail: UNVERIFIED }) : new Refusal("not-found", { detail });
}

/** Waits for a read of the published log; a proof error with this code becomes the refusal above. @throws Refusal */
export async function orNotPublished<T>(
  log: Pick<LogReader, "heads">,
  work: Promise<T>,
  detail: Bilingual,
  code: ProofCode = "out-of-range",
): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw error instanceof ProofError && error.code === code ? await notPublished(log, detail) : error;
  }
}
