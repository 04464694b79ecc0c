import type { JWK } from "jose";

/** A department as the afternoon version's gateway knows it. */
export interface DepartmentEntry {
  readonly id: string;
  readonly url: string;
  readonly sig: JWK;
  readonly enc: JWK;
}

/** What the afternoon version's gateway is started with. Private keys only of its own. */
export interface GatewayConfig {
  readonly databaseUrl: string;
  readonly sig: JWK;
  readonly enc: JWK;
  readonly senders: readonly { readonly id: string; readonly sig: JWK }[];
  readonly departments: readonly DepartmentEntry[];
}

/** What a department of the afternoon version is started with. */
export interface DepartmentConfig {
  readonly id: string;
  readonly sig: JWK;
  readonly enc: JWK;
  readonly gateway: JWK;
}

/** The claims of a message as the afternoon version takes it. */
export interface MessageClaims {
  readonly iss: string;
  readonly jti: string;
  readonly iat: number;
  readonly to: readonly string[];
  readonly body: unknown;
}
