import { stat } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { isOpenToOthers } from "../../files/private-file.ts";
import { GatewayClient, type GatewayTrust, type JwkSet, readGatewayTrust } from "../../sdk/index.ts";
import { withSettled } from "../../sdk/party-keys.ts";
import { isErrno } from "../../files/errno.ts";
import { writeJson } from "../kept/private-file.ts";
import { withNotedWaits } from "./noted-waits.ts";
import { isPartyId } from "../../domain/party.ts";
import { isHttpUrl } from "../proof/address.ts";
import { CommandError } from "../terminal/exit-code.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { EncodingError, readText } from "../../files/text-file.ts";

/** Options that name the caller. Each falls back to an environment variable. */
export interface PartyOptions {
  /** `--gateway`, `AIDX_GATEWAY`; by default a gateway on this machine. */
  readonly gateway?: string;
  /** `--party`, `AIDX_PARTY`. */
  readonly party?: string;
  /** `--keys`, `AIDX_PARTY_KEYS`; by default the development keys that `init` made. */
  readonly keys?: string;
  /** `--gateway-trust`, `AIDX_GATEWAY_TRUST`; by default `gateway.trust.json` beside the keys, if there is one. */
  readonly gatewayTrust?: string;
  /** `--plain-http`: sends over `http:` to another machine. */
  readonly plainHttp?: boolean;
}

/** Directory of key files, absolute. */
export function keysDirectory(terminal: Terminal): string {
  return resolve(terminal.world.cwd, terminal.world.env.AIDX_KEYS_DIR || "keys");
}

/** File in which `init` leaves a party's private keys for development. */
export function developmentKeys(terminal: Terminal, party: string): string {
  return join(keysDirectory(terminal), "dev", `${party}.jwks.json`);
}

/**
 * Connects as a party.
 * @param scope of the token; without it all that the party has
 * @throws {CommandError} `usage` when no party is named, `configuration` for a file that is not a private key set
 */
export async function connect(terminal: Terminal, options: PartyOptions, scope?: string): Promise<GatewayClient> {
  const { env } = terminal.world;
  const party = options.party ?? env.AIDX_PARTY;
  if (party === undefined || party === "") {
    throw new CommandError("usage", {
      zh: "请用 --party 或 AIDX_PARTY 指明单位",
      en: "name your party with --party or AIDX_PARTY",
    });
  }
  if (!isPartyId(party)) throw new CommandError("usage", { zh: "单位标识无效", en: "not a valid party id" });
  const url = gatewayAddress(terminal, options);
  const file = options.keys ?? env.AIDX_PARTY_KEYS;
  const path = file === undefined ? developmentKeys(terminal, party) : resolve(terminal.world.cwd, file);
  await readKeys(terminal, path);
  const trust = await readTrustFile(terminal, options);
  const client = new GatewayClient({
    url,
    party,
    // Read again while a command runs for long: another one may change the keys.
    keys: async () => keySetOf(await keyText(path), path),
    ...(trust === undefined ? {} : { trust }),
    plainHttp: options.plainHttp === true,
    async keysSettled(settled) {
      // Read again: another command may have changed the keys since this one began, and staged further ones.
      await writeJson(path, withSettled(keySetOf(await keyText(path), path), settled));
      terminal.note({
        zh: "目录已登记新密钥：此后以新密钥签名，原签名密钥已停用",
        en: "the directory has the new keys: they sign from now on, and the former ones are retired",
      });
    },
    language: terminal.language,
    ...(scope === undefined ? {} : { scope }),
    ...withNotedWaits(terminal).world.client,
  });
  await client.keys().catch((cause: unknown) => {
    const text = { zh: `密钥文件不可用：${path}`, en: `not a party's private key set: ${path}` };
    throw new CommandError("configuration", text, { cause });
  });
  return client;
}

/** Address of the gateway that the options or the environment name. @throws {CommandError} `usage` */
export function gatewayAddress({ world: { env } }: Terminal, options: Pick<PartyOptions, "gateway">): string {
  const url = options.gateway || env.AIDX_GATEWAY || `http://127.0.0.1:${env.AIDX_PORT || "8080"}`;
  if (isHttpUrl(url)) return url;
  throw new CommandError("usage", {
    zh: "网关地址须为 http(s) 网址",
    en: "the gateway's address must be an http(s) URL",
  });
}

/** Path of the trust file: the one that is named, else beside the party's keys, which whoever writes there can swap too. */
export function trustPath(terminal: Terminal, options: PartyOptions): string {
  const { cwd, env } = terminal.world;
  const named = options.gatewayTrust ?? env.AIDX_GATEWAY_TRUST;
  if (named !== undefined) return resolve(cwd, named);
  const keys = options.keys ?? env.AIDX_PARTY_KEYS;
  return join(keys === undefined ? keysDirectory(terminal) : dirname(resolve(cwd, keys)), "gateway.trust.json");
}

/** Reads the trust file; undefined when none is named and there is none. @throws {CommandError} `configuration` */
export async function readTrustFile(terminal: Terminal, options: PartyOptions): Promise<GatewayTrust | undefined> {
  const path = trustPath(terminal, options);
  const named = (options.gatewayTrust ?? terminal.world.env.AIDX_GATEWAY_TRUST) !== undefined;
  try {
    return readGatewayTrust(await readText(path));
  } catch (cause) {
    if (cause instanceof EncodingError) throw cause;
    if (!named && isErrno(cause, "ENOENT")) return undefined;
    const text = {
      zh: `网关信任文件无法读取或格式有误：${path}`,
      en: `the gateway's trust file cannot be read: ${path}`,
    };
    throw new CommandError("configuration", text, { cause });
  }
}

/**
 * Connects to a gateway at an address: as a party when the options or `AIDX_PARTY` name one, else without a token. Then
 * neither a pinned gateway nor TLS is asked for: nothing secret is sent, and what is read is verified by other keys.
 * @returns the connection, and whether a party was named
 * @throws {CommandError} as `connect`
 */
export async function connectIfNamed(
  terminal: Terminal,
  url: string,
  options: PartyOptions,
  scope?: string,
): Promise<{ readonly client: GatewayClient; readonly named: boolean }> {
  if ((options.party || terminal.world.env.AIDX_PARTY || "") !== "") {
    return { client: await connect(terminal, { ...options, gateway: url }, scope), named: true };
  }
  const { language } = terminal;
  const client = new GatewayClient({ url, party: "anyone", keys: { keys: [] }, language, ...terminal.world.client });
  return { client, named: false };
}

/** Reads a JWK set, and warns when other accounts can read the file. @throws {CommandError} `configuration` */
export async function readKeys(terminal: Terminal, path: string): Promise<JwkSet> {
  const text = await keyText(path);
  if (isOpenToOthers((await stat(path)).mode)) {
    terminal.note({ zh: `警告：密钥文件可被他人读取：${path}`, en: `warning: others can read the key file ${path}` });
  }
  return keySetOf(text, path);
}

async function keyText(path: string): Promise<string> {
  try {
    return await readText(path);
  } catch (cause) {
    if (cause instanceof EncodingError) throw cause;
    throw new CommandError(
      "configuration",
      { zh: `无法读取密钥文件：${path}`, en: `cannot read the key file ${path}` },
      { cause },
    );
  }
}

function keySetOf(text: string, path: string): JwkSet {
  try {
    const set = JSON.parse(text) as Partial<JwkSet>;
    if (Array.isArray(set.keys)) return { keys: set.keys };
  } catch {
    // The parser's message would quote the file, which holds a private key.
  }
  throw new CommandError("configuration", { zh: `不是 JWK 集：${path}`, en: `not a JWK set: ${path}` });
}
