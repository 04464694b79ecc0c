/** Facts in a kept time stamp, unverified. Needs no package that a browser would load later. */
import { equalBytes } from "../../wire/bytes.ts";
import { DerReader, TAG } from "./der.ts";
import { TimestampError } from "./timestamp-error.ts";
import { readToken, type TokenParts } from "./token.ts";
import { readCertificate } from "./x509.ts";
import { decodeUtf8, utf8In } from "../../wire/utf8.ts";

/** Facts that a time stamp states. */
export interface StampFacts {
  /** The authority's time, RFC 3339, UTC, milliseconds. */
  readonly time: string;
  /** Common name and organisation of the signer's certificate, as far as they are there. */
  readonly authority: string;
}

const GENERALIZED_TIME = 0x18;
/** Common name, organisation (X.520). */
const NAMES = ["2.5.4.3", "2.5.4.10"] as const;
/** Tag of BMPString. The other types of strings in names are UTF-8 or ASCII. */
const BMP = 0x1e;

/** Reads the facts of a time stamp as it is kept; undefined for bytes that are not a time stamp. */
export function stampFacts(token: Uint8Array): StampFacts | undefined {
  try {
    const parts = readToken(token);
    return { time: timeOf(parts.info), authority: authorityOf(parts) };
  } catch (error) {
    if (error instanceof TypeError || error instanceof TimestampError || error instanceof RangeError) return undefined;
    throw error;
  }
}

/** Reads the time in a TSTInfo (RFC 3161 section 2.4.2). @throws {TypeError} @throws {RangeError} */
function timeOf(info: Uint8Array): string {
  const fields = new DerReader(info).into(TAG.sequence);
  fields.small();
  fields.oid();
  fields.value(TAG.sequence);
  fields.value(TAG.integer);
  const text = decodeUtf8(fields.content(GENERALIZED_TIME));
  const [, date = "", hours = "", minutes = "", seconds = "", fraction = ""] =
    /^(\d{8})(\d\d)(\d\d)(\d\d)(?:\.(\d+))?Z$/.exec(text) ?? [];
  const day = `${date.slice(0, 4)}-${date.slice(4, 6)}-${date.slice(6)}`;
  const milliseconds = fraction.slice(0, 3).padEnd(3, "0");
  return new Date(`${day}T${hours}:${minutes}:${seconds}.${milliseconds}Z`).toISOString();
}

function authorityOf({ certificates, signer }: TokenParts): string {
  const own = certificates
    .map(readCertificate)
    .find(({ issuer, serial }) => equalBytes(issuer, signer.issuer) && equalBytes(serial, signer.serial));
  const names = own === undefined ? [] : namesOf(own.subject);
  return [...new Set(NAMES.flatMap((oid) => names.filter(([type]) => type === oid).map(([, name]) => name)))].join(
    ", ",
  );
}

/** Reads the attributes of a name in their order. @throws {TypeError} */
function namesOf(subject: Uint8Array): [oid: string, value: string][] {
  const names: [string, string][] = [];
  const sets = new DerReader(subject).into(TAG.sequence);
  while (!sets.done) {
    const set = sets.into(TAG.set);
    while (!set.done) {
      const pair = set.into(TAG.sequence);
      const oid = pair.oid();
      const { tag, content } = pair.any();
      names.push([oid, textIn(tag, content)]);
    }
  }
  return names;
}

/** A text of a name: two bytes a character, UTF-8, or of the older one-byte types. @throws {TypeError} */
function textIn(tag: number, content: Uint8Array): string {
  if (tag === BMP) return new TextDecoder("utf-16be", { fatal: true }).decode(content);
  return utf8In(content) ?? new TextDecoder("latin1", { fatal: true }).decode(content);
}
