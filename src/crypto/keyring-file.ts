import { dirname } from "node:path";
import { createFile, replaceFile } from "../files/atomic.ts";
import { makePrivateFolder, PermissionError, readPrivate, readSecret } from "../files/private-file.ts";
import { KeyringError } from "./keyring-error.ts";
import { textOf } from "../files/text-file.ts";

/**
 * Reads a file of key material; undefined when the file does not exist.
 *
 * @throws {KeyringError} `permissions` when group or others may read or write it, `unreadable`
 */
export function readKeyFile(path: string): Promise<Buffer | undefined> {
  return asKeyringError(path, readPrivate(path));
}

/**
 * Reads a secret that the operator put there; undefined when the file does not exist.
 *
 * @throws {KeyringError} `permissions` when group or others may write it, or read a file of this account's own; `unreadable`
 */
export function readSecretFile(path: string): Promise<Buffer | undefined> {
  return asKeyringError(path, readSecret(path));
}

/** Text of key material, which is UTF-8. @throws {KeyringError} `not-utf-8` */
export function keyText(bytes: Uint8Array, path: string): string {
  try {
    return textOf(bytes, path);
  } catch (cause) {
    throw new KeyringError("not-utf-8", path, { cause });
  }
}

/**
 * Creates a file of key material, whole or not at all, and its folder.
 *
 * @returns false when the file exists already; it is not changed
 * @throws {KeyringError} `permissions` of the folder, `unreadable`
 */
export function createKeyFile(path: string, content: string, mode?: number): Promise<boolean> {
  return asKeyringError(
    path,
    inFolder(path, () => createFile(path, content, mode)),
  );
}

/** Replaces a file of key material, whole or not at all. @throws {KeyringError} as `createKeyFile` */
export function replaceKeyFile(path: string, content: string): Promise<void> {
  return asKeyringError(
    path,
    inFolder(path, () => replaceFile(path, content)),
  );
}

async function inFolder<T>(path: string, write: () => Promise<T>): Promise<T> {
  await makePrivateFolder(dirname(path));
  return write();
}

async function asKeyringError<T>(path: string, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (cause) {
    if (cause instanceof PermissionError) throw new KeyringError("permissions", cause.path, { cause });
    throw new KeyringError("unreadable", path, { cause });
  }
}
