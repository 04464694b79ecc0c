import type { Party } from "../../domain/generated/answers.ts";
import { Department } from "../../sdk/department.ts";
import { GatewayClient } from "../../sdk/gateway-client.ts";
import { type GatewayTrust, readGatewayTrust } from "../../sdk/gateway-trust.ts";
import type { JwkSet } from "../../sdk/jwk.ts";
import { type HeldKeys, PartyKeys } from "../../sdk/party-keys.ts";
import { parseStrict } from "../../wire/json.ts";
import { utf8In } from "../../wire/utf8.ts";
import { isObject } from "../../wire/value.ts";
import { GATEWAY_URL } from "../app/public-api.ts";
import type { Desk } from "./desk.tsx";
import { isBackup, openBackup } from "./key-backup.ts";
import { type Identity, keepIdentity } from "./identity.ts";

/** Longest key file, bytes: a hundred keys. */
const MAX_KEY_FILE = 65_536;

/** Tells why a file that was chosen cannot be used. */
export class FileRefused extends Error {
  override readonly name = "FileRefused";
  readonly reason: "sign.keyBad" | "sign.keyOld" | "sign.trustBad" | "sign.passphraseBad";

  constructor(reason: FileRefused["reason"], options?: ErrorOptions) {
    super(reason, options);
    this.reason = reason;
  }
}

/** Imports the keys of a file, none of them extractable. @param passphrase of an encrypted copy @throws FileRefused */
export async function keysOfFile(file: File, passphrase = ""): Promise<HeldKeys> {
  let set: unknown;
  try {
    if (file.size > MAX_KEY_FILE) throw new TypeError("a key file is not that large");
    set = parseStrict(await contentOf(file, passphrase), { maxDepth: 8 });
  } catch (cause) {
    throw cause instanceof FileRefused ? cause : new FileRefused("sign.keyBad", { cause });
  }
  if (!isKeySet(set)) throw new FileRefused("sign.keyBad");
  try {
    const held = (await PartyKeys.from(set)).held();
    return held;
  } catch (cause) {
    const old = cause instanceof Error && cause.name === "NotSupportedError";
    throw new FileRefused(old ? "sign.keyOld" : "sign.keyBad", { cause });
  }
}

async function contentOf(file: File, passphrase: string): Promise<Uint8Array> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  const text = utf8In(bytes);
  if (text === undefined || !isBackup(text)) return bytes;
  try {
    return new TextEncoder().encode(await openBackup(text, passphrase));
  } catch (cause) {
    throw new FileRefused("sign.passphraseBad", { cause });
  }
}

function isKeySet(value: unknown): value is JwkSet {
  return isObject(value) && Array.isArray(value["keys"]) && value["keys"].every(isObject);
}

/** Reads a trust file. @throws FileRefused */
export async function trustOfFile(file: File): Promise<GatewayTrust> {
  try {
    return readGatewayTrust(new TextDecoder("utf-8", { fatal: true }).decode(await file.arrayBuffer()));
  } catch (cause) {
    throw new FileRefused("sign.trustBad", { cause });
  }
}

/**
 * Opens the desk of a unit: gets an access token with its key and asks the directory for its name. Keeps the keys once that
 * has succeeded.
 * @throws ProblemError `invalid-client` when the gateway does not know the key; UnreachableError; UntrustedError; FileRefused
 * when the keys lack one to decrypt with
 */
export async function openDesk(identity: Omit<Identity, "name">, language: string): Promise<Desk> {
  const { party, keys, trust } = identity;
  const client = new GatewayClient({
    url: GATEWAY_URL,
    party,
    keys: await PartyKeys.of(keys),
    language,
    ...(trust === undefined ? {} : { trust }),
  });
  const entry = (await client.json({ method: "GET", path: `/v1/directory/${encodeURIComponent(party)}` })) as Party;
  // An auditor opens no packet.
  if (keys.decryption.length === 0 && entry.kind !== "auditor") throw new FileRefused("sign.keyBad");
  const name = entry.name.zh;
  await keepIdentity({ ...identity, name });
  return { party, name, kind: entry.kind, division: entry.division, department: new Department(client), trust };
}

/** Tells whether the gateway is on this machine, where it needs not be pinned. */
export const IS_LOCAL = /^(localhost|\[::1\]|127(\.\d{1,3}){3})$/.test(new URL(GATEWAY_URL).hostname);
