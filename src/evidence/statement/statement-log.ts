/** Makes a signed statement again out of the log's entries. Pure. */
import type { AuditEntry } from "../../domain/audit-entry.ts";
import type { PlacedEntry } from "../packet-story.ts";
import { keyInForce } from "../verify/key-register.ts";
import type { SignedStatement } from "./read-statement.ts";
import type { LogSide } from "./statement-fault.ts";
import { COVERED_MS, StatementBuilder, StatementTooLong } from "./statement.ts";

/** Reads the log's entries, in their order, for one statement. */
export class StatementLog {
  readonly #signed: SignedStatement;
  readonly #builder: StatementBuilder;
  readonly #keys: PlacedEntry[] = [];
  #partyKnown = false;
  #tooMany = false;
  #since = 0;

  constructor(signed: SignedStatement) {
    const { party, from, to } = signed.statement;
    this.#signed = signed;
    this.#builder = new StatementBuilder({ party, from, to });
  }

  /** Takes the next entry. */
  add(index: number, entry: AuditEntry): void {
    const { gateway, madeAt, statement } = this.#signed;
    const { type, actor, party, time } = entry;
    if (type === "key") this.#keys.push({ index, entry });
    if ((type === "key" || type === "directory") && actor === gateway && party === statement.party) {
      this.#partyKnown = true;
    }
    // Entries that the statement covers, and those that it had to cover because they were in the log long before.
    const speaks = index < statement.log.size || Date.parse(time) < madeAt - COVERED_MS;
    if (!speaks && this.#builder.lists(entry)) this.#since++;
    // A message is kept in any case: its packets may have entries with an earlier time.
    if (!speaks && type !== "accepted") return;
    try {
      this.#builder.add(index, entry);
    } catch (error) {
      if (!(error instanceof StatementTooLong)) throw error;
      this.#tooMany = true;
    }
  }

  /**
   * Result of all entries.
   * @param kid of the key that signed
   * @param checkpoint of the statement, compared with the log
   */
  side(kid: string, checkpoint: LogSide["checkpoint"]): LogSide {
    const { gateway, madeAt, statement } = this.#signed;
    const place = { index: Number.POSITIVE_INFINITY, time: new Date(madeAt).toISOString() };
    return {
      checkpoint,
      keyInForce: keyInForce(this.#keys, gateway, gateway, kid, place),
      partyKnown: this.#partyKnown,
      tooMany: this.#tooMany,
      since: this.#since,
      own: this.#tooMany || checkpoint === "behind" ? undefined : this.#builder.statement(statement.log),
    };
  }
}
