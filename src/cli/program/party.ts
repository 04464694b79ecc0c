import { stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import { isOpenToOthers } from "../../files/private-file.ts";
import { GatewayClient, type JwkSet } from "../../sdk/index.ts";
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
  const url = options.gateway || env.AIDX_GATEWAY || `http://127.0.0.1:${env.AIDX_PORT || "8080"}`;
  if (!isHttpUrl(url)) {
    throw new CommandError("usage", {
      zh: "网关地址须为 http(s) 网址",
      en: "the gateway's address must be an http(s) URL",
    });
  }
  const file = options.keys ?? env.AIDX_PARTY_KEYS;
  const path = file === undefined ? developmentKeys(terminal, party) : resolve(terminal.world.cwd, file);
  const keys = await readKeys(terminal, path);
  const client = new GatewayClient({
    url,
    party,
    keys,
    language: terminal.language,
    ...(scope === undefined ? {} : { scope }),
    ...terminal.world.client,
  });
  await client.keys().catch((cause: unknown) => {
    const text = { zh: `密钥文件不可用：${path}`, en: `not a party's private key set: ${path}` };
    throw new CommandError("configuration", text, { cause });
  });
  return client;
}

/**
 * Connects to a gateway at an address: as a party when the options or `AIDX_PARTY` name one, else without a token.
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
  const client = new GatewayClient({ url, party: "anyone", keys: { keys: [] }, ...terminal.world.client });
  return { client, named: false };
}

/** Reads a JWK set, and warns when other accounts can read the file. */
export async function readKeys(terminal: Terminal, path: string): Promise<JwkSet> {
  let text: string;
  try {
    text = await readText(path);
    const { mode } = await stat(path);
    if (isOpenToOthers(mode)) {
      terminal.note({ zh: `警告：密钥文件可被他人读取：${path}`, en: `warning: others can read the key file ${path}` });
    }
  } catch (cause) {
    if (cause instanceof EncodingError) throw cause;
    throw new CommandError(
      "configuration",
      { zh: `无法读取密钥文件：${path}`, en: `cannot read the key file ${path}` },
      { cause },
    );
  }
  try {
    const set = JSON.parse(text) as Partial<JwkSet>;
    if (Array.isArray(set.keys)) return { keys: set.keys };
  } catch {
    // The parser's message would quote the file, which holds a private key.
  }
  throw new CommandError("configuration", { zh: `不是 JWK 集：${path}`, en: `not a JWK set: ${path}` });
}
