import type { Bilingual } from "../domain/bilingual.ts";
import { resolve } from "node:path";
import { ConfigError, type ConfigFault } from "../domain/config-fault.ts";

/** Settings that differ between machines with the same `config/`: addresses, paths, files of secrets. */
export interface Environment {
  /** `AIDX_PORT`; 0: any free port. */
  readonly port: number;
  /** `AIDX_HOST`. */
  readonly host: string;
  /** `AIDX_DATA_DIR`, absolute. */
  readonly dataDir: string;
  /** `AIDX_LOG_MEMORY_DIR`, absolute: a second folder for the log's memory. */
  readonly logMemoryDir?: string;
  /** `AIDX_KEYS_DIR`, absolute. */
  readonly keysDir: string;
  /** `AIDX_CONFIG_DIR`, absolute. */
  readonly configDir: string;
  /** `DATABASE_URL`; without it the gateway starts its own PostgreSQL in `dataDir`. */
  readonly databaseUrl?: string;
  /** `REDIS_URL`; without it the queue is in PostgreSQL. */
  readonly redisUrl?: string;
  /** `AIDX_PUBLIC_URL`, without a slash at the end; without it `http://{host}:{port}` of the listening socket. */
  readonly publicUrl?: string;
  /** `AIDX_CONSOLE`: whether the web console is served, where it has been built. */
  readonly console: boolean;
  /** `AIDX_LOG_LEVEL`: a level of pino. */
  readonly logLevel: LogLevel;
  /** `AIDX_KEY_PASSPHRASE_FILE`, absolute: the passphrase of the gateway's private keys. */
  readonly keyPassphraseFile?: string;
  /** `AIDX_KEY_FILE`, absolute: 32 bytes that encrypt the private keys, in place of a passphrase. */
  readonly keyFile?: string;
}

const LOG_LEVELS = ["fatal", "error", "warn", "info", "debug", "trace", "silent"] as const;

/** A level of pino. */
export type LogLevel = (typeof LOG_LEVELS)[number];

/** Variables of the gateway with their defaults; docs/config.md is made from them. */
export const VARIABLES = {
  AIDX_PORT: {
    default: "8080",
    en: "Port to listen on; 0 takes a free one. A port that browsers and `fetch` block (6000, 10080) needs AIDX_PUBLIC_URL.",
    zh: "监听端口；0 表示任一空闲端口；浏览器和 fetch 禁用的端口（6000、10080 等）须配合 AIDX_PUBLIC_URL",
  },
  AIDX_HOST: { default: "127.0.0.1", en: "Address to listen on.", zh: "监听地址" },
  AIDX_DATA_DIR: {
    default: "./data",
    en: "Where the embedded PostgreSQL keeps its files, and every gateway remembers the log's last checkpoint.",
    zh: "内置 PostgreSQL 的数据目录；日志最近检查点亦记于此",
  },
  AIDX_LOG_MEMORY_DIR: {
    default: "",
    en: "A folder on another disk, made by the operator, one for each gateway, where the log's last checkpoint is remembered too: a snapshot of one disk that is put back is noticed (docs/operations.md).",
    zh: "另一磁盘上由运营方建立的目录（每个网关各一），同时记录日志最近检查点，以便发现单盘快照回退",
  },
  AIDX_KEYS_DIR: { default: "./keys", en: "Key files.", zh: "密钥目录" },
  AIDX_CONFIG_DIR: { default: "./config", en: "The files below.", zh: "配置目录" },
  AIDX_PUBLIC_URL: {
    default: "http://{host}:{port}",
    en: "URL under which parties reach the gateway. Production names its own, https.",
    zh: "各单位访问网关的网址；生产环境须为 https",
  },
  AIDX_CONSOLE: {
    default: "on",
    en: "`on`: the web console is served at `/console/` where it has been built; `off`: it is not.",
    zh: "on：已构建的网页控制台在 /console/ 提供；off：不提供",
  },
  AIDX_LOG_LEVEL: { default: "info", en: `One of ${LOG_LEVELS.join(", ")}.`, zh: "日志级别" },
  AIDX_KEY_PASSPHRASE_FILE: {
    default: "",
    en: "File with the passphrase under which the gateway's private keys are stored.",
    zh: "网关私钥口令文件",
  },
  AIDX_KEY_FILE: {
    default: "",
    en: "File of 32 bytes that encrypts them instead.",
    zh: "网关私钥加密密钥文件（32 字节）",
  },
  DATABASE_URL: {
    default: "",
    en: "PostgreSQL 15 to 18. Without it the gateway starts its own in the data directory.",
    zh: "PostgreSQL 连接地址；缺省时网关自带数据库",
  },
  REDIS_URL: {
    default: "",
    en: "Redis for the queue. Without it the queue is in PostgreSQL.",
    zh: "Redis 连接地址；缺省时队列在 PostgreSQL 中",
  },
} as const satisfies Record<string, { default: string; en: string; zh: string }>;

/** Ports to which `fetch` does not connect (WHATWG Fetch, "bad port"). */
const BLOCKED_PORTS: ReadonlySet<number> = new Set([
  1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79, 87, 95, 101, 102, 103, 104, 109, 110,
  111, 113, 115, 117, 119, 123, 135, 137, 139, 143, 161, 179, 389, 427, 465, 512, 513, 514, 515, 526, 530, 531, 532,
  540, 548, 554, 556, 563, 587, 601, 636, 989, 990, 993, 995, 1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060, 5061,
  6000, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080,
]);

/** Variables of the client commands (docs/cli.md), which the gateway ignores. */
const CLIENT_VARIABLES: ReadonlySet<string> = new Set(["AIDX_GATEWAY", "AIDX_PARTY", "AIDX_PARTY_KEYS"]);

type Variable = keyof typeof VARIABLES;
type Env = Readonly<Record<string, string | undefined>>;

const URL_SCHEMES: Partial<Record<Variable, readonly string[]>> = {
  DATABASE_URL: ["postgres:", "postgresql:"],
  REDIS_URL: ["redis:", "rediss:"],
  AIDX_PUBLIC_URL: ["http:", "https:"],
};

/**
 * Reads the environment. An empty variable counts as absent.
 *
 * @param cwd base of relative paths
 * @throws {ConfigError} naming each wrong variable, never its value
 */
export function readEnvironment(env: Env, cwd: string): { environment: Environment; warnings: readonly Bilingual[] } {
  const faults: ConfigFault[] = [];
  const given = (name: Variable): string | undefined => env[name]?.trim() || undefined;
  const text = (name: Variable): string => given(name) ?? VARIABLES[name].default;
  const wrong = (source: Variable, en: string, zh: string): void => void faults.push({ source, pointer: "", en, zh });

  const port = Number(text("AIDX_PORT"));
  if (!/^\d{1,5}$/.test(text("AIDX_PORT")) || port > 65535) {
    wrong("AIDX_PORT", "must be a port, 0 to 65535", "须为 0 至 65535 的端口号");
  }

  const shown = given("AIDX_PUBLIC_URL") === undefined ? port : Number(URL.parse(text("AIDX_PUBLIC_URL"))?.port ?? "");
  if (BLOCKED_PORTS.has(shown)) {
    wrong(
      given("AIDX_PUBLIC_URL") === undefined ? "AIDX_PORT" : "AIDX_PUBLIC_URL",
      `browsers and clients refuse to connect to port ${shown}, which is another protocol's`,
      `浏览器和客户端拒绝连接端口 ${shown}（属于其他协议）`,
    );
  }

  if (!["on", "off"].includes(text("AIDX_CONSOLE"))) {
    wrong("AIDX_CONSOLE", "must be on or off", "须为 on 或 off");
  }

  const logLevel = LOG_LEVELS.find((level) => level === text("AIDX_LOG_LEVEL"));
  if (logLevel === undefined) {
    wrong("AIDX_LOG_LEVEL", `must be one of ${LOG_LEVELS.join(", ")}`, `须为 ${LOG_LEVELS.join("、")} 之一`);
  }

  for (const [name, schemes] of Object.entries(URL_SCHEMES) as [Variable, readonly string[]][]) {
    const url = given(name);
    if (url === undefined || schemes.includes(URL.parse(url)?.protocol ?? "")) continue;
    wrong(name, `must be a URL of scheme ${schemes.join(" or ")}`, `须为 ${schemes.join(" 或 ")} 网址`);
  }
  const publicUrl = given("AIDX_PUBLIC_URL");
  const parsed = publicUrl === undefined ? null : URL.parse(publicUrl);
  if (parsed !== null && (parsed.search !== "" || parsed.hash !== "" || parsed.username !== "")) {
    wrong("AIDX_PUBLIC_URL", "must have no credentials, query or fragment", "不得含账号、查询串或片段");
  }
  if (given("AIDX_KEY_FILE") !== undefined && given("AIDX_KEY_PASSPHRASE_FILE") !== undefined) {
    wrong("AIDX_KEY_FILE", "excludes AIDX_KEY_PASSPHRASE_FILE", "不得与 AIDX_KEY_PASSPHRASE_FILE 同时设置");
  }
  if (faults.length > 0 || logLevel === undefined) throw new ConfigError(faults);

  const path = (name: Variable): string => resolve(cwd, text(name));
  const maybe = <K extends string>(key: K, value: string | undefined): Partial<Record<K, string>> =>
    value === undefined ? {} : ({ [key]: value } as Record<K, string>);
  const optionalPath = (name: Variable): string | undefined => (given(name) === undefined ? undefined : path(name));
  return {
    environment: {
      port,
      host: text("AIDX_HOST"),
      dataDir: path("AIDX_DATA_DIR"),
      keysDir: path("AIDX_KEYS_DIR"),
      configDir: path("AIDX_CONFIG_DIR"),
      console: text("AIDX_CONSOLE") === "on",
      logLevel,
      ...maybe("databaseUrl", given("DATABASE_URL")),
      ...maybe("redisUrl", given("REDIS_URL")),
      ...maybe("publicUrl", publicUrl?.replace(/(?<!\/)\/+$/, "")),
      ...maybe("logMemoryDir", optionalPath("AIDX_LOG_MEMORY_DIR")),
      ...maybe("keyPassphraseFile", optionalPath("AIDX_KEY_PASSPHRASE_FILE")),
      ...maybe("keyFile", optionalPath("AIDX_KEY_FILE")),
    },
    warnings: unknownVariables(env),
  };
}

/** Warns of unknown variables: a misspelt one would silently do nothing. */
function unknownVariables(env: Env): Bilingual[] {
  return Object.keys(env)
    .filter((name) => name.startsWith("AIDX_") && !Object.hasOwn(VARIABLES, name) && !CLIENT_VARIABLES.has(name))
    .sort()
    .map((name) => ({
      en: `${name} is not a variable of the gateway and has no effect`,
      zh: `${name} 不是网关的环境变量，不起作用`,
    }));
}

/** URL under which parties reach the gateway: `AIDX_PUBLIC_URL`, or that of the listening socket. */
export function publicUrlOf(environment: Environment, listeningPort: number): string {
  if (environment.publicUrl !== undefined) return environment.publicUrl;
  const anyAddress = environment.host === "0.0.0.0" || environment.host === "::";
  const host = anyAddress ? "127.0.0.1" : environment.host;
  return `http://${host.includes(":") ? `[${host}]` : host}:${listeningPort}`;
}
