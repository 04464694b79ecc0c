/** 2^255 - 19, the field of Curve25519. */
const P = 2n ** 255n - 19n;
const MASK = 2n ** 255n - 1n;

/** d of edwards25519, -121665/121666 (RFC 8032 section 5.1). */
const D = 0x52036cee2b6ffe738cc740797779e89800700a4d4141d8ab75eb4dca135978a3n;

/** Fault of a public key (32 bytes) on Curve25519 or edwards25519. */
export type PointFault = "off-curve" | "low-order" | "not-canonical";

/**
 * Finds the fault of an Ed25519 public key (RFC 8032 section 5.1.3): it must be the canonical encoding of a point on
 * the curve that is not of order 1, 2, 4 or 8. OpenSSL takes any 32 bytes, and a key of low order verifies forged
 * signatures.
 */
export function ed25519Fault(key: Uint8Array): PointFault | undefined {
  const encoded = littleEndian(key);
  const y = encoded & MASK;
  if (y >= P) return "not-canonical";
  // -x² + y² = 1 + d x² y², so x² = u/v; Euler's criterion, where u v is a square when u/v is.
  const u = (y * y - 1n) % P;
  const v = (D * y * y + 1n) % P;
  const root = power((((u * v) % P) + P) % P, (P - 1n) / 2n);
  if (root !== 0n && root !== 1n) return "off-curve";
  // Orders 1 and 2 have x = 0, order 4 has y = 0. Doubling a point of order 8 gives y = 0: x² + y² = 0,
  // so u/v = -y².
  const order8 = (((u + y * y * v) % P) + P) % P === 0n;
  return root === 0n || y === 0n || order8 ? "low-order" : undefined;
}

/**
 * Finds the fault of an X25519 public key (RFC 7748 section 5): it must be canonical, and not of low order on the
 * curve or its twist, where every shared secret is zero.
 */
export function x25519Fault(key: Uint8Array): PointFault | undefined {
  const u = littleEndian(key);
  if (u >= P) return "not-canonical";
  return X25519_LOW_ORDER.has(u) ? "low-order" : undefined;
}

/** u of orders 1, 2, 4 and 8, the twist's among them (RFC 7748 section 6; the last two are those of order 8). */
const X25519_LOW_ORDER: ReadonlySet<bigint> = new Set([
  0n,
  1n,
  P - 1n,
  325606250916557431795983626356110631294008115727848805560023387167927233504n,
  39382357235489614581723060781553021112529911719440698176882885853963445705823n,
]);

function littleEndian(bytes: Uint8Array): bigint {
  return BigInt(`0x${Buffer.from(bytes).reverse().toString("hex")}`);
}

function power(base: bigint, exponent: bigint): bigint {
  let result = 1n;
  let square = base;
  for (let e = exponent; e > 0n; e >>= 1n) {
    if (e & 1n) result = (result * square) % P;
    square = (square * square) % P;
  }
  return result;
}
