/** Files that are chosen to sign in: a unit's keys, and the gateway that it trusts. */
import { type GatewayTrust, readGatewayTrust } from "../../sdk/gateway-trust.ts";
import type { JwkSet } from "../../sdk/jwk.ts";
import { type HeldKeys, PartyKeys } from "../../sdk/party-keys.ts";
import { parseStrict } from "../../wire/json.ts";
import { utf8In } from "../../wire/utf8.ts";
import { isObject } from "../../wire/value.ts";
import { isBackup, openBackup } from "./key-backup.ts";

/** Longest key file, bytes: a hundred keys. */
const MAX_KEY_FILE = 65_536;

/** Tells why a file that was chosen cannot be used. */
export class FileRefused extends Error {
  override readonly name = "FileRefused";
  readonly reason: "sign.keyBad" | "sign.keyLegacy" | "sign.keyOld" | "sign.trustBad" | "sign.passphraseBad";

  constructor(reason: FileRefused["reason"], options?: ErrorOptions) {
    super(reason, options);
    this.reason = reason;
  }
}

/**
 * Imports the keys of files, none of them extractable: a unit with a certificate to sign and another to encrypt has a file of each.
 * @param passphrase of encrypted ones
 * @throws FileRefused
 */
export async function keysOfFiles(files: readonly File[], passphrase: string): Promise<HeldKeys> {
  try {
    const sets = await Promise.all(files.map((file) => setOf(file, passphrase)));
    return (await PartyKeys.from({ keys: sets.flatMap(({ keys }) => keys) })).held();
  } catch (cause) {
    if (cause instanceof FileRefused) throw cause;
    const old = cause instanceof Error && cause.name === "NotSupportedError";
    throw new FileRefused(old ? "sign.keyOld" : "sign.keyBad", { cause });
  }
}

async function setOf(file: File, passphrase: string): Promise<JwkSet> {
  if (file.size > MAX_KEY_FILE) throw new FileRefused("sign.keyBad");
  const bytes = new Uint8Array(await file.arrayBuffer());
  const set = mayBePkcs12(bytes)
    ? await pkcs12Of(bytes, passphrase)
    : parseStrict(await plainOf(bytes, passphrase), { maxDepth: 8 });
  if (!isKeySet(set)) throw new FileRefused("sign.keyBad");
  return set;
}

const OF_FAULT = {
  form: "sign.keyBad",
  legacy: "sign.keyLegacy",
  passphrase: "sign.passphraseBad",
} as const;

async function pkcs12Of(bytes: Uint8Array<ArrayBuffer>, passphrase: string): Promise<JwkSet> {
  const { Pkcs12Error, readPkcs12 } = await import("./pkcs12.ts");
  try {
    return await readPkcs12(bytes, passphrase);
  } catch (cause) {
    throw cause instanceof Pkcs12Error ? new FileRefused(OF_FAULT[cause.fault], { cause }) : cause;
  }
}

async function plainOf(bytes: Uint8Array, passphrase: string): Promise<Uint8Array> {
  const text = utf8In(bytes);
  if (text === undefined || !isBackup(text)) return bytes;
  try {
    return new TextEncoder().encode(await openBackup(text, passphrase));
  } catch (cause) {
    throw new FileRefused("sign.passphraseBad", { cause });
  }
}

/** DER begins with a SEQUENCE, and so PKCS#12. */
function mayBePkcs12([first]: Uint8Array): boolean {
  return first === 0x30;
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
