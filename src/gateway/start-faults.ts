/** Faults of a start that come from outside, as faults of the setting that names what refused. */
import { QueueUnfit } from "../queue/queue-faults.ts";
import { ConfigError } from "../domain/config-fault.ts";
import type { Bilingual } from "../domain/bilingual.ts";
import type { Environment } from "../config/environment.ts";

type Fault = Bilingual & { readonly source?: string };

/** Faults of listening, by the code of the operating system. */
const LISTENING: Readonly<Record<string, Fault>> = {
  EADDRINUSE: { source: "AIDX_PORT", en: "another program listens on this port", zh: "该端口已被其他程序占用" },
  EACCES: { source: "AIDX_PORT", en: "this account may not listen on this port", zh: "本账号无权监听该端口" },
  EADDRNOTAVAIL: { source: "AIDX_HOST", en: "is not an address of this machine", zh: "不是本机的地址" },
  EAFNOSUPPORT: {
    source: "AIDX_HOST",
    en: "is an address of a kind that this machine does not have",
    zh: "本机不支持该类地址",
  },
  ENOTFOUND: { source: "AIDX_HOST", en: "is a name without an address", zh: "该名称没有地址" },
};

const REFUSED_ROLE: Fault = { en: "the database refuses this role or its password", zh: "数据库拒绝该角色或其口令" };
const NO_ANSWER: Fault = { en: "no PostgreSQL answers there", zh: "该地址没有 PostgreSQL 应答" };
/** Faults of the database, by SQLSTATE or the code of the operating system. */
const DATABASE: Readonly<Record<string, Fault>> = {
  "28P01": REFUSED_ROLE,
  "28000": REFUSED_ROLE,
  "3D000": { en: "the server has no such database", zh: "服务器上没有该数据库" },
  "42501": {
    en: "the role may not do what the gateway needs in this database: it must own the database, or may create in its schema",
    zh: "该角色在此数据库中权限不足：须为数据库所有者，或可在其 schema 中建表",
  },
  "25006": { en: "the database takes no writes: a standby, or read-only", zh: "数据库不可写入：为备库或只读" },
  "53300": { en: "the server has no connection left for this role", zh: "服务器对该角色已无可用连接" },
  ECONNREFUSED: NO_ANSWER,
  ENOENT: NO_ANSWER,
  ETIMEDOUT: NO_ANSWER,
  EHOSTUNREACH: NO_ANSWER,
  ENETUNREACH: NO_ANSWER,
  ENOTFOUND: { en: "the server's name has no address", zh: "服务器名称没有地址" },
};
const TLS_CODE = /^(?:ERR_TLS_|ERR_SSL_|CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|EPROTO$)/;
const SSL_MODES = ["disable", "prefer", "require", "verify-ca", "verify-full", "no-verify"];

/** Resolves as the work of listening does. @throws {ConfigError} naming `AIDX_PORT` or `AIDX_HOST` */
export function listeningFaults<T>(work: Promise<T>): Promise<T> {
  return work.catch((error: unknown) => {
    throw configError(LISTENING[codesOf(error)[0] ?? ""], "AIDX_PORT", error);
  });
}

/**
 * Resolves as the work of connecting to the database does.
 * @param sslMode `PGSSLMODE` of the process, which counts where the URL has no `sslmode`
 * @throws {ConfigError} naming `DATABASE_URL` or `PGSSLMODE`
 */
export async function databaseFaults<T>(
  { databaseUrl }: Environment,
  sslMode: string | undefined,
  connect: () => Promise<T>,
): Promise<T> {
  if (databaseUrl === undefined) return connect();
  const source = sslMode === undefined || /[?&]sslmode=/.test(databaseUrl) ? "DATABASE_URL" : "PGSSLMODE";
  if (source === "PGSSLMODE" && !SSL_MODES.includes(sslMode ?? "")) {
    const one = SSL_MODES.join(", ");
    throw new ConfigError([{ source, pointer: "", en: `must be one of ${one}`, zh: `须为 ${one} 之一` }]);
  }
  return connect().catch((error: unknown) => {
    const codes = codesOf(error);
    const code = codes.find((one) => Object.hasOwn(DATABASE, one) || TLS_CODE.test(one));
    const tls = (code !== undefined && TLS_CODE.test(code)) || messagesOf(error).some((text) => /SSL/.test(text));
    if (tls && (code === undefined || TLS_CODE.test(code))) {
      const why = code === undefined ? "" : ` (${code})`;
      const fault = {
        en: `TLS with the server does not come about${why}: its certificate, sslmode or sslrootcert`,
        zh: `无法与服务器建立 TLS${why}：请检查其证书、sslmode 或 sslrootcert`,
      };
      throw configError(fault, source, error);
    }
    const timedOut = messagesOf(error).some((text) => /timeout/i.test(text)) ? NO_ANSWER : undefined;
    throw configError(code === undefined ? timedOut : DATABASE[code], "DATABASE_URL", error);
  });
}

/** Resolves as the work of opening the queue does. @throws {ConfigError} naming `REDIS_URL` where it names the queue's store */
export function queueFaults<T>({ redisUrl }: Environment, work: Promise<T>): Promise<T> {
  return work.catch((error: unknown) => {
    const refused =
      redisUrl !== undefined && error instanceof Error && error.name === "QueueUnavailable" && !("text" in error);
    const zh = error instanceof QueueUnfit ? error.zh : "Redis 拒绝连接或不可用";
    throw configError(refused ? { en: error.message, zh } : undefined, "REDIS_URL", error);
  });
}

function configError(fault: Fault | undefined, source: string, cause: unknown): unknown {
  return fault === undefined ? cause : new ConfigError([{ source, pointer: "", ...fault }], { cause });
}

/** Codes of an error and of its causes, the outermost first. */
function codesOf(error: unknown): string[] {
  return causesOf(error).flatMap(({ code }) => (typeof code === "string" ? [code] : []));
}

function messagesOf(error: unknown): string[] {
  return causesOf(error).map(({ message }) => message);
}

function causesOf(error: unknown): readonly (Error & { readonly code?: unknown })[] {
  if (!(error instanceof Error)) return [];
  const several = error instanceof AggregateError ? error.errors.flatMap(causesOf) : [];
  return [error, ...several, ...causesOf(error.cause)];
}
