/**
 * A unit's keys in PKCS#12 (RFC 7292) under a passphrase: PBES2 with AES and PBKDF2 only (RFC 8018). Part of its own, which
 * is loaded when a file is such a one.
 */
import { BmpString, type BitString, OctetString } from "asn1js";
import {
  type AlgorithmIdentifier,
  Attribute,
  AuthenticatedSafe,
  CertBag,
  Certificate,
  ContentInfo,
  CryptoEngine,
  EncryptedData,
  PBES2Params,
  PBKDF2Params,
  PFX,
  PKCS8ShroudedKeyBag,
  PrivateKeyInfo,
  SafeBag,
  SafeContents,
} from "pkijs";
import type { Jwk, JwkSet } from "../../sdk/jwk.ts";
import { type KeyKind, keyKind, type KeyUse } from "../../wire/algorithms.ts";

/** Why a file is refused: not PKCS#12 with keys, another passphrase, or an older protection. */
export type Pkcs12Fault = "form" | "passphrase" | "legacy";

/** Thrown for a file that cannot be used. The message holds nothing of the file. */
export class Pkcs12Error extends Error {
  override readonly name = "Pkcs12Error";
  readonly fault: Pkcs12Fault;

  constructor(fault: Pkcs12Fault, options?: ErrorOptions) {
    super(`the PKCS#12 file cannot be used: ${fault}`, options);
    this.fault = fault;
  }
}

/** Rounds of PBKDF2, and of the MAC: one that is derived faster would be what somebody who guesses tries. */
const ROUNDS = 600_000;
/** Most rounds that a file may ask for, of either. */
const MAX_ROUNDS = 1_000_000;

const BAGS = { key: "1.2.840.113549.1.12.10.1.1", shrouded: "1.2.840.113549.1.12.10.1.2" } as const;
const PBES2 = "1.2.840.113549.1.5.13";
const PBKDF2 = "1.2.840.113549.1.5.12";
/** AES-CBC of 128, 192 and 256 bits. */
const CIPHERS: ReadonlySet<string> = new Set([2, 22, 42].map((arc) => `2.16.840.1.101.3.4.1.${arc}`));
const FRIENDLY_NAME = "1.2.840.113549.1.9.20";
const LOCAL_KEY_ID = "1.2.840.113549.1.9.21";
const KEY_USAGE = "2.5.29.15";
const EC_KEY = "1.2.840.10045.2.1";
const RSA_KEY = "1.2.840.113549.1.1.1";
const EDWARDS: ReadonlyMap<string, "Ed25519" | "X25519"> = new Map([
  ["1.3.101.112", "Ed25519"],
  ["1.3.101.110", "X25519"],
]);

const engine = () => new CryptoEngine({ name: "webcrypto", crypto: globalThis.crypto });

/**
 * Reads private keys. The use of one is what its certificate says (keyUsage), or else its name, of which "enc" or 加密 is a
 * word; one of which nothing says it signs.
 * @throws Pkcs12Error; NotSupportedError for a key that this browser cannot use
 */
export async function readPkcs12(bytes: Uint8Array<ArrayBuffer>, passphrase: string): Promise<JwkSet> {
  const password = passwordOf(passphrase);
  const file = await asFault("form", () => PFX.fromBER(bytes));
  await checkMac(file, password);
  const bags = await asFault("form", () => bagsOf(file, password));
  const certificates = bags.flatMap((bag) => certificateOf(bag));
  const keys: Jwk[] = [];
  for (const bag of bags) {
    const info = await asFault("form", () => keyOf(bag, password));
    if (info !== undefined) keys.push({ ...(await jwkOf(info)), use: useOf(bag, certificates) });
  }
  if (keys.length === 0) throw new Pkcs12Error("form");
  return { keys };
}

async function checkMac(file: PFX, password: ArrayBuffer): Promise<void> {
  const { macData } = file;
  if (macData === undefined || file.authSafe.contentType !== ContentInfo.DATA) throw new Pkcs12Error("legacy");
  // The MAC's key is derived in the page's own thread.
  if ((macData.iterations ?? 1) > MAX_ROUNDS) throw new Pkcs12Error("form");
  try {
    engine().getAlgorithmByOID(macData.mac.digestAlgorithm.algorithmId, true, "digest");
  } catch (cause) {
    throw new Pkcs12Error("legacy", { cause });
  }
  await asFault("passphrase", () => file.parseInternalValues({ password, checkIntegrity: true }, engine()));
}

/** Decrypts the safes. @throws Pkcs12Error `legacy` for one under another protection */
async function bagsOf(file: PFX, password: ArrayBuffer): Promise<SafeBag[]> {
  const safe = file.parsedValue?.authenticatedSafe;
  const bags: SafeBag[] = [];
  for (const { contentType, content } of safe?.safeContents ?? []) {
    if (contentType === ContentInfo.DATA) {
      bags.push(...SafeContents.fromBER((content as OctetString).getValue()).safeBags);
    } else if (contentType === ContentInfo.ENCRYPTED_DATA) {
      const sealed = new EncryptedData({ schema: content });
      checkProtection(sealed.encryptedContentInfo.contentEncryptionAlgorithm);
      bags.push(...SafeContents.fromBER(await sealed.decrypt({ password }, engine())).safeBags);
    } else {
      throw new Pkcs12Error("legacy");
    }
  }
  return bags;
}

async function keyOf({ bagId, bagValue }: SafeBag, password: ArrayBuffer): Promise<PrivateKeyInfo | undefined> {
  if (bagId === BAGS.key && bagValue instanceof PrivateKeyInfo) return bagValue;
  if (bagId !== BAGS.shrouded || !(bagValue instanceof PKCS8ShroudedKeyBag)) return undefined;
  checkProtection(bagValue.encryptionAlgorithm);
  // Declared as protected.
  const opened = bagValue as unknown as {
    parseInternalValues(parameters: { password: ArrayBuffer }, crypto: CryptoEngine): Promise<void>;
    parsedValue?: PrivateKeyInfo;
  };
  await opened.parseInternalValues({ password }, engine());
  return opened.parsedValue;
}

/** Refuses what no browser decrypts, and what would take it for ever. */
function checkProtection({ algorithmId, algorithmParams }: AlgorithmIdentifier): void {
  if (algorithmId !== PBES2) throw new Pkcs12Error("legacy");
  const { keyDerivationFunc, encryptionScheme } = new PBES2Params({ schema: algorithmParams });
  if (keyDerivationFunc.algorithmId !== PBKDF2 || !CIPHERS.has(encryptionScheme.algorithmId)) {
    throw new Pkcs12Error("legacy");
  }
  const { iterationCount } = new PBKDF2Params({ schema: keyDerivationFunc.algorithmParams });
  if (iterationCount > MAX_ROUNDS) throw new Pkcs12Error("form");
}

interface FoundCertificate {
  readonly id: string | undefined;
  readonly certificate: Certificate;
}

function certificateOf(bag: SafeBag): FoundCertificate[] {
  const found = bag.bagValue instanceof CertBag ? bag.bagValue.parsedValue : undefined;
  return found instanceof Certificate ? [{ id: keyIdOf(bag), certificate: found }] : [];
}

function useOf(bag: SafeBag, certificates: readonly FoundCertificate[]): KeyUse {
  const id = keyIdOf(bag);
  const own = id === undefined ? undefined : certificates.find((one) => one.id === id);
  const usage = own?.certificate.extensions?.find(({ extnID }) => extnID === KEY_USAGE)?.parsedValue as
    | BitString
    | undefined;
  const [bits = 0] = usage?.valueBlock.valueHexView ?? [];
  // RFC 5280 section 4.2.1.3: digitalSignature and nonRepudiation; keyEncipherment, dataEncipherment and keyAgreement.
  if ((bits & 0xc0) !== 0) return "sig";
  if ((bits & 0x38) !== 0) return "enc";
  const [name] = attributeOf(bag, FRIENDLY_NAME);
  return name instanceof BmpString && /\benc|加密/i.test(name.getValue()) ? "enc" : "sig";
}

function keyIdOf(bag: SafeBag): string | undefined {
  const [id] = attributeOf(bag, LOCAL_KEY_ID);
  return id instanceof OctetString ? String(new Uint8Array(id.getValue())) : undefined;
}

function attributeOf({ bagAttributes }: SafeBag, type: string): readonly unknown[] {
  return bagAttributes?.find((attribute) => attribute.type === type)?.values ?? [];
}

async function jwkOf(info: PrivateKeyInfo): Promise<Jwk> {
  const { algorithmId } = info.privateKeyAlgorithm;
  const kind: KeyKind | undefined =
    algorithmId === RSA_KEY ? "RSA" : algorithmId === EC_KEY ? "P-256" : EDWARDS.get(algorithmId);
  if (kind === undefined) throw new Pkcs12Error("form");
  const { algorithm, usages } = IMPORTS[kind];
  const der = info.toSchema().toBER(false);
  try {
    const key = await crypto.subtle.importKey("pkcs8", der, algorithm, true, usages);
    const { alg: _alg, ...jwk } = await crypto.subtle.exportKey("jwk", key);
    return jwk as Jwk;
  } catch (cause) {
    // Another curve, such as P-384 or SM2.
    throw (cause as Error).name === "NotSupportedError" && kind !== "P-256"
      ? cause
      : new Pkcs12Error("form", { cause });
  }
}

/** How a private key is taken into the browser only to be written in its other form. */
const IMPORTS: Readonly<
  Record<KeyKind, { readonly algorithm: EcKeyImportParams | RsaHashedImportParams; readonly usages: KeyUsage[] }>
> = {
  "P-256": { algorithm: { name: "ECDSA", namedCurve: "P-256" }, usages: ["sign"] },
  RSA: { algorithm: { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" }, usages: ["sign"] },
  Ed25519: { algorithm: { name: "Ed25519" } as EcKeyImportParams, usages: ["sign"] },
  X25519: { algorithm: { name: "X25519" } as EcKeyImportParams, usages: ["deriveBits"] },
};

/** Writes a private set, each key named after the unit and its use. */
export async function writePkcs12(
  { keys }: JwkSet,
  unit: string,
  passphrase: string,
): Promise<Uint8Array<ArrayBuffer>> {
  const password = passwordOf(passphrase);
  const safeBags = await Promise.all(keys.map((jwk) => sealedBag(jwk, unit, password)));
  const content = new OctetString({ valueHex: new SafeContents({ safeBags }).toSchema().toBER(false) });
  const file = new PFX({
    parsedValue: {
      integrityMode: 0,
      authenticatedSafe: new AuthenticatedSafe({
        safeContents: [new ContentInfo({ contentType: ContentInfo.DATA, content })],
      }),
    },
  });
  const mac = { iterations: ROUNDS, pbkdf2HashAlgorithm: "SHA-256", hmacHashAlgorithm: "SHA-256", password };
  await file.makeInternalValues(mac, engine());
  return new Uint8Array(file.toSchema().toBER(false));
}

async function sealedBag(jwk: Jwk, unit: string, password: ArrayBuffer): Promise<SafeBag> {
  const { use, alg: _alg, key_ops: _operations, ...bare } = jwk as JsonWebKey & Jwk;
  const { algorithm, usages } = IMPORTS[keyKind(jwk) ?? "P-256"];
  const key = await crypto.subtle.importKey("jwk", bare, algorithm, true, usages);
  const bagValue = new PKCS8ShroudedKeyBag({
    parsedValue: PrivateKeyInfo.fromBER(await crypto.subtle.exportKey("pkcs8", key)),
  });
  await bagValue.makeInternalValues(
    {
      password,
      contentEncryptionAlgorithm: { name: "AES-CBC", length: 256 },
      hmacHashAlgorithm: "SHA-256",
      iterationCount: ROUNDS,
    } as never,
    engine(),
  );
  const name = new Attribute({ type: FRIENDLY_NAME, values: [new BmpString({ value: `${unit} ${String(use)}` })] });
  return new SafeBag({ bagId: BAGS.shrouded, bagValue, bagAttributes: [name] });
}

function passwordOf(passphrase: string): ArrayBuffer {
  return new TextEncoder().encode(passphrase.normalize("NFC")).buffer;
}

/** Runs a step; what it throws is that fault, unless it said another. */
async function asFault<Result>(fault: Pkcs12Fault, step: () => Result | Promise<Result>): Promise<Result> {
  try {
    return await step();
  } catch (cause) {
    throw cause instanceof Pkcs12Error ? cause : new Pkcs12Error(fault, { cause });
  }
}
