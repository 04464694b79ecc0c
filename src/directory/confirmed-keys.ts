import { importPublicJwk } from "../crypto/jose/jwk.ts";
import type { PublicKey } from "../crypto/suite.ts";
import type { ConfirmedKeys } from "../exchange/key-changes-port.ts";

/** Keys of a party: all, the newest first, and the kids of those that are retired. */
export interface PartyKeySet {
  readonly all: ReadonlyMap<string, PublicKey>;
  readonly retired: ReadonlySet<string>;
}

/**
 * Adds a party's confirmed keys to those of its file. Each change puts its keys first and retires the former ones of the same
 * use. The file has the last word: from the newest change that it names a key of, it speaks for that change and all before,
 * whether it has the key, has it retired, or has it under another party.
 *
 * @param confirmed changes of this party, in the order of their confirmation
 * @param named tells whether any file, or the directory itself, has a key
 */
export function withConfirmedKeys(
  file: PartyKeySet,
  confirmed: readonly ConfirmedKeys[],
  named: (kid: string) => boolean,
): PartyKeySet {
  const spent = confirmed.findLastIndex(({ keys }) => keys.some(({ kid }) => named(kid)));
  return confirmed.slice(spent + 1).reduce<PartyKeySet>(({ all, retired }, { keys }) => {
    const added = keys.map(({ jwk }) => importPublicJwk(jwk));
    const former = [...all.values()].filter(({ use }) => added.some((key) => key.use === use));
    return {
      all: new Map([...added.map((key) => [key.kid, key] as const), ...all]),
      retired: new Set([...retired, ...former.map(({ kid }) => kid)]),
    };
  }, file);
}
