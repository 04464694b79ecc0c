import { access } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { Jwk as PrivateJwk } from "../../crypto/suite.ts";
import { generateJwk, publicJwk } from "../../crypto/jose/jwk.ts";
import { isPartyId } from "../../domain/party.ts";
import type { Jwk, JwkSet } from "../../sdk/index.ts";
import { isStaged, settledSet } from "../../sdk/party-keys.ts";
import { sendStagedKeys } from "../../sdk/key-change.ts";
import { wordOf } from "../../domain/words/words.ts";
import { CommandError, type Ending } from "../terminal/exit-code.ts";
import { connect, developmentKeys, keysDirectory, type PartyOptions, readKeys } from "../program/party.ts";
import { existing, readJsonIfAny, refuseExisting, writeJson } from "../kept/private-file.ts";
import { type Column, itemTable } from "../terminal/table.ts";
import type { Terminal } from "../terminal/terminal.ts";

/** Options of `aidx keys`. */
export interface KeysOptions extends PartyOptions {
  /** File of the public set. By default it is where the directory looks for it, or beside a `--keys` file. */
  readonly public?: string;
  /** Algorithm of the signature key. */
  readonly sig?: string;
  /** Algorithm and curve of the decryption key. */
  readonly enc?: string;
}

/** Options of `aidx keys rotate`. */
export interface RotateOptions extends KeysOptions {
  /** Sends the new public keys to the gateway, signed with the present key. */
  readonly send?: boolean;
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
  await refuseExisting(files.public);
  return write(terminal, files, { keys: generate(options) });
}

/**
 * Runs `aidx keys rotate`: stages new pairs. The old key signs, and the commands go on, until the gateway's directory shows
 * the new one; then it takes over by itself. The old decryption key stays in the private set, for packets that were sealed
 * before.
 */
export async function rotateKeys(terminal: Terminal, options: RotateOptions): Promise<Ending> {
  const files = filesOf(terminal, options);
  const { keys } = await readKeys(terminal, files.private);
  const send = options.send === true;
  // Repeated when the gateway could not be reached, and for a key that was imported.
  if (send && keys.some(isStaged)) return sendKeys(terminal, options, { keys });
  refuseSecondChange(keys);
  const set = { keys: [...generate(options).map((jwk) => ({ ...jwk, staged: true })), ...keys] };
  await write(terminal, files, set, send);
  return send ? sendKeys(terminal, options, set) : "ok";
}

/** Sends staged keys to the gateway, and says what remains to be done. */
async function sendKeys(terminal: Terminal, options: KeysOptions, set: JwkSet): Promise<Ending> {
  const client = await connect(terminal, options);
  const sent = await sendStagedKeys(client, set, terminal.world.signal);
  if (sent === "in-force") return "ok";
  const { kid, state } = sent;
  const shown = terminal.say(wordOf("keyChange", state));
  terminal.result(sent, `${kid}  ${shown}`);
  terminal.note(state === "confirmed" ? NOW_IN_FORCE : state === "pending" ? TO_BE_CONFIRMED : WAS_REFUSED);
  return state === "refused" ? "refused" : "ok";
}

const TO_BE_CONFIRMED = {
  zh: "已提交网关。请以电话或当面方式将上列指纹告知网关的安全管理员，由其核对后确认（aidx keys confirm）；确认前仍以原密钥签名，确认后自动改用新密钥",
  en: "sent to the gateway. Tell the thumbprint above to the gateway's security administrator by telephone or in person, who compares and confirms it (aidx keys confirm). Until then the old key signs; afterwards the new one does, by itself",
};
const NOW_IN_FORCE = {
  zh: "网关已接受新公钥，下一次命令起自动改用新密钥",
  en: "the gateway has accepted the new keys; the next command signs with them, by itself",
};
const WAS_REFUSED = {
  zh: "网关的安全管理员拒绝了这些公钥，不能再次提交：请联系网关运营方",
  en: "the gateway's security administrator refused these keys, and they cannot be sent again: ask the gateway's operator",
};

/** Refuses a change of keys while another one waits: keys that the directory may have by now would be lost. */
export function refuseSecondChange(keys: readonly Jwk[]): void {
  if (!keys.some(isStaged)) return;
  throw new CommandError("refused", {
    zh: "上一次更换的密钥尚待登记：请先以 aidx keys rotate --send 提交（或者将公钥交网关的安全管理员登记），登记后执行一次连接网关的命令",
    en: "the keys of an earlier change are not registered yet: send them with aidx keys rotate --send (or hand them to the gateway's security administrator); once they are registered, run any command that calls the gateway",
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
    throw new CommandError("usage", {
      zh: `签名算法 --sig ${sigs}；加密 --enc ${encs}`,
      en: `--sig ${sigs}, --enc ${encs}`,
    });
  }
  return [generateJwk("sig", sig), generateJwk("enc", ...enc)];
}

/** Writes a private set and the public one, and says what to hand to whom. @param sent the gateway gets them by itself */
export async function write(terminal: Terminal, files: KeyFiles, set: JwkSet, sent = false): Promise<Ending> {
  await refuseForeign(files, set);
  // The private set is written first: packets for a published key without a private half could never be opened.
  await writeJson(files.private, set);
  const published = settledSet(set, Math.floor(Date.now() / 1000)).keys.map((jwk) => publicJwk(jwk as PrivateJwk));
  await writeJson(files.public, { keys: published }, 0o644);
  show(terminal, files.private, set, files.public);
  const staged = set.keys.some(isStaged);
  if (sent) return "ok";
  terminal.note({
    zh: `公钥已写入 ${files.public}：请交网关的安全管理员登记，并以电话或当面方式核对上列公钥指纹。${staged ? "登记前仍以原密钥签名，登记后自动改用新密钥；无需再交任何文件" : "登记前密钥不被接受"}`,
    en: `the public keys are in ${files.public}: hand it to the gateway's security administrator, and compare the kids above by telephone or in person. ${staged ? "Until they are registered the old key signs; afterwards the new one does, by itself" : "The keys are not accepted before they are registered"}`,
  });
  return "ok";
}

/**
 * Refuses a public file that is none of this party's: what is there is replaced only where it is an earlier public set of
 * the same keys. @throws {CommandError} `refused`
 */
async function refuseForeign(files: KeyFiles, { keys }: JwkSet): Promise<void> {
  const there = (await readJsonIfAny(files.public).catch(() => "not JSON")) as Partial<JwkSet> | string | undefined;
  if (there === undefined && files.public !== files.private) return;
  const earlier: unknown = typeof there === "object" ? there.keys : undefined;
  const own = new Set(keys.map(({ kid }) => kid));
  const isOwn = (key: Partial<Jwk> | null) => key !== null && key.d === undefined && own.has(key.kid);
  if (!Array.isArray(earlier) || !earlier.some(isOwn) || earlier.some((key: Jwk) => key.d !== undefined)) {
    throw existing(files.public);
  }
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
  { zh: "公钥指纹", en: "kid", of: ({ kid }) => kid },
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
