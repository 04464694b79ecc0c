/**
 * Place that decides among several parties of one role. `registered`, `residence`: that address of the subject, else the other.
 * `place`: where the matter is, which the need names, else the residence. `organ`: the same, else the place of the sender, the
 * organ that handles the case.
 */
export type Place = "registered" | "residence" | "place" | "organ";

/** Row of the routing table. */
export interface NeedRule {
  readonly zh: string;
  readonly en: string;
  /** Roles that get the list because of this need; empty when the sender meets the need itself. */
  readonly lead: readonly string[];
  /** Roles that take part when the sender names them. */
  readonly with: readonly string[];
  /** Place that decides among several parties of one role. Several: the need has a part for each, and goes to each place's party. */
  readonly jurisdiction: Place | readonly Place[];
  /** First measure or document, and organisations outside the directory. */
  readonly note?: string;
}

/** `config/routing.json`. Documented in schemas/config/routing.schema.json. */
export interface RoutingDocument {
  readonly id: string;
  readonly version: string;
  readonly needs: Readonly<Record<string, NeedRule>>;
}
