import { readFile, stat } from "node:fs/promises";
import { resolve } from "node:path";
import { importPrivateJwk } from "../../crypto/jose/jwk.ts";
import { KeyError } from "../../crypto/jose/key-error.ts";
import { thumbprint } from "../../crypto/jose/thumbprint.ts";
import {
  KeyFileError,
  type KeyFileFault,
  MAX_KEY_FILE_BYTES,
  readPrivateKeyFile,
} from "../../crypto/private-key-file.ts";
import { readPassphrase } from "../../crypto/protection.ts";
import type { Jwk } from "../../crypto/suite.ts";
import type { Bilingual } from "../../domain/bilingual.ts";
import { isTaken } from "../../files/atomic.ts";
import { algorithmsOf, keyKind } from "../../wire/algorithms.ts";
import { isRetired } from "../../sdk/jwk.ts";
import { writePrivate } from "../kept/private-file.ts";
import { readKeys } from "../program/party.ts";
import { CommandError, type Ending } from "../terminal/exit-code.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { filesOf, type KeysOptions, refuseSecondChange, write } from "./keys.ts";

/** Options of `aidx keys import`. */
export interface KeyImportOptions extends KeysOptions {
  readonly use?: string;
  readonly passphraseFile?: string;
}

/**
 * Runs `aidx keys import FILE`: takes a key pair over from PKCS#12 or PEM, for one use. Beside a present key of that use it is
 * staged, as by `keys rotate`. The certificate is kept beside the private set, `{kid}.crt`.
 */
export async function importKeyFile(terminal: Terminal, file: string, options: KeyImportOptions): Promise<Ending> {
  const { use } = options;
  if (use !== "sig" && use !== "enc") throw new CommandError("usage", NO_USE);
  const files = filesOf(terminal, options);
  const found = await read(terminal, resolve(terminal.world.cwd, file), options.passphraseFile);
  const jwk = jwkOf(found.privateKey.export({ format: "jwk" }) as Jwk, use);
  const { keys } = (await isTaken(files.private)) ? await readKeys(terminal, files.private) : { keys: [] };
  if (keys.some(({ kid }) => kid === jwk.kid)) throw new CommandError("refused", KNOWN);
  const present = keys.some((key) => key.use === use && !isRetired(key));
  if (present) refuseSecondChange(keys);
  if (found.certificates.length > 0) {
    await writePrivate(
      `${files.private.replace(/\.json$/, "")}.${jwk.kid}.crt`,
      `${found.certificates.join("\n")}\n`,
      0o644,
    );
  }
  // A key that signs waits for the directory. One that decrypts need not: the former one goes on decrypting beside it.
  const staged = use === "sig" && present ? { staged: true } : {};
  const revoked = { revoked_at: Math.floor(Date.now() / 1000), reason: "superseded" };
  const others = keys.map((key) => (use === "enc" && key.use === use && !isRetired(key) ? { ...key, revoked } : key));
  return write(terminal, files, { keys: [{ ...jwk, ...staged }, ...others] });
}

async function read(terminal: Terminal, path: string, passphraseFile: string | undefined) {
  const info = await stat(path).catch(() => undefined);
  if (info?.isFile() !== true || info.size > MAX_KEY_FILE_BYTES) {
    throw new CommandError("refused", { zh: `无法读取密钥文件：${path}`, en: `cannot read the key file ${path}` });
  }
  const bytes = await readFile(path);
  try {
    // Asked only for a file that needs one: a key in the clear is taken as it is.
    const needed = bytes[0] === 0x30 || bytes.includes("ENCRYPTED");
    const prompt = terminal.say({ zh: "密钥文件口令：", en: "Passphrase of the key file: " });
    const passphrase =
      passphraseFile === undefined
        ? () => terminal.world.stdin(prompt)
        : () => readPassphrase(resolve(terminal.world.cwd, passphraseFile));
    return readPrivateKeyFile(bytes, needed ? (await passphrase()).replace(/\r?\n$/, "") : undefined);
  } catch (error) {
    if (error instanceof KeyFileError) throw new CommandError("refused", FAULTS[error.fault], { cause: error });
    throw error;
  }
}

/** Makes the private JWK of a use. @throws {CommandError} `refused` for a key that the protocol does not take */
function jwkOf(exported: Jwk, use: "sig" | "enc"): Jwk & { readonly kid: string } {
  const [alg] = algorithmsOf(keyKind(exported), use);
  try {
    if (alg === undefined) throw new KeyError("unsupported");
    const kid = thumbprint(exported);
    const jwk = { ...exported, kid, use, alg };
    importPrivateJwk(jwk);
    return jwk;
  } catch (error) {
    if (!(error instanceof KeyError)) throw error;
    throw new CommandError("refused", {
      zh: `协议不接受此密钥（${error.code}）：签名可用 P-256、Ed25519、RSA，解密可用 P-256、X25519、RSA；RSA 不少于 2048 位`,
      en: `the protocol does not take this key (${error.code}): P-256, Ed25519 or RSA sign; P-256, X25519 or RSA decrypt; RSA has 2048 bits or more`,
    });
  }
}

const NO_USE: Bilingual = {
  zh: "请用 --use sig 或 --use enc 指明用途",
  en: "say what it is for: --use sig or --use enc",
};
const KNOWN: Bilingual = { zh: "该密钥已在密钥文件中", en: "the key is in the set already" };
const FAULTS: Readonly<Record<KeyFileFault, Bilingual>> = {
  form: { zh: "不是可读取的 PKCS#12 或 PEM 私钥文件", en: "not a private key in PKCS#12 or PEM that can be read" },
  passphrase: { zh: "口令不正确", en: "the passphrase is wrong" },
  keys: { zh: "文件中须恰有一个私钥", en: "the file must hold exactly one private key" },
};
