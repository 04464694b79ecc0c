import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { ConfigError, type ConfigFault } from "../domain/config-fault.ts";
import { importPublicJwk, publicJwk } from "../crypto/jose/jwk.ts";
import type { Jwk } from "../crypto/suite.ts";
import type { DirectoryDocument } from "./directory-document.ts";
import { EncodingError, readText } from "../files/text-file.ts";

/** Folder below the keys directory with the private key sets that `aidx init` makes for development. */
export const DEVELOPMENT_KEYS = "dev";

/** A party's JWK set before any check, and the name of its source in faults. */
export interface RawKeySet {
  readonly source: string;
  readonly keys: readonly unknown[];
}

/**
 * Reads the key files that a directory names. A party whose file does not exist yet has no entry.
 *
 * @throws {ConfigError} for a file that cannot be read or is no JWK set
 */
export async function readKeySets(
  document: DirectoryDocument,
  keysDir: string,
): Promise<ReadonlyMap<string, RawKeySet>> {
  const sets = new Map<string, RawKeySet>();
  const faults: ConfigFault[] = [];
  for (const { id, keys } of document.parties) {
    if ("jwks" in keys) {
      sets.set(id, { source: `directory.json (${id})`, keys: keys.jwks.keys });
      continue;
    }
    const path = join(keysDir, keys.file);
    try {
      const set: unknown = JSON.parse(await readText(path));
      const list = typeof set === "object" && set !== null && "keys" in set ? set.keys : undefined;
      if (Array.isArray(list)) sets.set(id, { source: path, keys: list });
      else {
        faults.push({
          source: path,
          pointer: "/keys",
          en: "must be the array of a JWK set",
          zh: "须为 JWK 集的 keys 数组",
        });
      }
    } catch (error) {
      if (error instanceof EncodingError) {
        faults.push({ source: path, pointer: "", line: error.line, en: error.en, zh: error.zh });
        continue;
      }
      const code = (error as NodeJS.ErrnoException).code;
      if (code === "ENOENT") continue;
      const [en, zh] =
        code === undefined ? ["is not JSON", "不是合法 JSON"] : [`cannot be read (${code})`, `无法读取（${code}）`];
      faults.push({ source: path, pointer: "", en, zh });
    }
  }
  if (faults.length > 0) throw new ConfigError(faults);
  return sets;
}

/**
 * Reads the thumbprints of key pairs that were made for development. Their private halves lie in plain files, so production
 * refuses them in any file or directory entry.
 */
export async function developmentThumbprints(keysDir: string): Promise<ReadonlySet<string>> {
  const folder = join(keysDir, DEVELOPMENT_KEYS);
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return [];
    throw error;
  });
  const kids = new Set<string>();
  for (const name of names.filter((name) => name.endsWith(".jwks.json"))) {
    const path = join(folder, name);
    try {
      const set = JSON.parse(await readText(path)) as { keys: readonly Jwk[] };
      for (const jwk of set.keys) kids.add(importPublicJwk(publicJwk(jwk)).kid);
    } catch {
      // Keys that cannot be read cannot be refused, so nothing starts. The cause may quote a private key: it is dropped.
      const [en, zh] = ["is no set of development keys; remove it", "不是开发用密钥集，请移除"];
      throw new ConfigError([{ source: path, pointer: "", en, zh }]);
    }
  }
  return kids;
}
