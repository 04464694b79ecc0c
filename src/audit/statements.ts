import { TOKEN_TYPES } from "../wire/token.ts";
import { encodeBase64 } from "../wire/base64.ts";
import type { LogReader } from "../log/log-reader.ts";
import type { AuditRows } from "./queries.ts";
import {
  MAX_STATED,
  StatementBuilder,
  type StatementScope,
  StatementTooLong,
  WAITED_MS,
} from "../evidence/statement/statement.ts";
import { Refusal } from "../domain/refusal.ts";
import type { Clock } from "../exchange/ports.ts";
import { storedEntry } from "../tlog/entry.ts";

/** Parts from which statements are made. */
export interface StatementDeps {
  readonly rows: Pick<AuditRows, "statementEntries" | "oldestBeyond">;
  readonly log: Pick<LogReader, "heads" | "origin">;
  readonly clock: Clock;
  /** The gateway's party id. */
  readonly gateway: string;
  /** Signs claims with the gateway's present key as a compact JWS. */
  readonly sign: (claims: object, typ: string) => Promise<string>;
}

/** Makes signed statements: what the log has about a party's packets of a period, up to the published checkpoint. */
export type Statements = (scope: StatementScope) => Promise<string>;

/**
 * Creates the function that makes statements.
 * @returns a function that makes a compact JWS (typ `aid-statement+jwt`) with `iss`, `sub` (the party), `iat` and
 * `statement`. It throws Refusal `malformed-request` for a period that has not begun, `too-large` for one with too many
 * packets, and `unavailable` before the first checkpoint and while the log is behind: a statement must have all that
 * was recorded before it
 */
export function createStatements({ rows, log, clock, gateway, sign }: StatementDeps): Statements {
  return async (scope) => {
    if (Date.parse(scope.from) > clock.now()) {
      throw new Refusal("malformed-request", { detail: NOT_BEGUN, step: "statement" });
    }
    const { published } = await log.heads();
    if (published === undefined) throw new Refusal("unavailable", { retryAfter: 1 });
    const { size, root } = published;
    const oldest = await rows.oldestBeyond(size);
    if (oldest !== undefined && oldest < clock.now() - WAITED_MS) {
      throw new Refusal("unavailable", { detail: BEHIND, retryAfter: 5, step: "statement" });
    }
    const builder = new StatementBuilder(scope);
    const times = { from: Date.parse(scope.from), to: Date.parse(scope.to) };
    try {
      for await (const { index, bytes } of rows.statementEntries(
        { party: scope.party, ...times, size },
        MAX_STATED + 1,
      )) {
        builder.add(index, storedEntry(bytes));
      }
    } catch (error) {
      if (!(error instanceof StatementTooLong)) throw error;
      const detail = {
        en: `More than ${MAX_STATED} packets: ask for a shorter period`,
        zh: `数据包超过 ${MAX_STATED} 个：请缩短时段`,
      };
      throw new Refusal("too-large", { detail, step: "statement" });
    }
    const statement = builder.statement({ origin: log.origin, size, root: encodeBase64(root) });
    const iat = Math.floor(clock.now() / 1000);
    return sign({ iss: gateway, sub: scope.party, iat, statement }, TOKEN_TYPES.statement);
  };
}

const NOT_BEGUN = { en: "The period has not begun", zh: "该时段尚未开始" };
const BEHIND = {
  en: "Entries have waited for the log longer than a minute: a statement would leave them out",
  zh: "有条目等待写入日志超过一分钟：此时出具的对账单会遗漏它们",
};
