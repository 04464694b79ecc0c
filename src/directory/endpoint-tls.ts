import { createPrivateKey, X509Certificate } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Bilingual } from "../domain/bilingual.ts";
import { ConfigError, type ConfigFault } from "../domain/config-fault.ts";
import { isErrno } from "../files/errno.ts";
import { PermissionError, readPrivate } from "../files/private-file.ts";
import { certificateBlocks } from "../wire/pem.ts";
import type { DirectoryDocument, PartyDocument } from "./directory-document.ts";

/** TLS material for one party's endpoint, PEM. The key is not encrypted: it is in memory only. */
export interface EndpointTls {
  /** Authorities that the endpoint's certificate is checked against, in place of the system's. */
  readonly ca?: string;
  /** The gateway's certificate for this endpoint, with its chain. */
  readonly cert?: string;
  readonly key?: string;
  /** SHA-256 of the certificates in hexadecimal, for the record of what changed. */
  readonly digests: { readonly ca?: readonly string[]; readonly clientCert?: readonly string[] };
}

/** Settings with which TLS material is read. */
export interface EndpointTlsSource {
  readonly document: DirectoryDocument;
  /** `AIDX_KEYS_DIR`, absolute. */
  readonly keysDir: string;
  readonly mode: "development" | "production";
  /** Opens encrypted client keys; in production with it, a key must be encrypted. */
  readonly passphrase?: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** How long before its end a certificate is warned of, ms. */
const SOON_MS = 30 * 86_400_000;

/** A rule that a file breaks. */
class Unusable extends Error {
  readonly rule: Bilingual;

  constructor(en: string, zh: string) {
    super(en);
    this.rule = { en, zh };
  }
}

/**
 * Reads the certificates and keys that a directory names for endpoints.
 * @throws {ConfigError} for a file that cannot be read or used, with its place in the directory
 */
export async function readEndpointTls(source: EndpointTlsSource): Promise<{
  readonly tls: ReadonlyMap<string, EndpointTls>;
  readonly warnings: readonly Bilingual[];
}> {
  const tls = new Map<string, EndpointTls>();
  const faults: ConfigFault[] = [];
  const warnings: Bilingual[] = [];
  for (const [index, party] of source.document.parties.entries()) {
    const { ca, clientCert } = party.delivery;
    if (ca === undefined && clientCert === undefined) continue;
    const read = async <T>(member: "ca" | "clientCert" | "clientKey", work: (file: string) => Promise<T>) => {
      const file = party.delivery[member];
      if (file === undefined) return undefined;
      try {
        return await work(join(source.keysDir, file));
      } catch (error) {
        if (!(error instanceof Unusable)) throw error;
        const pointer = `/parties/${index}/delivery/${member}`;
        faults.push({ source: "directory.json", pointer, ...error.rule });
        return undefined;
      }
    };
    const authorities = await read("ca", readCertificates);
    const chain = await read("clientCert", readCertificates);
    const key = await read("clientKey", (file) => readKey(file, chain?.[0], source));
    for (const certificate of [...(authorities ?? []), ...(chain ?? [])]) {
      const warning = ending(certificate, party, source.now);
      if (warning !== undefined) warnings.push(warning);
    }
    tls.set(party.id, {
      ...(authorities === undefined ? {} : { ca: pemOf(authorities) }),
      ...(chain === undefined || key === undefined ? {} : { cert: pemOf(chain), key }),
      digests: {
        ...(authorities === undefined ? {} : { ca: authorities.map(digestOf) }),
        ...(chain === undefined ? {} : { clientCert: chain.map(digestOf) }),
      },
    });
  }
  if (faults.length > 0) throw new ConfigError(faults);
  return { tls, warnings };
}

async function readCertificates(file: string): Promise<readonly X509Certificate[]> {
  // PEM is ASCII; what stands between its blocks may be in any encoding.
  const text = await readFile(file, "latin1").catch((error: unknown) => {
    throw unreadable(error);
  });
  const blocks = certificateBlocks(text);
  try {
    if (blocks.length > 0) return blocks.map((block) => new X509Certificate(block));
  } catch {
    // Told below: OpenSSL's text says nothing to an operator.
  }
  throw new Unusable("must be a PEM file of X.509 certificates", "须为 X.509 证书的 PEM 文件");
}

async function readKey(
  file: string,
  leaf: X509Certificate | undefined,
  { mode, passphrase }: EndpointTlsSource,
): Promise<string> {
  const content = await readPrivate(file).catch((error: unknown) => {
    if (error instanceof PermissionError) {
      throw new Unusable(
        "must not be open to group or others (chmod go-rwx)",
        "不得对同组或其他用户开放权限（chmod go-rwx）",
      );
    }
    throw unreadable(error);
  });
  if (content === undefined) throw unreadable(undefined);
  const encrypted = content.includes("ENCRYPTED");
  if (!encrypted && mode === "production" && passphrase !== undefined) {
    throw new Unusable(
      "must be encrypted under the passphrase of AIDX_KEY_PASSPHRASE_FILE in production",
      "生产环境须以 AIDX_KEY_PASSPHRASE_FILE 的口令加密",
    );
  }
  let key;
  try {
    key = createPrivateKey({ key: content, ...(passphrase === undefined ? {} : { passphrase }) });
  } catch {
    throw new Unusable(
      encrypted ? "does not open with the passphrase of AIDX_KEY_PASSPHRASE_FILE" : "must be a private key in PEM",
      encrypted ? "用 AIDX_KEY_PASSPHRASE_FILE 的口令无法解密" : "须为 PEM 格式的私钥",
    );
  }
  if (leaf !== undefined && !leaf.checkPrivateKey(key)) {
    throw new Unusable("is not the key of the first certificate in clientCert", "与 clientCert 的首张证书不匹配");
  }
  return key.export({ type: "pkcs8", format: "pem" }).toString();
}

function unreadable(error: unknown): Unusable {
  return error === undefined || isErrno(error, "ENOENT")
    ? new Unusable("names a file that does not exist", "所指文件不存在")
    : new Unusable("names a file that cannot be read", "所指文件无法读取");
}

/** A warning for a certificate that has ended or ends soon: pushes fail from then on. */
function ending(certificate: X509Certificate, { id }: PartyDocument, now: number): Bilingual | undefined {
  const until = Date.parse(certificate.validTo);
  if (until - now > SOON_MS) return undefined;
  const day = new Date(until).toISOString().slice(0, 10);
  return {
    en: `a certificate for the endpoint of ${id} is valid until ${day} only`,
    zh: `${id} 接收地址所用证书有效期仅至 ${day}`,
  };
}

function pemOf(certificates: readonly X509Certificate[]): string {
  return certificates.map(String).join("");
}

function digestOf({ fingerprint256 }: X509Certificate): string {
  return fingerprint256.replaceAll(":", "").toLowerCase();
}
