/** Statements as an auditor checks them in the page: the signature, then the statement made again from the log's entries. */
import { statementFaults } from "../../evidence/statement/check-statement.ts";
import { readStatement, type SignedStatement } from "../../evidence/statement/read-statement.ts";
import type { AskedStatement, LogSide, StatementFault } from "../../evidence/statement/statement-fault.ts";
import { monthPeriod } from "../../evidence/statement/statement.ts";
import { StatementLog } from "../../evidence/statement/statement-log.ts";
import { readKeySet, verifyToken } from "../../evidence/verify/signed-token.ts";
import { platform } from "../../sdk/environment.ts";
import { sharedWith } from "../../tlog/begun.ts";
import { ProofError } from "../../tlog/proof-error.ts";
import { decodeBase64 } from "../../wire/base64.ts";
import { equalBytes } from "../../wire/bytes.ts";
import { TOKEN_TYPES } from "../../wire/token.ts";
import { decodeUtf8 } from "../../wire/utf8.ts";
import type { Desk } from "../desk/desk.tsx";
import { type EntrySink, readWholeLog } from "./whole-log.ts";

/** A statement whose signature was verified. */
export interface FetchedStatement {
  readonly asked: AskedStatement;
  /** The locality's month, `2026-11`. */
  readonly month: string;
  readonly signed: SignedStatement;
  readonly jws: string;
  readonly kid: string;
  readonly faults: readonly StatementFault[];
}

/**
 * Fetches the statement of a party and a month, verifies its signature, and that it is what was asked for.
 * @param utcOffset minutes east of UTC, where the month begins
 * @throws ProblemError, UnreachableError; ProofError when the signature does not hold
 */
export async function fetchStatement(
  { department: { client } }: Desk,
  party: string,
  month: string,
  utcOffset: number,
): Promise<FetchedStatement> {
  const { from = "", to = "" } = monthPeriod(month, utcOffset) ?? {};
  const asked = { party, from: Date.parse(from), to: Date.parse(to) };
  const path = `/v1/audit/statements?${new URLSearchParams({ party, from, to }).toString()}`;
  const jws = decodeUtf8((await client.call({ method: "GET", path, accept: "application/jwt" })).body).trim();
  const set = new TextEncoder().encode(JSON.stringify(await client.gatewayKeys.trusted()));
  const token = await verifyToken(jws, TOKEN_TYPES.statement, (await readKeySet("gateway", set)) ?? []);
  const signed = token && readStatement(token.claims);
  if (signed === undefined) throw new ProofError("bad-signature", "the statement's signature does not hold");
  const faults = statementFaults({ signed, asked, now: platform.now(), fresh: true });
  return { asked, month, signed, jws, kid: token?.kid ?? "", faults };
}

/**
 * Reads the whole log, verifies it up to its signed root, makes the statement again from its entries, and compares.
 * @param told called with how many entries were read, and how many there are
 * @throws ProofError when the log does not verify; ProblemError, UnreachableError
 */
export async function recompute(
  desk: Desk,
  { asked, signed, kid }: FetchedStatement,
  told: (read: number, size: number) => void,
): Promise<readonly StatementFault[]> {
  const reading = new StatementLog(signed);
  const { origin: statedOrigin, size: statedSize, root: statedRoot } = signed.statement.log;
  const sink: EntrySink = (index, entry) => reading.add(index, entry);
  const { origin, size, earlierRoot, begun = [] } = await readWholeLog(desk, sink, { told, earlier: statedSize });
  const checkpoint = ((): LogSide["checkpoint"] => {
    const shared = sharedWith(statedOrigin, origin, begun);
    if (shared === undefined) return "other";
    if (statedSize > Math.min(shared, size)) return "behind";
    const root = decodeBase64(statedRoot);
    return root !== undefined && earlierRoot !== undefined && equalBytes(root, earlierRoot) ? "holds" : "other";
  })();
  return statementFaults({ signed, asked, now: platform.now(), fresh: false, log: reading.side(kid, checkpoint) });
}
