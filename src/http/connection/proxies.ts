import { BlockList, isIP } from "node:net";

/**
 * The address in what a proxy wrote into `X-Forwarded-For`: without the port that some add (`192.0.2.1:5044`,
 * `[2001:db8::1]:443`). With it one host would be as many callers as it has ports.
 */
export function bareAddress(text: string): string {
  const bracketed = /^\[([^\]]*)\]/.exec(text)?.[1];
  return bracketed ?? /^(\d+\.\d+\.\d+\.\d+):\d+$/.exec(text)?.[1] ?? text;
}

/** Makes a test for the operator's reverse proxies. @param networks in CIDR notation, or single addresses */
export function trustedProxies(networks: readonly string[]): (address: string) => boolean {
  const trusted = new BlockList();
  for (const network of networks) {
    const [address = "", bits] = network.split("/");
    const v6 = isIP(address) === 6;
    trusted.addSubnet(address, Number(bits ?? (v6 ? 128 : 32)), v6 ? "ipv6" : "ipv4");
  }
  return (text) => {
    const address = bareAddress(text);
    const version = isIP(address);
    return version !== 0 && trusted.check(address, version === 6 ? "ipv6" : "ipv4");
  };
}

/** Path and query of a request target: that of the absolute form (RFC 9112 section 3.2.2), which proxies may send, too. */
export function originForm(target: string): string {
  const authority = /^https?:\/\/[^/?#]*/i.exec(target)?.[0];
  if (authority === undefined) return target;
  const rest = target.slice(authority.length);
  return rest.startsWith("/") ? rest : `/${rest}`;
}
