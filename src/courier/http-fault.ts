import { AddressRefused } from "./address-guard.ts";

/** Why there was no answer, as a short word for logs and the audit log; never the other side's text. */
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

/** No answer. */
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

/** The fault that an error of a connection stands for. */
export function faultOf(error: unknown): HttpFaultCode {
  if (error instanceof AddressRefused) return "address-refused";
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  const known = FAULTS[code];
  if (known !== undefined) return known;
  // OpenSSL's verification results (CERT_HAS_EXPIRED, SELF_SIGNED_CERT_IN_CHAIN, …) and Node's TLS errors.
  return /^ERR_(TLS|SSL|OSSL)_|CERT|SIGNATURE|ISSUER|^HOSTNAME/.test(code) ? "tls" : "bad-answer";
}
