import type { PackagedGateway } from "../domain/disc.ts";
import { JsonError, parseStrict } from "../wire/json.ts";
import { isObject } from "../wire/value.ts";
import type { GatewayTrust } from "./gateway-trust.ts";
import type { JwkSet } from "./jwk.ts";
import { KeyAdmission } from "./key-admission.ts";
import { refusePackage } from "./package-faults.ts";
import { ProblemError } from "./problem-error.ts";
import { PublishedKeys } from "./published-keys.ts";

/** The gateway's keys as they came on a disc; nothing of them is trusted yet. */
export type UntrustedGateway = Omit<PackagedGateway, "jwks"> & { readonly jwks: JwkSet };

/** Deepest nesting of `gateway.json`. */
const MAX_DEPTH = 16;

/**
 * Reads `gateway.json` of a package, or a JWK set as `/.well-known/jwks.json` gives it.
 * @throws UntrustedError `package-form`
 */
export function readPackagedGateway(bytes: Uint8Array): UntrustedGateway {
  let value: unknown;
  try {
    value = parseStrict(bytes, { maxDepth: MAX_DEPTH });
  } catch (cause) {
    if (cause instanceof JsonError) throw refusePackage("form", cause);
    throw cause;
  }
  if (isKeySet(value)) return { jwks: value, successions: [], registrations: {} };
  if (!isGateway(value)) throw refusePackage("form");
  return value;
}

/**
 * Follows the keys from those that are pinned, by the rules that hold on line, with the statements and proofs that came
 * along.
 * @returns the admitted keys, and the trusted gateway with the keys that succeeded the pinned ones
 * @throws UntrustedError `package-keys`
 */
export async function followGateway(
  gateway: UntrustedGateway,
  pinned: GatewayTrust,
  now: () => number,
): Promise<{ readonly keys: PublishedKeys; readonly trust: GatewayTrust }> {
  const admission = new KeyAdmission(pinned, async (path) => {
    if (path === "/.well-known/aid-gateway") return { successions: gateway.successions };
    const kid = path.replace("/v1/log/key?kid=", "");
    const found = Object.hasOwn(gateway.registrations, kid) ? gateway.registrations[kid] : undefined;
    if (found === undefined) throw new ProblemError(404, { code: "not-found" });
    return found;
  });
  const keys = new PublishedKeys(async () => gateway.jwks, now, admission.ofGateway, 0);
  try {
    return { keys, trust: await admission.present(await keys.all()) };
  } catch (cause) {
    throw refusePackage("keys", cause);
  }
}

function isKeySet(value: unknown): value is JwkSet {
  return isObject(value) && Array.isArray(value["keys"]) && value["keys"].every(isObject);
}

function isGateway(value: unknown): value is UntrustedGateway {
  if (!isObject(value)) return false;
  const { jwks, successions, registrations } = value;
  return isKeySet(jwks) && Array.isArray(successions) && isObject(registrations);
}
