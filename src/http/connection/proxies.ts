import { BlockList, isIP } from "node:net";
import type { FastifyRequest } from "fastify";

/** Fields by which proxies say that they call for somebody else. */
const FORWARDED = ["x-forwarded-for", "forwarded", "x-real-ip", "via"];

/**
 * The address in what a proxy wrote into `X-Forwarded-For`: without the port that some add (`192.0.2.1:5044`,
 * `[2001:db8::1]:443`). With it one host would be as many callers as it has ports.
 */
export function bareAddress(text: string): string {
  const bracketed = /^\[([^\]]*)\]/.exec(text)?.[1];
  return bracketed ?? /^(\d+\.\d+\.\d+\.\d+):\d+$/.exec(text)?.[1] ?? text;
}

/** Makes a test for addresses of networks. @param networks in CIDR notation, or single addresses */
export function addressesOf(networks: readonly string[]): (address: string) => boolean {
  const all = new BlockList();
  for (const network of networks) {
    const [address = "", bits] = network.split("/");
    const v6 = isIP(address) === 6;
    all.addSubnet(address, Number(bits ?? (v6 ? 128 : 32)), v6 ? "ipv6" : "ipv4");
  }
  return (text) => {
    const address = bareAddress(text);
    const version = isIP(address);
    return version !== 0 && all.check(address, version === 6 ? "ipv6" : "ipv4");
  };
}

/** Tells whether a request comes through a proxy that is not trusted, so that nobody knows for whom it calls. */
export function isThroughStranger({ headers, socket }: FastifyRequest, trusted: (address: string) => boolean): boolean {
  return FORWARDED.some((name) => headers[name] !== undefined) && !trusted(socket.remoteAddress ?? "");
}

/**
 * The address for which a request asks: its own, or the one that a trusted proxy names. Undefined when that is unknown,
 * because a proxy asks that is not trusted or does not say for whom.
 */
export function knownAddress(request: FastifyRequest, trusted: (address: string) => boolean): string | undefined {
  if (isThroughStranger(request, trusted)) return undefined;
  const proxy = trusted(request.socket.remoteAddress ?? "");
  return proxy && request.headers["x-forwarded-for"] === undefined ? undefined : request.ip;
}

/** Path and query of a request target: that of the absolute form (RFC 9112 section 3.2.2), which proxies may send, too. */
export function originForm(target: string): string {
  const authority = /^https?:\/\/[^/?#]*/i.exec(target)?.[0];
  if (authority === undefined) return target;
  const rest = target.slice(authority.length);
  return rest.startsWith("/") ? rest : `/${rest}`;
}
