/** Keys of a unit that are made in its browser. */
import { exportJWK } from "jose";
import type { Jwk, JwkSet } from "../../sdk/jwk.ts";
import { type HeldKeys, PartyKeys } from "../../sdk/party-keys.ts";
import { sealBackup } from "./key-backup.ts";

/** New keys: the private halves as handles that no script can read. */
export interface NewKeys {
  readonly held: HeldKeys;
  /** Public halves, for the gateway's operator. */
  readonly publicSet: JwkSet;
  /** Copy under the passphrase. */
  readonly backup: Uint8Array<ArrayBuffer>;
}

/** Forms of the copy, by the ends of their files' names: PKCS#12, or a JWK set in a JWE. */
export type BackupForm = "p12" | "jwe";

const CURVE = "P-256";

/**
 * Makes a pair to sign with and a pair to decrypt with, both P-256, which every browser down to Chromium 109 has. They can be read
 * only until their copy is made, and are forgotten then.
 */
export async function makeKeys(unit: string, form: BackupForm, passphrase: string): Promise<NewKeys> {
  const { subtle } = crypto;
  const sig = await subtle.generateKey({ name: "ECDSA", namedCurve: CURVE }, true, ["sign", "verify"]);
  const enc = await subtle.generateKey({ name: "ECDH", namedCurve: CURVE }, true, ["deriveBits"]);
  const privateSet = {
    keys: [
      { ...(await exportJWK(sig.privateKey)), use: "sig" },
      { ...(await exportJWK(enc.privateKey)), use: "enc" },
    ] as unknown as Jwk[],
  };
  const backup =
    form === "p12"
      ? await (await import("./pkcs12.ts")).writePkcs12(privateSet, unit, passphrase)
      : new TextEncoder().encode(await sealBackup(privateSet, passphrase));
  const held = (await PartyKeys.from(privateSet)).held();
  const publicSet = { keys: [held.signing, ...held.decryption].map(({ publicKey }) => publicKey as Jwk) };
  return { held, publicSet, backup };
}
