import { access } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { Jwk as PrivateJwk } from "../../crypto/suite.ts";
import { generateJwk, publicJwk } from "../../crypto/jose/jwk.ts";
import { isPartyId } from "../../domain/party.ts";
import type { Jwk, JwkSet } from "../../sdk/index.ts";
import { isStaged, settledSet } from "../../sdk/party-keys.ts";
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
 * Runs `aidx keys rotate`: stages new pairs. The old key signs, and the commands go on, until the gateway's directory shows
 * the new one; then it takes over by itself. The old decryption key stays in the private set, for packets that were sealed
 * before.
 */
export async function rotateKeys(terminal: Terminal, options: KeysOptions): Promise<Ending> {
  const files = filesOf(terminal, options);
  const { keys } = await readKeys(terminal, files.private);
  refuseSecondChange(keys);
  return write(terminal, files, { keys: [...generate(options).map((jwk) => ({ ...jwk, staged: true })), ...keys] });
}

/** Refuses a change of keys while another one waits: keys that the directory may have by now would be lost. */
export function refuseSecondChange(keys: readonly Jwk[]): void {
  if (!keys.some(isStaged)) return;
  throw new CommandError("refused", {
    zh: "上一次更换的密钥尚待登记：请先将公钥交网关运营方登记，并执行一次连接网关的命令",
    en: "the keys of an earlier change are not registered yet: hand over the public keys first, then run any command that calls the gateway",
  });
}

/** Runs `aidx keys show`: lists the keys of a set, without anything private. */
export async function showKeys(terminal: Terminal, options: KeysOptions): Promise<Ending> {
  const files = filesOf(terminal, options);
  show(terminal, files.private, await readKeys(terminal, files.private));
  return "ok";
}

export interface KeyFiles {
  readonly private: string;
  readonly public: string;
}

export function filesOf(terminal: Terminal, options: KeysOptions): KeyFiles {
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

/** Writes a private set and the public one, and says what to hand to whom. */
export async function write(terminal: Terminal, files: KeyFiles, set: JwkSet): Promise<Ending> {
  // The private set is written first: packets for a published key without a private half could never be opened.
  await writeJson(files.private, set);
  const published = settledSet(set, Math.floor(Date.now() / 1000)).keys.map((jwk) => publicJwk(jwk as PrivateJwk));
  await writeJson(files.public, { keys: published }, 0o644);
  show(terminal, files.private, set, files.public);
  const staged = set.keys.some(isStaged);
  terminal.note({
    zh: `公钥已写入 ${files.public}：请交网关的安全管理员登记，并以电话或当面方式核对上列 kid。${staged ? "登记前仍以原密钥签名，登记后自动改用新密钥；无需再交任何文件" : "登记前密钥不被接受"}`,
    en: `the public keys are in ${files.public}: hand it to the gateway's security administrator, and compare the kids above by telephone or in person. ${staged ? "Until they are registered the old key signs; afterwards the new one does, by itself" : "The keys are not accepted before they are registered"}`,
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
  readonly staged: boolean;
}

const KEY_TABLE: readonly Column<ListedKey>[] = [
  { zh: "用途", en: "use", of: ({ use }) => use },
  { zh: "算法", en: "alg", of: ({ alg }) => alg },
  { zh: "类型", en: "kind", of: ({ kind }) => kind },
  {
    zh: "状态",
    en: "state",
    of: ({ revoked, staged }, terminal) => terminal.say(revoked ? REVOKED : staged ? STAGED : PRESENT),
  },
  { zh: "kid", en: "kid", of: ({ kid }) => kid },
];
const PRESENT = { zh: "现用", en: "present" };
const STAGED = { zh: "待登记", en: "staged" };
const REVOKED = { zh: "已停用", en: "revoked" };

function show(terminal: Terminal, file: string, { keys }: JwkSet, published?: string): void {
  const listed = keys.map(
    (jwk): ListedKey => ({
      kid: text(jwk.kid),
      use: text(jwk.use),
      alg: text(jwk.alg),
      kind: jwk.kty === "RSA" ? "RSA" : text(jwk.crv),
      revoked: jwk.revoked !== undefined,
      staged: isStaged(jwk),
    }),
  );
  terminal.result({ file, public: published, keys: listed }, `${file}\n${itemTable(terminal, KEY_TABLE, listed)}`);
}

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}
