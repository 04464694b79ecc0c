import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { CompactEncrypt, compactDecrypt } from "jose";
import { KeyringError } from "./keyring-error.ts";
import { createKeyFile, keyText, readKeyFile, readSecretFile } from "./keyring-file.ts";

/** Rounds of PBKDF2 with SHA-512: three times what OWASP asks for (210,000), half a second at each start. */
const PBES2_ROUNDS = 600_000;
const MASTER_FILE = "master.jwe";
const MASTER_BYTES = 32;

/** Way in which a gateway's key files are stored. */
export interface Protection {
  /** Ending of an encrypted file's name; empty when files are in the clear. */
  readonly suffix: "" | ".jwe";
  /** Encrypts the content of the file of that name: the text that is written. */
  lock(name: string, content: string): Promise<string>;
  /**
   * Decrypts a text that `lock` made for the file of that name.
   *
   * @param path names the file in an error
   * @throws {KeyringError} `wrong-secret`; `damaged` when it is another file's text
   */
  unlock(name: string, text: string, path: string): Promise<string>;
}

/** No protection; for development only. */
export const IN_THE_CLEAR: Protection = {
  suffix: "",
  lock: (_name, content) => Promise.resolve(content),
  unlock: (_name, text) => Promise.resolve(text),
};

/**
 * Protects files by a passphrase: it opens (PBES2-HS512+A256KW) a random master key in `master.jwe`, which is
 * made when it is missing, and the master key opens the other files. So the slow derivation is needed once
 * per start, and a new passphrase changes one file.
 *
 * @throws {KeyringError}
 */
export async function protectByPassphrase(directory: string, passphrase: string): Promise<Protection> {
  const path = join(directory, MASTER_FILE);
  // Counted in characters: a Chinese character is three bytes in UTF-8.
  if (Array.from(passphrase).length < 12) throw new KeyringError("weak-secret", path);
  const secret = Buffer.from(passphrase.normalize("NFC"), "utf8");
  if ((await readKeyFile(path)) === undefined) {
    const sealed = await new CompactEncrypt(randomBytes(MASTER_BYTES))
      .setProtectedHeader({ alg: "PBES2-HS512+A256KW", enc: "A256GCM" })
      .setKeyManagementParameters({ p2c: PBES2_ROUNDS })
      .encrypt(secret);
    await createKeyFile(path, sealed);
  }
  // Read again even when it was just made: another process may have made it first.
  const text = (await readKeyFile(path))?.toString("latin1") ?? "";
  const limits = { alg: "PBES2-HS512+A256KW", maxPBES2Count: 2 * PBES2_ROUNDS };
  return protectByKey((await open(text, path, secret, limits)).content);
}

/**
 * Reads the passphrase in a file, which is UTF-8, without the byte order mark and the line end that editors and `echo` leave.
 *
 * @throws {KeyringError} `unreadable`, `permissions`, `not-utf-8`
 */
export async function readPassphrase(path: string): Promise<string> {
  const content = await readSecretFile(path);
  if (content === undefined) throw new KeyringError("unreadable", path);
  return keyText(content, path).replace(/\r?\n$/, "");
}

/** Protects files by a key in a file of 32 random bytes. @throws {KeyringError} */
export async function protectByKeyFile(path: string): Promise<Protection> {
  const key = await readSecretFile(path);
  if (key === undefined) throw new KeyringError("unreadable", path);
  if (key.length !== MASTER_BYTES) throw new KeyringError("weak-secret", path);
  return protectByKey(key);
}

function protectByKey(key: Buffer): Protection {
  return {
    suffix: ".jwe",
    // The name is authenticated: swapping two files must not make the key for tokens sign packets.
    lock: (name, content) =>
      new CompactEncrypt(Buffer.from(content))
        .setProtectedHeader({ alg: "dir", enc: "A256GCM", file: name })
        .encrypt(key),
    unlock: async (name, text, path) => {
      const { content, header } = await open(text, path, key, { alg: "dir" });
      if (header["file"] !== name) throw new KeyringError("damaged", path);
      return keyText(content, path);
    },
  };
}

async function open(
  text: string,
  path: string,
  key: Buffer,
  { alg, ...limits }: { readonly alg: string; readonly maxPBES2Count?: number },
): Promise<{ readonly content: Buffer; readonly header: Readonly<Record<string, unknown>> }> {
  try {
    const options = { keyManagementAlgorithms: [alg], contentEncryptionAlgorithms: ["A256GCM"], ...limits };
    const { plaintext, protectedHeader } = await compactDecrypt(text, key, options);
    return { content: Buffer.from(plaintext), header: protectedHeader };
  } catch (cause) {
    throw new KeyringError("wrong-secret", path, { cause });
  }
}
