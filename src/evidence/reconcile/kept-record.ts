/** Records of files that a party keeps. A damaged record is reported, and the others are still read. Pure. */
import { isObject } from "../../wire/value.ts";
import type { PlacedEntry } from "../packet-story.ts";
import { keyInForce } from "../verify/key-register.ts";
import { type PartyKey, verifyToken } from "../verify/signed-token.ts";

/** Faults of a file; a closed list. */
export type FileFaultCode =
  /** The file cannot be read, or is not what its name says. */
  | "unreadable"
  /** The signed part does not verify: signature, issuer or key. */
  | "signature"
  /** The record differs from its signed part, from its name, or from the file beside it. */
  | "record-differs";

/** File that cannot be believed. */
export interface FileFault {
  readonly code: FileFaultCode;
  readonly file: string;
}

/** Members of a record or of claims. */
export type Members = Readonly<Record<string, unknown>>;

/**
 * Verifies what a party signed.
 * @param keptAt when it was put into its file
 * @returns the claims; undefined when it does not verify
 */
export type VerifySigned = (jws: string, keptAt: string) => Promise<Members | undefined>;

/** Reads the JSON object in a file; undefined when none can be read. */
export type RecordReader = (file: string) => Promise<Members | undefined>;

/** Reads the JSON object in the text of a file; undefined when there is none. */
export function recordIn(text: string): Members | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Who signed what a party keeps, and with which keys. */
export interface Signers {
  /** Entries of type `key` of the log, in its order. */
  readonly registered: readonly PlacedEntry[];
  /** Id of the gateway in these entries. */
  readonly gateway: string;
  /** Looks up the public keys of a party. */
  readonly keysOf: (party: string) => Promise<readonly PartyKey[]>;
}

/** Makes the check of what a party signed: it counts only under a key that the log had registered by then. */
export function keptVerifier({ registered, gateway, keysOf }: Signers, party: string, typ: string): VerifySigned {
  return async (jws, keptAt) => {
    const token = await verifyToken(jws, typ, await keysOf(party));
    const place = { index: Number.POSITIVE_INFINITY, time: keptAt };
    return token !== undefined && keyInForce(registered, gateway, party, token.kid, place) ? token.claims : undefined;
  };
}

/** A text, or "" for any other value. Ids, digests and codes are never empty. */
export function textIn(value: unknown): string {
  return typeof value === "string" ? value : "";
}
