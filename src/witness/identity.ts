/**
 * Identity of a witness: a name and a key that belong together for ever. A v1 cosignature does not sign the name (C2SP
 * tlog-cosignature), so one key under two names would be two witnesses that sign for each other.
 */
import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign, verify } from "node:crypto";
import { join } from "node:path";
import { replaceFile } from "../files/atomic.ts";
import type { Cosigned } from "./memory.ts";
import { isName, keyId, readCheckpoint } from "./request.ts";
import { WitnessRefusal } from "./witness-refusal.ts";
import { readText } from "../files/text-file.ts";

/** A witness's name and its Ed25519 key. */
export interface Identity {
  readonly name: string;
  readonly key: KeyObject;
}

/** Signature type of a timestamped Ed25519 cosignature (C2SP signed-note). */
const COSIGNATURE = 0x04;
/** Largest time of a cosignature, s (C2SP tlog-cosignature). */
const LATEST = (1n << 63n) - 1n;
const KEY_FILE = "witness.key.pem";
/** Explanatory text before the key (RFC 7468 section 5.2), which PEM readers skip. */
const NAMED = /^Name: ([^\n]+)\n(?=-----BEGIN )/;

/**
 * Reads the identity in a folder, or makes one where there is none.
 *
 * @param cosigned checkpoints that the folder remembers
 * @throws {WitnessRefusal} `other-name` when the key belongs to, or has signed as, a witness of another name;
 *   `key` when the file holds no Ed25519 key
 */
export async function openIdentity(folder: string, name: string, cosigned: readonly Cosigned[]): Promise<Identity> {
  const found = await readText(join(folder, KEY_FILE)).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw error;
  });
  if (found === undefined) {
    const { privateKey } = generateKeyPairSync("ed25519");
    // Before anything is signed: a crash must not lose a key that has cosigned.
    await write(folder, { name, key: privateKey });
    return { name, key: privateKey };
  }
  const key = keyOf(found);
  const bound = NAMED.exec(found)?.[1];
  // Neither form, so the file was edited: no name is guessed.
  if (bound === undefined && !found.startsWith("-----BEGIN ")) throw new WitnessRefusal("key");
  if (bound !== undefined && bound !== name) throw new WitnessRefusal("other-name");
  if (cosigned.some(({ note }) => hasSignedAsAnother({ name, key }, note))) throw new WitnessRefusal("other-name");
  // A key file of an earlier version, without a name. Its cosignatures are all of this name.
  if (bound === undefined) await write(folder, { name, key });
  return { name, key };
}

/** Text of the public key (C2SP signed-note vkey, type 4). */
export function vkeyOf(identity: Identity): string {
  const typed = typedKey(identity.key);
  return `${identity.name}+${keyId(identity.name, typed)}+${typed.toString("base64")}`;
}

/**
 * Makes the line of a cosignature (C2SP tlog-cosignature, v1).
 *
 * @param text of the checkpoint, with its last newline
 * @param seconds present time since the epoch
 * @throws {RangeError} for a time that a cosignature must not have, as of a clock that was never set
 */
export function cosign({ name, key }: Identity, text: string, seconds: number): string {
  const time = BigInt(Math.floor(seconds));
  if (time <= 0n || time > LATEST) throw new RangeError("the clock shows no time");
  const stamp = Buffer.alloc(8);
  stamp.writeBigUInt64BE(time);
  const id = Buffer.from(keyId(name, typedKey(key)), "hex");
  const signature = sign(null, message(text, time), key);
  return `— ${name} ${Buffer.concat([id, stamp, signature]).toString("base64")}\n`;
}

/** Tells whether a note has a cosignature of this key under another name. */
function hasSignedAsAnother({ name: own, key }: Identity, note: string): boolean {
  const { text, signatures } = readCheckpoint(note);
  const typed = typedKey(key);
  return signatures.some(({ name, id, signature }) => {
    if (name === own || id !== keyId(name, typed) || signature.length !== 72) return false;
    const time = signature.readBigUInt64BE();
    return verify(null, message(text, time), createPublicKey(key), signature.subarray(8));
  });
}

function message(text: string, time: bigint): Buffer {
  return Buffer.from(`cosignature/v1\ntime ${time}\n${text}`);
}

/** Type and public key, as key IDs and vkeys contain them. */
function typedKey(key: KeyObject): Buffer {
  const raw = createPublicKey(key).export({ format: "der", type: "spki" }).subarray(-32);
  return Buffer.concat([Buffer.of(COSIGNATURE), raw]);
}

function keyOf(pem: string): KeyObject {
  let key: KeyObject | undefined;
  try {
    key = createPrivateKey(pem);
  } catch (cause) {
    throw new WitnessRefusal("key", { cause });
  }
  if (key.asymmetricKeyType !== "ed25519") throw new WitnessRefusal("key");
  return key;
}

async function write(folder: string, { name, key }: Identity): Promise<void> {
  // The name is written as a line of its own, so it must not break one.
  if (!isName(name)) throw new RangeError("a name has no white space and no plus");
  const pem = key.export({ format: "pem", type: "pkcs8" }).toString();
  await replaceFile(join(folder, KEY_FILE), `Name: ${name}\n${pem}`);
}
