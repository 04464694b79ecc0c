/**
 * Header rules of compact JOSE objects (protocol section 2), for everything that reads one: the gateway's suite, the
 * SDK, the verifier of evidence, client assertions. Which algorithm a token may name, the key decides that it names
 * (`algorithmFits`). Runs in browsers.
 */
import { CONTENT_ENCRYPTION } from "./algorithms.ts";
import { decodeBase64url, readBase64url } from "./base64.ts";
import { parseStrict } from "./json.ts";
import { isObject } from "./value.ts";

/**
 * Media types (`typ`) of what the protocol signs. They differ in more than case, so that a token of one kind is never
 * taken for another (RFC 8725 section 3.11).
 */
export const TOKEN_TYPES = {
  message: "aid-message+jwt",
  submissionReceipt: "aid-submission-receipt+jwt",
  packet: "aid-packet+jwt",
  receipt: "aid-receipt+jwt",
  evidence: "aid-evidence+jwt",
  statement: "aid-statement+jwt",
  succession: "aid-key-succession+jwt",
  keyChange: "aid-key-change+jwt",
  newKeys: "aid-new-keys+jwt",
  package: "aid-package+jwt",
} as const;

/** Rules for the members of a protected header. */
export interface HeaderRules<Member extends string> {
  /** Members that must be there. */
  readonly required: readonly Member[];
  /** Members that may be there too; `any` allows all but those of `REFUSED`. */
  readonly optional: readonly string[] | "any";
  /** Media types of which `typ`, where it is there, must name one; absent: any. */
  readonly typ?: readonly string[];
  /** Media types of which `cty`, where it is there, must name one; absent: any. */
  readonly cty?: readonly string[];
}

/** A protected header that follows its rules. */
export type Header<Member extends string = never> = Readonly<Record<string, unknown>> &
  Readonly<Record<Member, string>>;

/** Rules of a JWS. */
export type SignedRules = HeaderRules<"alg" | "kid" | "typ">;

/** A JWS of the protocol, of whatever media type. */
export const SIGNED: SignedRules = { required: ["alg", "kid", "typ"], optional: [] };

/** A JWS of the protocol of one media type. */
export function signedAs(typ: string): SignedRules {
  return { ...SIGNED, typ: [typ] };
}

/** A JWE of the protocol, which always holds a JWS. It needs no `typ`; a standard library may write the obvious one. */
const ENCRYPTED: HeaderRules<"alg" | "enc" | "kid" | "cty"> = {
  required: ["alg", "enc", "kid", "cty"],
  optional: ["typ", "epk", "apu", "apv"],
  typ: ["JOSE", "JWT"],
  cty: ["JWT"],
};

/**
 * A client assertion (RFC 7523). OAuth libraries write it, and add members of their own such as `x5t#S256`: those are
 * ignored, as RFC 7515 section 4 asks. The names of its type are those of RFC 7519 and of rfc7523bis.
 */
export const ASSERTION: HeaderRules<never> = {
  required: [],
  optional: "any",
  typ: ["JWT", "client-authentication+jwt"],
};

/**
 * Members that no header may have: they bring a key or the address of one (`jwk`, `jku`, `x5u`), change what is signed
 * (`b64`, `zip`), or must be understood (`crit`), and no extension is. Where `optional` is a list, it leaves them out.
 */
const REFUSED: ReadonlySet<string> = new Set(["crit", "b64", "zip", "jwk", "jku", "x5u"]);

/** Members that are texts wherever they are. */
const TEXTS = ["alg", "enc", "kid", "typ", "cty"];

/** Longest header that is looked at, in characters. One of P-256 or RSA has some 350; a library may add certificates. */
const MAX_CHARACTERS = { list: 4096, any: 8192 } as const;
const MAX_DEPTH = 8;

/**
 * Why a header is refused: `form` for what is not a JSON object in canonical base64url, `member` for a member that is
 * missing, not allowed or not a text, `type` for another `typ` or `cty`.
 */
export type HeaderFault = "form" | "member" | "type";

/** A header that does not follow its rules. */
export class HeaderError extends Error {
  override readonly name = "HeaderError";
  readonly fault: HeaderFault;

  constructor(fault: HeaderFault, options?: { cause?: unknown }) {
    super(`a token's header is refused: ${fault}`, options);
    this.fault = fault;
  }
}

/**
 * Splits the text of a compact serialization (RFC 7515 section 7.1, RFC 7516 section 7.1).
 * @returns undefined unless it has that many parts, each of them canonical base64url
 */
export function splitToken(text: string, count: 3 | 5): readonly string[] | undefined {
  const parts = text.split(".", count + 1);
  return parts.length === count && parts.every((part) => decodeBase64url(part) !== undefined) ? parts : undefined;
}

/**
 * Reads the protected header in the first part of a token.
 *
 * @param part base64url, as a text or as its ASCII bytes
 * @throws {HeaderError}
 */
export function readHeader<Member extends string>(
  part: string | Uint8Array,
  rules: HeaderRules<Member>,
): Header<Member> {
  const { required, optional, typ, cty } = rules;
  const header = parse(part, MAX_CHARACTERS[optional === "any" ? "any" : "list"]);
  const allowed = (name: string): boolean =>
    optional === "any" ? !REFUSED.has(name) : optional.includes(name) || (required as readonly string[]).includes(name);
  const fits =
    Object.keys(header).every(allowed) &&
    required.every((name) => Object.hasOwn(header, name)) &&
    TEXTS.every((name) => header[name] === undefined || typeof header[name] === "string");
  if (!fits) throw new HeaderError("member");
  if (!namesOneOf(header.typ, typ) || !namesOneOf(header.cty, cty)) throw new HeaderError("type");
  return header as Header<Member>;
}

/** Reads the protected header of a JWE. @throws {HeaderError} */
export function readEncryptedHeader(part: string | Uint8Array): Header<"alg" | "enc" | "kid" | "cty"> {
  const header = readHeader(part, ENCRYPTED);
  if (header.enc !== CONTENT_ENCRYPTION) throw new HeaderError("member");
  return header;
}

function parse(part: string | Uint8Array, longest: number): Readonly<Record<string, unknown>> {
  const short = part.length <= longest;
  const bytes = short ? (typeof part === "string" ? decodeBase64url(part) : readBase64url(part)) : undefined;
  if (bytes === undefined) throw new HeaderError("form");
  let header: unknown;
  try {
    header = parseStrict(bytes, { maxDepth: MAX_DEPTH });
  } catch (cause) {
    throw new HeaderError("form", { cause });
  }
  if (!isObject(header)) throw new HeaderError("form");
  return header;
}

function namesOneOf(value: unknown, types: readonly string[] | undefined): boolean {
  return types === undefined || value === undefined || types.some((type) => namesType(value, type));
}

/**
 * Tells whether a `typ` or `cty` names a media type: without regard to case (RFC 2045 section 5.1), with `application/`
 * written or left out when there is no other slash (RFC 7515 sections 4.1.9 and 4.1.10).
 *
 * The standard's rule and not a comparison of texts: JOSE libraries and RFC 9068 write either form, so clients written
 * from the protocol do. It gives nothing away, for no two of `TOKEN_TYPES` are alike under it.
 */
export function namesType(value: unknown, type: string): boolean {
  if (value === type) return true;
  // ASCII only: toLowerCase turns some other characters, such as U+212A, into ASCII letters.
  if (typeof value !== "string" || !/^[\x21-\x7e]{1,100}$/.test(value)) return false;
  return fullType(value) === fullType(type);
}

function fullType(type: string): string {
  const lower = type.toLowerCase();
  return lower.includes("/") ? lower : `application/${lower}`;
}
