import type { Bilingual } from "../domain/bilingual.ts";
import type { Jwk, SuiteId } from "../crypto/suite.ts";
import type { DeliveryMode, PartyKind } from "../domain/party.ts";

/** A party as `config/directory.json` says it, defaults filled in. Documented in schemas/config/directory.schema.json. */
export interface PartyDocument {
  readonly id: string;
  readonly kind: PartyKind;
  readonly role?: string;
  readonly name: Bilingual;
  readonly division: string;
  readonly office?: Bilingual;
  readonly contact?: { readonly phone?: string; readonly address?: string };
  readonly suites: readonly SuiteId[];
  readonly delivery: { readonly mode: DeliveryMode; readonly endpoint?: string };
  readonly keys: KeySource;
  readonly active: boolean;
}

/** Where a party's public keys are: a JWK set in a file below the keys directory, or in place. */
export type KeySource = { readonly file: string } | { readonly jwks: { readonly keys: readonly Jwk[] } };

/** `config/directory.json`. */
export interface DirectoryDocument {
  readonly parties: readonly PartyDocument[];
}
