import { BlockList, isIP, type LookupFunction } from "node:net";

/**
 * IPv4 addresses that are not ordinary hosts on the Internet: the IANA special-purpose registry (RFC 6890),
 * multicast, and the one public address that clouds use for their metadata (Azure 168.63.129.16; the
 * others, 169.254.169.254 and 100.100.100.200, lie in the ranges above).
 */
const SPECIAL_V4 = [
  "0.0.0.0/8",
  "10.0.0.0/8",
  "100.64.0.0/10",
  "127.0.0.0/8",
  "169.254.0.0/16",
  "172.16.0.0/12",
  "192.0.0.0/24",
  "192.0.2.0/24",
  "192.31.196.0/24",
  "192.52.193.0/24",
  "192.88.99.0/24",
  "192.168.0.0/16",
  "192.175.48.0/24",
  "198.18.0.0/15",
  "198.51.100.0/24",
  "203.0.113.0/24",
  "224.0.0.0/4",
  "240.0.0.0/4",
  "168.63.129.16/32",
];

/**
 * IPv6 is refused outside of global unicast, which takes care of loopback, link-local, unique local,
 * multicast, IPv4-mapped and -compatible addresses, NAT64 and segment routing. Inside of it these are
 * refused: protocol assignments with Teredo, benchmarking and ORCHID, documentation, 6to4, AS112.
 */
const GLOBAL_V6 = "2000::/3";
const SPECIAL_V6 = ["2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20", "2620:4f:8000::/48"];

/** Thrown when all addresses of a host are refused. */
export class AddressRefused extends Error {
  override readonly name = "AddressRefused";
  readonly code = "AIDX_ADDRESS_REFUSED";

  constructor() {
    super("the endpoint's address is not one that packets are pushed to");
  }
}

/** Decides which addresses the gateway may connect to (protection against server-side request forgery, SSRF). */
export interface AddressGuard {
  /** Tells whether a connection to this IPv4 or IPv6 address, in text form, is allowed. */
  permits(address: string): boolean;
  /**
   * Looks a name up for `net.connect`, and returns permitted addresses only. The address that was checked is the one that
   * is connected to, so an answer that changes in between (DNS rebinding) has no effect.
   */
  readonly lookup: LookupFunction;
}

/**
 * Makes a guard that refuses every special-purpose address except those in `allow`.
 *
 * @param allow CIDR blocks (`10.20.0.0/16`, `::1/128`) or single addresses of the operator's own networks
 * @param resolve looks names up: `createLookup`
 * @throws TypeError for an entry of `allow` that is not in CIDR notation
 */
export function createAddressGuard(allow: readonly string[], resolve: LookupFunction): AddressGuard {
  const allowed = blockList(allow);
  const special = blockList([...SPECIAL_V4, ...SPECIAL_V6]);
  const global = blockList([GLOBAL_V6]);

  const permits = (address: string): boolean => {
    const version = isIP(address);
    if (version === 0) {
      return false;
    }
    const family = version === 4 ? "ipv4" : "ipv6";
    if (allowed.check(address, family)) {
      return true;
    }
    return !special.check(address, family) && (version === 4 || global.check(address, family));
  };

  const lookup: LookupFunction = (hostname, options, callback) => {
    resolve(hostname, { ...options, all: true }, (error, found) => {
      if (error !== null) {
        callback(error, []);
        return;
      }
      const addresses = (typeof found === "string" ? [{ address: found, family: isIP(found) }] : found).filter(
        ({ address }) => permits(address),
      );
      const [first] = addresses;
      if (first === undefined) {
        callback(new AddressRefused(), []);
      } else if (options.all === true) {
        callback(null, addresses);
      } else {
        callback(null, first.address, first.family);
      }
    });
  };

  return { permits, lookup };
}

function blockList(blocks: readonly string[]): BlockList {
  const list = new BlockList();
  for (const block of blocks) {
    const [address = "", bits, ...rest] = block.split("/");
    const version = isIP(address);
    const prefix = bits === undefined ? (version === 4 ? 32 : 128) : /^\d{1,3}$/.test(bits) ? Number(bits) : -1;
    if (version === 0 || rest.length > 0 || prefix < 0 || prefix > (version === 4 ? 32 : 128)) {
      throw new TypeError("not a CIDR block");
    }
    list.addSubnet(address, prefix, version === 4 ? "ipv4" : "ipv6");
  }
  return list;
}
