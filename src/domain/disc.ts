/**
 * Discs (加密电子文档) for a party without a network: the form of an off-line package (离线包, `.aidpkg`), and of what comes
 * back. docs/disc.md describes both.
 */
import type { Bilingual } from "./bilingual.ts";

/** Version of the form of a package. Another one is refused, since a reader cannot know what it would overlook. */
export const PACKAGE_VERSION = "1";

/** Paths of the files of a package: these, all of them, and no others. */
export const PACKAGE_PATHS = {
  /** What it is and how it is opened, for whoever finds the disc. */
  readme: "README.txt",
  /** The sealed packet, as it was sealed. */
  packet: "packet.jose",
  /** Entry of the log with which the packet was sealed, in canonical JSON (RFC 8785). */
  entry: "entry.json",
  /** Proof of that entry (C2SP tlog-proof). */
  proof: "entry.tlog-proof",
  /** Public keys of the gateway, with what leads to them from older ones: `PackagedGateway`. */
  gateway: "gateway.json",
  /** Signed word of the gateway about all of the others: a JWS, `typ` `aid-package+jwt`, with `PackageClaims`. */
  manifest: "manifest.jwt",
} as const;

/** Largest package, and largest of its files, bytes. A packet is at most twice the largest message that an operator allows. */
export const PACKAGE_LIMITS = { package: 64 * 1024 * 1024, packet: 62 * 1024 * 1024, other: 1024 * 1024 } as const;

/** Time for which a package may be opened, ms: a disc that lies about for longer is asked for anew. */
export const PACKAGE_LIFE = 60 * 86_400_000;

/** Greatest age of a message that comes on a disc, ms. */
export const IMPORT_WITHIN = 60 * 86_400_000;

/** Media type of a package. */
export const PACKAGE_TYPE = "application/vnd.aid-package+zip";

/** Endings of the names of files. */
export const DISC_ENDINGS = {
  package: ".aidpkg",
  /** A signed receipt, a compact JWS (protocol section 6). */
  receipt: ".aidreceipt",
  /** A message for the gateway, a compact JWE (protocol section 4). */
  message: ".aidmsg",
} as const;

/** What the gateway signs about a package. */
export interface PackageClaims {
  readonly version: string;
  /** The gateway. */
  readonly iss: string;
  /** The recipient. */
  readonly aud: string;
  /** The packet. */
  readonly sub: string;
  /** When it was packed, and until when it may be opened; seconds. */
  readonly iat: number;
  readonly exp: number;
  /** Names of sender and recipient by id, for who reads it. */
  readonly names: Readonly<Record<string, Bilingual>>;
  /** Digest of every other file by its path, `sha-256=:…:`. */
  readonly files: Readonly<Record<string, string>>;
}

/** Content of `gateway.json`. */
export interface PackagedGateway {
  /** Public keys, as `/.well-known/jwks.json` has them. */
  readonly jwks: { readonly keys: readonly object[] };
  /** Statements of former keys, as `/.well-known/aid-gateway` has them. */
  readonly successions: readonly string[];
  /** Registrations in the log by thumbprint, as `/v1/log/key` gives them. */
  readonly registrations: Readonly<Record<string, { readonly entry: string; readonly tlogProof: string }>>;
}
