import { isIP } from "node:net";
import { buildConnector } from "undici";
import { type AddressGuard, AddressRefused } from "./address-guard.ts";

/** TLS material for endpoints with a certificate of a private authority, or that ask for ours (RFC 8705). PEM. */
export interface CourierTls {
  readonly ca?: string | readonly string[];
  readonly cert?: string;
  readonly key?: string;
}

/**
 * An undici connector whose connections end at permitted addresses only. Names go through the guard's
 * lookup. An address written as such is not looked up by `net.connect`, so it is checked here.
 */
export function createConnector(guard: AddressGuard, timeoutMs: number, tls: CourierTls): buildConnector.connector {
  const connect = buildConnector({
    lookup: guard.lookup,
    timeout: timeoutMs,
    allowH2: false,
    autoSelectFamily: true,
    rejectUnauthorized: true,
    minVersion: "TLSv1.2",
    ...(tls.ca === undefined ? {} : { ca: typeof tls.ca === "string" ? tls.ca : [...tls.ca] }),
    ...(tls.cert === undefined ? {} : { cert: tls.cert }),
    ...(tls.key === undefined ? {} : { key: tls.key }),
  });
  return (options, callback) => {
    const address = options.hostname.replace(/^\[|\]$/g, "");
    if (isIP(address) !== 0 && !guard.permits(address)) {
      callback(new AddressRefused(), null);
      return;
    }
    connect(options, callback);
  };
}
