import { AddressRefused } from "./address-guard.ts";

/** Reason for which there was no answer: a short word for logs and the audit log, never text of the other side. */
export type HttpFaultCode =
  | "timeout"
  | "aborted"
  | "refused"
  | "unreachable"
  | "dns"
  | "tls"
  | "address-refused"
  | "connection-closed"
  | "answer-incomplete"
  | "bad-answer";

/** Thrown when a request got no answer, or not all of it. */
export class HttpFault extends Error {
  override readonly name = "HttpFault";
  readonly fault: HttpFaultCode;

  constructor(fault: HttpFaultCode, options?: { cause?: unknown }) {
    super(fault, options);
    this.fault = fault;
  }
}

const FAULTS: Readonly<Record<string, HttpFaultCode>> = {
  ETIMEDOUT: "timeout",
  ECONNREFUSED: "refused",
  EHOSTUNREACH: "unreachable",
  ENETUNREACH: "unreachable",
  EHOSTDOWN: "unreachable",
  EADDRNOTAVAIL: "unreachable",
  ENOTFOUND: "dns",
  EAI_AGAIN: "dns",
  ECONNRESET: "connection-closed",
  ECONNABORTED: "connection-closed",
  EPIPE: "connection-closed",
  EPROTO: "tls",
};

/** Derives the fault from an error of a connection. */
export function faultOf(error: unknown): HttpFaultCode {
  if (error instanceof AddressRefused) return "address-refused";
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  const known = FAULTS[code];
  if (known !== undefined) return known;
  // OpenSSL's verification results (CERT_HAS_EXPIRED, SELF_SIGNED_CERT_IN_CHAIN, …) and Node's TLS errors.
  return /^ERR_(TLS|SSL|OSSL)_|CERT|SIGNATURE|ISSUER|^HOSTNAME/.test(code) ? "tls" : "bad-answer";
}
