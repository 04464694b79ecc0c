import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { isPartyId } from "../domain/party.ts";
import { generateJwk, publicJwk } from "./jose/jwk.ts";
import { createKeyFile, keyText, readKeyFile } from "./keyring-file.ts";
import type { Jwk } from "./suite.ts";

/** Member of a JWK that was made for development. Copies of the key, its public half too, keep it: production refuses them. */
export const FOR_DEVELOPMENT = "forDevelopment";

/**
 * Makes development keys for parties without keys: a private JWK set in `dev/{party}.jwks.json` with one key to
 * sign (ES256) and one to decrypt (ECDH-ES), both on P-256, and its public half in `parties/{party}.jwks.json`, which
 * the directory names. A party that has a public set only is left alone: its private keys are elsewhere.
 *
 * @returns paths of the files that were made
 * @throws {TypeError} for an id that is not a party id, since ids become paths
 * @throws {KeyringError}
 */
export async function createPartyKeys(keysDir: string, parties: readonly string[]): Promise<readonly string[]> {
  const created: string[] = [];
  for (const party of parties) {
    if (!isPartyId(party)) throw new TypeError("not a party id");
    const privatePath = join(keysDir, "dev", `${party}.jwks.json`);
    const publicPath = join(keysDir, "parties", `${party}.jwks.json`);
    let text = await readKeyText(privatePath);
    if (text === undefined) {
      if (await exists(publicPath)) continue;
      text = toText((["sig", "enc"] as const).map((use) => ({ ...generateJwk(use), [FOR_DEVELOPMENT]: true })));
      if (await createKeyFile(privatePath, text)) created.push(privatePath);
      else text = (await readKeyText(privatePath)) ?? text;
    }
    const keys = (JSON.parse(text) as { keys: Jwk[] }).keys.map(publicJwk);
    if (await createKeyFile(publicPath, toText(keys), 0o644)) created.push(publicPath);
  }
  return created;
}

async function readKeyText(path: string): Promise<string | undefined> {
  const bytes = await readKeyFile(path);
  return bytes && keyText(bytes, path);
}

function toText(keys: readonly Jwk[]): string {
  return `${JSON.stringify({ keys }, undefined, 2)}\n`;
}

async function exists(path: string): Promise<boolean> {
  return readFile(path).then(
    () => true,
    () => false,
  );
}
