import type { Bilingual } from "../domain/bilingual.ts";
import type { Jwk, SuiteId } from "../crypto/suite.ts";
import type { DeliveryMode, Office, OfficeContact, PartyKind, Successor } from "../domain/party.ts";

/** A party of `config/directory.json`, defaults filled in. schemas/config/directory.schema.json describes each member. */
export interface PartyDocument {
  readonly id: string;
  readonly kind: PartyKind;
  readonly role?: string;
  readonly name: Bilingual;
  readonly division: string;
  readonly office?: Bilingual;
  readonly contact?: OfficeContact;
  /** Of the office that answers at any hour. */
  readonly dutyContact?: { readonly phone: string };
  /** Offices for needs and for a time; what none of them has, `office` with its contacts has. */
  readonly offices?: readonly Office[];
  readonly successor?: Successor;
  readonly suites: readonly SuiteId[];
  readonly delivery: DeliveryDocument;
  readonly keys: KeySource;
  readonly active: boolean;
}

/** How a party gets its packets. Files are paths below the keys directory. */
export interface DeliveryDocument {
  readonly mode: DeliveryMode;
  readonly endpoint?: string;
  /** File of the authorities that the endpoint's certificate is checked against. */
  readonly ca?: string;
  /** Files of the certificate that the gateway shows to the endpoint, and of its key. */
  readonly clientCert?: string;
  readonly clientKey?: string;
}

/** Source of a party's public keys: a JWK set in a file below the keys directory, or in the directory itself. */
export type KeySource = { readonly file: string } | { readonly jwks: { readonly keys: readonly Jwk[] } };

/** Content of `config/directory.json`. */
export interface DirectoryDocument {
  readonly parties: readonly PartyDocument[];
}
