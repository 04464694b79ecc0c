import {
  type Dictionary,
  type InnerList,
  type Item,
  type Parameters,
  isInnerList,
  parseDictionary,
  serializeInnerList,
  serializeItem,
} from "./structured-fields.ts";

/** Label of the gateway's signature on a push (protocol section 5). */
export const PUSH_LABEL = "gw";

/** Components that the gateway's signature on a push covers (protocol section 5), in this order. */
export const PUSH_COMPONENTS = [
  "@method",
  "@target-uri",
  "content-digest",
  "content-type",
  "aid-packet",
  "aid-message",
  "aid-attempt",
] as const;

/** Components that it covers of a request without a packet, which tries the endpoint. */
export const TEST_COMPONENTS = ["@method", "@target-uri", "content-digest", "content-type", "aid-test"] as const;

/** Name of ES256 in RFC 9421. */
export const PUSH_ALGORITHM = "ecdsa-p256-sha256";

/** Reason for which a message signature is refused. For logs: a caller need not tell them apart. */
export type HttpSignatureFault =
  | "malformed-field"
  | "no-signature"
  | "missing-component"
  | "unsupported-component"
  | "not-covered"
  | "not-fresh"
  | "wrong-algorithm"
  | "unknown-key"
  | "bad-signature";

/** Thrown for a message signature (RFC 9421) that cannot be made or is refused. */
export class HttpSignatureError extends Error {
  override readonly name = "HttpSignatureError";
  readonly fault: HttpSignatureFault;

  constructor(fault: HttpSignatureFault, options?: { cause?: unknown }) {
    super(`message signature: ${fault}`, options);
    this.fault = fault;
  }
}

/** Header fields by lower-case name; an array holds the lines of a field that came more than once. */
export type HeaderFields = Readonly<Record<string, string | readonly string[] | undefined>>;

/** Message that is signed: the values of which its covered components are made. */
export interface SignedMessage {
  /** Values of derived components (RFC 9421 section 2.2) by their names, such as `@method`. */
  readonly derived: Readonly<Record<string, string>>;
  readonly headers: HeaderFields;
}

/**
 * Makes the message of a request, with the two derived components that a push signs: `@method` and `@target-uri`.
 *
 * @param url absolute, as it was requested; normalised here and without its fragment (section 2.2.2)
 */
export function signedRequest(method: string, url: string, headers: HeaderFields): SignedMessage {
  const target = new URL(url);
  target.hash = "";
  return { derived: { "@method": method, "@target-uri": target.href }, headers };
}

const NO_PARAMS: Parameters = new Map();

/** Makes component identifiers without parameters. */
export function components(names: readonly string[]): Item[] {
  return names.map((value) => ({ value, params: NO_PARAMS }));
}

/**
 * Writes the signature base (RFC 9421 section 2.5) of a message for a covered list with its parameters, as the list
 * stands in Signature-Input. Component parameters (`sf`, `key`, `bs`, `tr`, `req`, `name`) are refused, not ignored.
 *
 * @throws {HttpSignatureError}
 */
export function signatureBase(message: SignedMessage, covered: InnerList): string {
  const seen = new Set<string>();
  let base = "";
  for (const item of covered.items) {
    const id = serializeItem(item);
    if (seen.has(id)) {
      throw new HttpSignatureError("malformed-field"); // section 2.5: an identifier occurs once
    }
    seen.add(id);
    base += `${id}: ${componentValue(message, item)}\n`;
  }
  return `${base}"@signature-params": ${serializeInnerList(covered)}`;
}

function componentValue({ derived, headers }: SignedMessage, { value: name, params }: Item): string {
  if (typeof name !== "string") {
    throw new HttpSignatureError("malformed-field");
  }
  if (params.size > 0) {
    throw new HttpSignatureError("unsupported-component");
  }
  if (!name.startsWith("@")) {
    return field(headers, name);
  }
  const value = Object.hasOwn(derived, name) ? derived[name] : undefined;
  if (value === undefined) {
    throw new HttpSignatureError("unsupported-component");
  }
  return value;
}

/** Reads the value of a field (section 2.1): its lines without white space around them, joined with a comma and a space. */
function field(headers: HeaderFields, name: string): string {
  const lines = headers[name];
  if (name !== name.toLowerCase()) {
    throw new HttpSignatureError("malformed-field");
  }
  const value = typeof lines === "string" ? trim(lines) : lines?.map(trim).join(", ");
  if (value?.includes("\n")) {
    throw new HttpSignatureError("malformed-field"); // a line end in a value would write a line of the base
  }
  if (value === undefined) {
    throw new HttpSignatureError("missing-component");
  }
  return value;
}

function trim(line: string): string {
  return line.replace(/^[ \t]+|(?<![ \t])[ \t]+$/g, "");
}

/** Rules of a verifier. Times in seconds since the epoch. */
export interface SignatureRules {
  readonly label: string;
  /** Components that must be covered. */
  readonly required: readonly string[];
  readonly algorithm: string;
  readonly now: number;
  /** Longest time between `created` and now, in either direction. */
  readonly freshness: number;
}

/** Signature that follows the rules. The caller verifies `signature` over `base` with the key `keyid`. */
export interface OpenedSignature {
  readonly keyid: string;
  readonly base: string;
  readonly signature: Uint8Array;
}

/**
 * Verifies a signature (RFC 9421 section 3.2) except for the mathematics: finds it by its label, checks that it
 * covers what it must, is fresh and of the expected algorithm, and builds the signature base.
 *
 * @throws {HttpSignatureError}
 */
export function openSignature(message: SignedMessage, rules: SignatureRules): OpenedSignature {
  const covered = dictionary(message.headers, "signature-input").get(rules.label);
  const value = dictionary(message.headers, "signature").get(rules.label);
  if (covered === undefined || value === undefined) {
    throw new HttpSignatureError("no-signature");
  }
  if (!isInnerList(covered) || isInnerList(value) || !(value.value instanceof Uint8Array)) {
    throw new HttpSignatureError("malformed-field");
  }
  const names = new Set(covered.items.filter((item) => item.params.size === 0).map((item) => item.value));
  if (!rules.required.every((name) => names.has(name))) {
    throw new HttpSignatureError("not-covered");
  }
  const { params } = covered;
  const [created, expires, alg, keyid] = [
    params.get("created"),
    params.get("expires"),
    params.get("alg"),
    params.get("keyid"),
  ];
  const fresh = typeof created === "number" && Math.abs(created - rules.now) <= rules.freshness;
  if (!fresh || (expires !== undefined && !(typeof expires === "number" && expires > rules.now))) {
    throw new HttpSignatureError("not-fresh");
  }
  if (alg !== undefined && alg !== rules.algorithm) {
    throw new HttpSignatureError("wrong-algorithm");
  }
  if (typeof keyid !== "string") {
    throw new HttpSignatureError("unknown-key");
  }
  return { keyid, base: signatureBase(message, covered), signature: value.value };
}

function dictionary(headers: HeaderFields, name: string): Dictionary {
  const lines = headers[name];
  if (lines === undefined) {
    throw new HttpSignatureError("no-signature");
  }
  try {
    return parseDictionary(typeof lines === "string" ? lines : lines.join(", "));
  } catch (cause) {
    throw new HttpSignatureError("malformed-field", { cause });
  }
}
