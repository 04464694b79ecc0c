import { sha256 } from "@noble/hashes/sha2.js";
import type { Bilingual } from "../domain/bilingual.ts";
import { PACKAGE_LIMITS, PACKAGE_PATHS, PACKAGE_VERSION, type PackageClaims } from "../domain/disc.ts";
import { ArchiveError, type ArchiveFiles, isCanonicalArchive, readArchive } from "../evidence/archive.ts";
import { treeHasher } from "../tlog/merkle.ts";
import { parseVerifierKey } from "../tlog/note.ts";
import { ProofError } from "../tlog/proof-error.ts";
import { readEntry } from "../tlog/read-entry.ts";
import { verifyTlogProof } from "../tlog/tlog-proof.ts";
import { TOKEN_TYPES } from "../wire/token.ts";
import { utf8In } from "../wire/utf8.ts";
import { isUuid7 } from "../wire/uuid7.ts";
import { isObject } from "../wire/value.ts";
import { CompactError, verify } from "./compact.ts";
import { digestOf } from "./content-digest.ts";
import type { GatewayTrust } from "./gateway-trust.ts";
import { refusePackage } from "./package-faults.ts";
import { followGateway, readPackagedGateway, type UntrustedGateway } from "./packaged-gateway.ts";
import type { PublishedKeys } from "./published-keys.ts";

/** Party that reads a package, and the gateway that it trusts. */
export interface PackageReader {
  readonly party: string;
  readonly trust: GatewayTrust;
  /** The time, ms since the epoch. */
  readonly now: () => number;
}

/** An off-line package that verified. The packet in it is still sealed. */
export interface ReadPackage {
  /** Id of the packet. */
  readonly id: string;
  /** The sealed packet, for `OfflineParty.open`. */
  readonly packet: Uint8Array;
  readonly digest: string;
  /** When it was packed, and until when it may be opened, ms. */
  readonly packedAt: number;
  readonly until: number;
  /** Names of sender and recipient by id. */
  readonly names: Readonly<Record<string, Bilingual>>;
  /** Index of the packet's entry in the log whose proof was verified. */
  readonly index: number;
  /** Trusted gateway, with the keys that succeeded those that were pinned. */
  readonly trust: GatewayTrust;
  /** Its keys as they came, for `OfflineParty` and `followGateway`. */
  readonly gateway: UntrustedGateway;
}

const HASHER = treeHasher(sha256);
/** Greatest difference of clocks, ms. */
const SKEW = 300_000;
const PATHS: readonly string[] = Object.values(PACKAGE_PATHS);

/**
 * Verifies an off-line package without asking anybody: its size first, then its form, the gateway's signature of all its
 * files, for whom and until when it is, and that the packet's entry is in the log.
 * @throws UntrustedError whose code begins with `package-`
 */
export async function readPackage(archive: Uint8Array, reader: PackageReader): Promise<ReadPackage> {
  const files = filesOf(archive);
  const gateway = readPackagedGateway(files.get(PACKAGE_PATHS.gateway) ?? new Uint8Array());
  const { keys, trust } = await followGateway(gateway, reader.trust, reader.now);
  const claims = await claimsOf(files, keys);
  if (claims.iss !== reader.trust.gateway) throw refusePackage("other-gateway");
  if (claims.version !== PACKAGE_VERSION) throw refusePackage("version");
  if (!isWhole(claims)) throw refusePackage("form");
  for (const path of PATHS) {
    if (path === PACKAGE_PATHS.manifest) continue;
    if (claims.files[path] !== (await digestOf(files.get(path) ?? new Uint8Array()))) throw refusePackage("altered");
  }
  if (claims.aud !== reader.party) throw refusePackage("other-recipient");
  const now = reader.now();
  if (claims.iat * 1000 > now + SKEW) throw refusePackage("clock");
  if (claims.exp * 1000 < now) throw refusePackage("expired");
  const packet = files.get(PACKAGE_PATHS.packet) ?? new Uint8Array();
  const digest = await digestOf(packet);
  return {
    id: claims.sub,
    packet,
    digest,
    packedAt: claims.iat * 1000,
    until: claims.exp * 1000,
    names: claims.names,
    index: await loggedAt(files, claims, digest, trust),
    trust,
    gateway,
  };
}

function filesOf(archive: Uint8Array): ArchiveFiles {
  if (archive.length > PACKAGE_LIMITS.package) throw refusePackage("too-large");
  let files: ArchiveFiles;
  try {
    files = readArchive(archive);
    if (!isCanonicalArchive(archive, files)) throw refusePackage("form");
  } catch (cause) {
    if (cause instanceof ArchiveError) throw refusePackage("form", cause);
    throw cause;
  }
  if (files.size !== PATHS.length || !PATHS.every((path) => files.has(path))) throw refusePackage("form");
  for (const [path, { length }] of files) {
    const most = path === PACKAGE_PATHS.packet ? PACKAGE_LIMITS.packet : PACKAGE_LIMITS.other;
    if (length > most) throw refusePackage("too-large");
  }
  return files;
}

async function claimsOf(files: ArchiveFiles, keys: PublishedKeys): Promise<PackageClaims> {
  const manifest = utf8In(files.get(PACKAGE_PATHS.manifest));
  let unknown = false;
  const keyOf = async (kid: string) => {
    const key = await keys.signing(kid);
    unknown = key === undefined;
    return key;
  };
  try {
    return (await verify(manifest ?? "", TOKEN_TYPES.package, keyOf)) as unknown as PackageClaims;
  } catch (cause) {
    if (cause instanceof CompactError) throw refusePackage(unknown ? "keys" : "signature", cause);
    throw cause;
  }
}

function isWhole(claims: PackageClaims): boolean {
  const { aud, sub, iat, exp, names, files } = claims as unknown as Record<string, unknown>;
  return (
    typeof aud === "string" &&
    typeof sub === "string" &&
    isUuid7(sub) &&
    Number.isSafeInteger(iat) &&
    Number.isSafeInteger(exp) &&
    isObject(files) &&
    isObject(names) &&
    Object.values(names).every(
      (name) => isObject(name) && typeof name["zh"] === "string" && typeof name["en"] === "string",
    )
  );
}

/** Verifies that the entry with which the gateway sealed this very packet is in the log. */
async function loggedAt(
  files: ArchiveFiles,
  { iss, aud, sub }: PackageClaims,
  digest: string,
  { log }: GatewayTrust,
): Promise<number> {
  const bytes = files.get(PACKAGE_PATHS.entry) ?? new Uint8Array();
  const entry = readEntry(bytes);
  const right =
    entry?.type === "sealed" &&
    entry.actor === iss &&
    entry.packet === sub &&
    entry.recipient === aud &&
    entry.digest === digest;
  if (!right) throw refusePackage("log");
  const proof = utf8In(files.get(PACKAGE_PATHS.proof)) ?? "";
  try {
    const keys = log.map((text) => parseVerifierKey(text, sha256));
    return (await verifyTlogProof(HASHER, HASHER.leaf(bytes), proof, keys)).index;
  } catch (cause) {
    if (cause instanceof ProofError) throw refusePackage("log", cause);
    throw cause;
  }
}
