/** Row of the routing table. */
export interface NeedRule {
  readonly zh: string;
  readonly en: string;
  /** Roles that get the list because of this need; empty when the sender meets the need itself. */
  readonly lead: readonly string[];
  /** Roles that take part when the sender names them. */
  readonly with: readonly string[];
  /** Address that decides among several parties of one role. */
  readonly jurisdiction: "registered" | "residence";
  /** First measure or document, and organisations outside the directory. */
  readonly note?: string;
}

/** `config/routing.json`. Documented in schemas/config/routing.schema.json. */
export interface RoutingDocument {
  readonly id: string;
  readonly version: string;
  readonly needs: Readonly<Record<string, NeedRule>>;
}
