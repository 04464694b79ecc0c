import { isIP } from "node:net";
import type { AddressGuard } from "./address-guard.ts";

/** Rules for the URL of an endpoint. */
export interface EndpointRules {
  /** Refuse `http:`. Always true in production. */
  readonly requireHttps: boolean;
}

/** Reason for which a URL cannot be an endpoint. */
export type EndpointFault = "not-a-url" | "not-http" | "not-https" | "userinfo" | "address-refused";

/** Outcome of the check: the URL to push to, or the fault. */
export type EndpointCheck =
  | { readonly ok: true; readonly url: URL; readonly targetUri: string }
  | { readonly ok: false; readonly fault: EndpointFault };

/**
 * Checks an endpoint's URL without looking its name up. Parsing it as browsers do (WHATWG) turns every
 * notation of an IPv4 address (`0x7f.1`, `017700000001`, `2130706433`) into the dotted one first, so
 * the guard sees the address that would be connected to. Names are checked when they are resolved.
 */
export function checkEndpoint(endpoint: string, rules: EndpointRules, guard: AddressGuard): EndpointCheck {
  const url = URL.parse(endpoint);
  if (url === null) {
    return { ok: false, fault: "not-a-url" };
  }
  if (url.protocol !== "https:" && url.protocol !== "http:") {
    return { ok: false, fault: "not-http" };
  }
  if (url.protocol === "http:" && rules.requireHttps) {
    return { ok: false, fault: "not-https" };
  }
  if (url.username !== "" || url.password !== "") {
    return { ok: false, fault: "userinfo" };
  }
  const address = url.hostname.replace(/^\[|\]$/g, "");
  if (isIP(address) !== 0 && !guard.permits(address)) {
    return { ok: false, fault: "address-refused" };
  }
  url.hash = ""; // RFC 9421 section 2.2.2: the target URI has no fragment
  return { ok: true, url, targetUri: url.href };
}
