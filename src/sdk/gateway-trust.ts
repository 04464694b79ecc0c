import { isPartyId } from "../domain/party.ts";
import { parseVerifierKey } from "../tlog/note.ts";
import { parseStrict } from "../wire/json.ts";
import { isObject } from "../wire/value.ts";
import { UntrustedError } from "./problem-error.ts";
import { sha256 } from "@noble/hashes/sha2.js";

/**
 * A gateway as a party trusts it: the content of `gateway.trust.json`, which `aidx trust pin` makes. It reaches the party
 * by another way than the answers that it is needed for, so that nobody between the two can take the gateway's place.
 */
export interface GatewayTrust {
  /** The gateway's party id. */
  readonly gateway: string;
  /** `aud` of client assertions. */
  readonly issuer: string;
  /** Thumbprints (RFC 7638) of the keys that sign packets and receipts. */
  readonly sig: readonly string[];
  /** Thumbprints of the keys that messages are encrypted for. */
  readonly enc: readonly string[];
  /** Keys of the log (C2SP signed-note vkey). */
  readonly log: readonly string[];
}

/** Longest trust file, characters. */
const MAX_LENGTH = 65_536;
const THUMBPRINT = /^[A-Za-z0-9_-]{43}$/;

/** Reads a trust file. @throws {TypeError} for any other document */
export function readGatewayTrust(document: string): GatewayTrust {
  if (document.length > MAX_LENGTH) throw new TypeError("a trust file is not that long");
  let value: unknown;
  try {
    value = parseStrict(document, { maxDepth: 3 });
  } catch (cause) {
    throw new TypeError("the trust file is not JSON", { cause });
  }
  if (!isGatewayTrust(value)) {
    throw new TypeError("a trust file has gateway, issuer, and lists of keys: sig, enc, log");
  }
  const { gateway, issuer, sig, enc, log } = value;
  return { gateway, issuer, sig, enc, log };
}

function isGatewayTrust(value: unknown): value is GatewayTrust {
  if (!isObject(value)) return false;
  const { gateway, issuer, sig, enc, log } = value;
  return (
    typeof gateway === "string" &&
    isPartyId(gateway) &&
    typeof issuer === "string" &&
    isUrl(issuer) &&
    [sig, enc].every((keys) => isList(keys, (text) => THUMBPRINT.test(text))) &&
    isList(log, isLogKey)
  );
}

/** Tells whether a text is a URL. Chromium has `URL.canParse` from 120 on. */
function isUrl(text: string): boolean {
  try {
    return new URL(text).href !== "";
  } catch {
    return false;
  }
}

function isList(value: unknown, holds: (text: string) => boolean): value is readonly string[] {
  return Array.isArray(value) && value.length > 0 && value.every((item) => typeof item === "string" && holds(item));
}

function isLogKey(text: string): boolean {
  try {
    return parseVerifierKey(text, sha256).type === 1;
  } catch {
    return false;
  }
}

/** Tells whether a host is this machine, where nobody stands between the two. */
function isLoopback(hostname: string): boolean {
  return hostname === "localhost" || hostname === "[::1]" || /^127(\.\d{1,3}){3}$/.test(hostname);
}

/**
 * Refuses an address of another machine unless the gateway is pinned and, but for a caller who said otherwise, TLS is used.
 * @throws UntrustedError `plain-http`, `unpinned`
 */
export function requirePinned(
  url: string,
  { trust, plainHttp = false }: { readonly trust?: GatewayTrust; readonly plainHttp?: boolean },
): void {
  requireTls(url, plainHttp);
  if (trust === undefined && !isLoopback(new URL(url).hostname)) throw new UntrustedError("unpinned", UNPINNED);
}

/** Refuses to speak `http:` to another machine, unless the caller said so. @throws UntrustedError `plain-http` */
export function requireTls(url: string, plainHttp: boolean): void {
  const { protocol, hostname } = new URL(url);
  if (protocol !== "https:" && !plainHttp && !isLoopback(hostname)) throw new UntrustedError("plain-http", PLAIN_HTTP);
}

/**
 * Refuses a gateway that names another issuer than it was asked as (RFC 8414 section 3.3): it could hand an assertion that
 * is signed for it to the gateway whose issuer that is.
 * @throws UntrustedError `issuer`
 */
export function requireIssuer(published: string, expected: string): void {
  if (published.replace(/\/$/, "") !== expected.replace(/\/$/, "")) throw new UntrustedError("issuer", OTHER_ISSUER);
}

const PLAIN_HTTP = {
  zh: "网关地址须使用 https://；确须经明文 http 连接时，请注明 --plain-http",
  en: "the gateway's address must be https://; to send over plain http all the same, say so: --plain-http (plainHttp)",
};
const UNPINNED = {
  zh: "未确认网关的公钥：请先执行 aidx trust pin，并与网关运营方核对（gateway.trust.json）",
  en: "the gateway's keys are not pinned: run aidx trust pin first and compare with the gateway's operator (gateway.trust.json)",
};
const OTHER_ISSUER = {
  zh: "该地址公布的签发者（issuer）与所用地址不同：请改用签发者地址，或以 aidx trust pin --issuer 确认",
  en: "the gateway names another issuer than the address that was asked: use the issuer's address, or pin it with aidx trust pin --issuer",
};
