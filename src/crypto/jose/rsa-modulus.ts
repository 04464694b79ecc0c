import { KeyError } from "./key-error.ts";

/** Primes by which a modulus of the ROCA generator is recognised: the odd ones up to 167. */
const PRIMES = [
  3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83, 89, 97, 101, 103, 107, 109, 113,
  127, 131, 137, 139, 149, 151, 157, 163, 167,
] as const;

/** Residues that are powers of 65537, by prime. */
const POWERS: ReadonlyMap<number, ReadonlySet<number>> = new Map(
  PRIMES.map((prime) => {
    const residues = new Set<number>();
    for (let r = 1; !residues.has(r); r = (r * 65537) % prime) residues.add(r);
    return [prime, residues];
  }),
);

/**
 * Checks the size of an RSA key (2048 to 8192 bits), its exponent (odd, 65537 or more, 32 bits at
 * most: FIPS 186-5 appendix A.1.1, with an upper bound that keeps a verification cheap) and that its
 * modulus is not one of the broken generator of CVE-2017-15361 (ROCA).
 *
 * @param n modulus, big-endian
 * @param e exponent, big-endian
 * @throws {KeyError} `malformed`, `rsa-size`, `rsa-exponent` or `rsa-weak`
 */
export function checkRsa(n: Buffer, e: Buffer): void {
  // RFC 7518 section 6.3.1.1: no leading zero octets; so the length is that of the number.
  if (n.length === 0 || n[0] === 0 || e.length === 0 || e[0] === 0) throw new KeyError("malformed");
  const bits = n.length * 8 - Math.clz32(n[0] as number) + 24;
  if (bits < 2048 || bits > 8192) throw new KeyError("rsa-size");
  const exponent = e.length <= 4 ? e.readUIntBE(0, e.length) : 0;
  if (exponent < 65537 || exponent % 2 === 0) throw new KeyError("rsa-exponent");
  if ((n[n.length - 1] as number) % 2 === 0) throw new KeyError("malformed");
  const modulus = BigInt(`0x${n.toString("hex")}`);
  const roca = PRIMES.every((prime) => POWERS.get(prime)?.has(Number(modulus % BigInt(prime))));
  if (roca) throw new KeyError("rsa-weak");
}
