/** Files that evidence consists of, and the content of its manifest. docs/evidence.md describes the same. */
import { ARCHIVE_LIMITS } from "./archive.ts";
import { isObject, isTime } from "../wire/value.ts";
import { canonicalize } from "../wire/jcs.ts";
import { parseStrict } from "../wire/json.ts";
import { isPartyId } from "../domain/party.ts";
import { isUuid7 } from "../wire/uuid7.ts";
import { decodeUtf8 } from "../wire/utf8.ts";

/** Name and version of the format. */
export const EVIDENCE_FORMAT = "aid-evidence/1";
/** Path of each file. */
export const EVIDENCE_PATHS = {
  manifest: "manifest.json",
  signature: "manifest.jwt",
  checkpoint: "checkpoint.txt",
  timestamp: "checkpoint.tsr",
  parties: "parties.json",
  html: "summary.html",
  pdf: "summary.pdf",
  entry: (index: number) => `entries/${index}.json`,
  proof: (index: number) => `entries/${index}.tlog-proof`,
  cose: (index: number) => `entries/${index}.cose`,
  submissionReceipt: (message: string) => `submission-receipts/${message}.jwt`,
  receipt: (packet: string) => `receipts/${packet}.jwt`,
  keys: (party: string) => `keys/${party}.jwks.json`,
  rules: (version: string) => `policy/${version}.json`,
  schema: (type: string, version: string) => `schemas/${type}.${version}.schema.json`,
} as const;

/** Kind of a file, with what its name says. */
export type EvidenceFile =
  | { readonly kind: "manifest" | "signature" | "checkpoint" | "timestamp" | "parties" | "html" | "pdf" }
  | { readonly kind: "entry" | "proof" | "cose"; readonly index: number }
  | { readonly kind: "submissionReceipt" | "receipt" | "keys" | "rules" | "schema"; readonly id: string };

const SINGLE = new Map<string, EvidenceFile>(
  (["manifest", "signature", "checkpoint", "timestamp", "parties", "html", "pdf"] as const).map((kind) => [
    EVIDENCE_PATHS[kind],
    { kind },
  ]),
);
const INDEXED = { json: "entry", "tlog-proof": "proof", cose: "cose" } as const;

/** Kind of the file at a path; undefined for a path that evidence does not have. */
export function evidenceFile(path: string): EvidenceFile | undefined {
  const single = SINGLE.get(path);
  if (single !== undefined) return single;
  const [, digits, suffix] = /^entries\/(0|[1-9]\d{0,15})\.(json|tlog-proof|cose)$/.exec(path) ?? [];
  if (digits !== undefined && suffix !== undefined && Number.isSafeInteger(Number(digits))) {
    return { kind: INDEXED[suffix as keyof typeof INDEXED], index: Number(digits) };
  }
  const [, folder, id = ""] = /^([a-z-]+)\/(.+)$/.exec(path) ?? [];
  const named = (
    kind: "submissionReceipt" | "receipt" | "keys" | "rules" | "schema",
    end: string,
    fits: (id: string) => boolean,
  ) => {
    const name = id.slice(0, -end.length);
    return id.endsWith(end) && fits(name) ? { kind, id: name } : undefined;
  };
  if (folder === "submission-receipts") return named("submissionReceipt", ".jwt", isUuid7);
  if (folder === "receipts") return named("receipt", ".jwt", isUuid7);
  if (folder === "keys") return named("keys", ".jwks.json", isPartyId);
  if (folder === "policy") return named("rules", ".json", (name) => /^[0-9a-f]{64}$/.test(name));
  if (folder === "schemas") {
    return named("schema", ".schema.json", (name) => /^[a-z-]{1,40}\.\d{1,4}(\.\d{1,4})?$/.test(name));
  }
  return undefined;
}

/** File in the manifest. */
export interface ManifestFile {
  readonly path: string;
  /** Size in bytes. */
  readonly size: number;
  /** Lower case hex. */
  readonly sha256: string;
}

/** `manifest.json`, an RFC 8785 document. It names every other file except its own signature. */
export interface Manifest {
  readonly format: typeof EVIDENCE_FORMAT;
  readonly thread: string;
  /** RFC 3339, UTC, milliseconds. */
  readonly madeAt: string;
  /** The gateway's party id. */
  readonly gateway: string;
  /** Version of the gateway's software. */
  readonly software: string;
  readonly log: { readonly origin: string; readonly size: number };
  /** Leaf hashes, base64url, of entries of the thread that were not published yet. */
  readonly pending: readonly string[];
  /**
   * Version of the readable summary's form. Absent when there is no summary that can be made again from the other
   * files.
   */
  readonly summary?: number;
  /** Sorted by path. */
  readonly files: readonly ManifestFile[];
}

const SHAPE = {
  format: (value: unknown) => value === EVIDENCE_FORMAT,
  thread: (value: unknown) => typeof value === "string" && isUuid7(value),
  madeAt: isTime,
  gateway: (value: unknown) => typeof value === "string" && isPartyId(value),
  software: (value: unknown) => typeof value === "string" && /^[\w.+-]{1,64}$/.test(value),
  log: (value: unknown) =>
    isObject(value) && typeof value.origin === "string" && isCount(value.size) && hasOnly(value, 2),
  pending: (value: unknown) =>
    Array.isArray(value) && value.every((hash) => typeof hash === "string" && /^[\w-]{43}$/.test(hash)),
  files: (value: unknown) => Array.isArray(value) && value.every(isManifestFile),
} as const satisfies Record<Exclude<keyof Manifest, "summary">, (value: unknown) => boolean>;

/** Most bytes of a manifest for each file of its archive: a path, a size and a digest; and for all else in it. */
const FILE_BYTES = ARCHIVE_LIMITS.pathCharacters + 160;
const OTHER_BYTES = 8 * 1024 * 1024;

/**
 * Reads a manifest; undefined for bytes that are not one in RFC 8785 form, or that are more than an archive of so many files
 * needs: a manifest of millions of members is not even parsed.
 */
export function readManifest(bytes: Uint8Array, files: number = ARCHIVE_LIMITS.files): Manifest | undefined {
  if (bytes.length > OTHER_BYTES + files * FILE_BYTES) return undefined;
  const value = canonicalObject(bytes, 4);
  const optional = value?.summary === undefined ? 0 : 1;
  if (value === undefined || !hasOnly(value, Object.keys(SHAPE).length + optional)) return undefined;
  if (optional === 1 && !isCount(value.summary)) return undefined;
  return Object.entries(SHAPE).every(([name, fits]) => fits(value[name])) ? (value as unknown as Manifest) : undefined;
}

/** Bytes of a manifest. */
export function writeManifest(manifest: Manifest): Uint8Array {
  return new TextEncoder().encode(canonicalize(manifest));
}

/** Reads a JSON object in RFC 8785 form; undefined for any other bytes. */
export function canonicalObject(bytes: Uint8Array, maxDepth: number): Readonly<Record<string, unknown>> | undefined {
  try {
    const value = parseStrict(bytes, { maxDepth });
    if (!isObject(value)) return undefined;
    return canonicalize(value) === decodeUtf8(bytes) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Path of a schema, from its name `{type}@{version}`. */
export function schemaPath(schema: string): string {
  const [type = "", version = ""] = schema.split("@");
  return EVIDENCE_PATHS.schema(type, version);
}

function isManifestFile(value: unknown): boolean {
  return (
    isObject(value) &&
    hasOnly(value, 3) &&
    typeof value.path === "string" &&
    isCount(value.size) &&
    typeof value.sha256 === "string" &&
    /^[0-9a-f]{64}$/.test(value.sha256)
  );
}

function hasOnly(value: object, members: number): boolean {
  return Object.keys(value).length === members;
}

function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}
