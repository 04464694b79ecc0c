import { resolve } from "node:path";
import { isPartyId } from "../../domain/party.ts";
import { type GatewayTrust, type JwkSet, OfflineParty, PartyKeys } from "../../sdk/index.ts";
import { CommandError } from "../terminal/exit-code.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { developmentKeys, type PartyOptions, readKeys, readTrustFile, trustPath } from "./party.ts";

/** A party on this machine, with the gateway that it trusts. */
export interface HereParty {
  readonly party: string;
  readonly keys: JwkSet;
  readonly trust: GatewayTrust;
  readonly now: () => number;
}

/**
 * Reads who works here: party, private keys and the trusted gateway, which nobody can be asked for.
 * @throws {CommandError} `usage` when no party is named, `configuration` for files that are missing or wrong
 */
export async function partyHere(terminal: Terminal, options: PartyOptions): Promise<HereParty> {
  const { cwd, env, client } = terminal.world;
  const party = options.party || env.AIDX_PARTY || "";
  if (!isPartyId(party)) {
    throw new CommandError("usage", {
      zh: "请用 --party 或 AIDX_PARTY 指明单位",
      en: "name your party with --party or AIDX_PARTY",
    });
  }
  const file = options.keys ?? env.AIDX_PARTY_KEYS;
  const path = file === undefined ? developmentKeys(terminal, party) : resolve(cwd, file);
  const keys = await readKeys(terminal, path);
  await PartyKeys.from(keys).catch((cause: unknown) => {
    const text = { zh: `密钥文件不可用：${path}`, en: `not a party's private key set: ${path}` };
    throw new CommandError("configuration", text, { cause });
  });
  const trust = await readTrustFile(terminal, options);
  if (trust !== undefined) return { party, keys, trust, now: client?.environment?.now ?? Date.now };
  const missing = trustPath(terminal, options);
  throw new CommandError("configuration", {
    zh: `离线时须有网关信任文件：${missing}（在联网的计算机上以 aidx trust pin 生成并核对）`,
    en: `without a network the gateway's trust file is needed: ${missing} (made and compared by aidx trust pin on a machine with one)`,
  });
}

/** Makes the party that signs and seals here. @param gatewayKeys none where nothing of the gateway's is verified */
export function offlineParty({ party, keys, trust, now }: HereParty, gatewayKeys: JwkSet = { keys: [] }): OfflineParty {
  return new OfflineParty({ party, keys, trust, gatewayKeys, environment: { now } });
}
