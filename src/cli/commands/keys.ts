import { access } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { Jwk as PrivateJwk } from "../../crypto/suite.ts";
import { generateJwk, publicJwk } from "../../crypto/jose/jwk.ts";
import { isPartyId } from "../../domain/party.ts";
import type { Jwk, JwkSet } from "../../sdk/index.ts";
import { CommandError, type Ending } from "../terminal/exit-code.ts";
import { developmentKeys, keysDirectory, readKeys } from "../program/party.ts";
import { writeJson } from "../kept/private-file.ts";
import { type Column, itemTable } from "../terminal/table.ts";
import type { Terminal } from "../terminal/terminal.ts";

/** Options of `aidx keys`. */
export interface KeysOptions {
  readonly party?: string;
  /** File of the private set. By default it is where `init` keeps development keys. */
  readonly keys?: string;
  /** File of the public set. By default it is where the directory looks for it, or beside a `--keys` file. */
  readonly public?: string;
  /** Algorithm of the signature key. */
  readonly sig?: string;
  /** Algorithm and curve of the decryption key. */
  readonly enc?: string;
}

/** Kinds of key pairs that a user can name (protocol section 2). */
const SIGNATURES = ["ES256", "Ed25519", "PS256"];
const ENCRYPTIONS: Readonly<Record<string, readonly [string, ("P-256" | "X25519")?]>> = {
  "P-256": ["ECDH-ES", "P-256"],
  X25519: ["ECDH-ES", "X25519"],
  RSA: ["RSA-OAEP-256"],
};

/** Runs `aidx keys new`: makes a party's first two key pairs. Never overwrites an existing key. */
export async function newKeys(terminal: Terminal, options: KeysOptions): Promise<Ending> {
  const files = filesOf(terminal, options);
  const exists = await access(files.private).then(
    () => true,
    () => false,
  );
  if (exists) {
    throw new CommandError("refused", {
      zh: `密钥文件已存在；更换密钥请用 keys rotate：${files.private}`,
      en: `keys exist already; to change them use keys rotate: ${files.private}`,
    });
  }
  return write(terminal, files, { keys: generate(options) });
}

/**
 * Runs `aidx keys rotate`: puts new pairs in front of the old ones. The old signature key is revoked. The old
 * decryption key stays in the private set, for packets that were sealed before the gateway knew the new one.
 */
export async function rotateKeys(terminal: Terminal, options: KeysOptions): Promise<Ending> {
  const files = filesOf(terminal, options);
  const { keys } = await readKeys(terminal, files.private);
  const revoked = { revoked_at: Math.floor(Date.now() / 1000), reason: "superseded" };
  const old = keys.map((key) => Object.assign({ revoked }, key));
  return write(terminal, files, { keys: [...generate(options), ...old] });
}

/** Runs `aidx keys show`: lists the keys of a set, without anything private. */
export async function showKeys(terminal: Terminal, options: KeysOptions): Promise<Ending> {
  const files = filesOf(terminal, options);
  show(terminal, files.private, await readKeys(terminal, files.private));
  return "ok";
}

interface KeyFiles {
  readonly private: string;
  readonly public: string;
}

function filesOf(terminal: Terminal, options: KeysOptions): KeyFiles {
  const { cwd, env } = terminal.world;
  const file = options.keys ?? env.AIDX_PARTY_KEYS;
  const party = options.party ?? env.AIDX_PARTY;
  if (file !== undefined) {
    const path = resolve(cwd, file);
    return { private: path, public: resolve(cwd, options.public ?? `${path.replace(/\.json$/, "")}.public.json`) };
  }
  if (party === undefined || !isPartyId(party)) {
    throw new CommandError("usage", {
      zh: "请用 --party 指明单位，或用 --keys 指明文件",
      en: "name the party with --party, or a file with --keys",
    });
  }
  const published = options.public ?? join(keysDirectory(terminal), "parties", `${party}.jwks.json`);
  return { private: developmentKeys(terminal, party), public: resolve(cwd, published) };
}

function generate(options: KeysOptions): Jwk[] {
  const enc = ENCRYPTIONS[options.enc ?? "P-256"];
  const sig = SIGNATURES.find((name) => name === (options.sig ?? "ES256"));
  if (enc === undefined || sig === undefined) {
    const [sigs, encs] = [SIGNATURES.join(" | "), Object.keys(ENCRYPTIONS).join(" | ")];
    throw new CommandError("usage", { zh: `--sig ${sigs}；--enc ${encs}`, en: `--sig ${sigs}, --enc ${encs}` });
  }
  return [generateJwk("sig", sig), generateJwk("enc", ...enc)];
}

async function write(terminal: Terminal, files: KeyFiles, set: JwkSet): Promise<Ending> {
  // The private set is written first: packets for a published key without a private half could never be opened.
  await writeJson(files.private, set);
  await writeJson(files.public, { keys: set.keys.map((jwk) => publicJwk(jwk as PrivateJwk)) }, 0o644);
  show(terminal, files.private, set, files.public);
  terminal.note({
    zh: `公钥已写入 ${files.public}，请交网关运营方登记；登记前新密钥不被接受`,
    en: `the public keys are in ${files.public}: give them to the gateway's operator; the new keys are not accepted before they are registered`,
  });
  return "ok";
}

/** Key as it is listed. */
interface ListedKey {
  readonly kid: string;
  readonly use: string;
  readonly alg: string;
  readonly kind: string;
  readonly revoked: boolean;
}

const KEY_TABLE: readonly Column<ListedKey>[] = [
  { zh: "用途", en: "use", of: ({ use }) => use },
  { zh: "算法", en: "alg", of: ({ alg }) => alg },
  { zh: "类型", en: "kind", of: ({ kind }) => kind },
  { zh: "状态", en: "state", of: ({ revoked }, terminal) => terminal.say(revoked ? REVOKED : PRESENT) },
  { zh: "kid", en: "kid", of: ({ kid }) => kid },
];
const PRESENT = { zh: "现用", en: "present" };
const REVOKED = { zh: "已停用", en: "revoked" };

function show(terminal: Terminal, file: string, { keys }: JwkSet, published?: string): void {
  const listed = keys.map(
    (jwk): ListedKey => ({
      kid: text(jwk.kid),
      use: text(jwk.use),
      alg: text(jwk.alg),
      kind: jwk.kty === "RSA" ? "RSA" : text(jwk.crv),
      revoked: jwk.revoked !== undefined,
    }),
  );
  terminal.result({ file, public: published, keys: listed }, `${file}\n${itemTable(terminal, KEY_TABLE, listed)}`);
}

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}
