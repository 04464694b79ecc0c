import { TOKEN_TYPES } from "../../wire/token.ts";
import { decodeBase64 } from "../../wire/base64.ts";
import { resolve } from "node:path";
import { statementFaults } from "../../evidence/statement/check-statement.ts";
import { readStatement, type SignedStatement } from "../../evidence/statement/read-statement.ts";
import type { LogSide } from "../../evidence/statement/statement-fault.ts";
import { StatementLog } from "../../evidence/statement/statement-log.ts";
import { type PartyKey, readKeySet, verifyToken } from "../../evidence/verify/signed-token.ts";
import { CommandError, type Ending } from "../terminal/exit-code.ts";
import { connect, type PartyOptions } from "../program/party.ts";
import { refuseExisting, writeNew } from "../kept/private-file.ts";
import { type PeriodOptions, periodOf } from "../proof/statement-period.ts";
import { showStatement } from "../proof/statement-text.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { type TrustOptions, textOf } from "../proof/trusted-keys.ts";
import { readVerifiedLog } from "../proof/verified-log.ts";
import { decodeUtf8 } from "../../wire/utf8.ts";

/** Options of `aidx audit statement`: `--party` names whose statement it is, `--as` who asks. */
export interface StatementOptions extends Omit<PartyOptions, "party">, TrustOptions, PeriodOptions {
  readonly party: string;
  readonly as?: string;
  /** File of a signed statement that was fetched earlier. */
  readonly signed?: string;
  /** File of the gateway's public keys, a JWK set, for work off line. */
  readonly jwks?: string;
  readonly log?: string;
  readonly out?: string;
}

/** Options that name who asks, and which keys of a log are trusted. */
type Asker = PartyOptions & TrustOptions;

/**
 * Runs `aidx audit statement`: fetches a signed statement, or takes a kept one. Verifies its signature and that it is
 * the one that was asked for. With a log it also makes the statement again out of the log's entries and compares.
 */
export async function statement(terminal: Terminal, options: StatementOptions): Promise<Ending> {
  const { party, as, log, ...rest } = options;
  const asker: Asker = as === undefined ? rest : { ...rest, party: as };
  const now = (terminal.world.client?.environment?.now ?? Date.now)();
  const asked = { party, ...periodOf(options, now) };
  const fresh = options.signed === undefined;
  const out = options.out === undefined ? undefined : resolve(terminal.world.cwd, options.out);
  if (out !== undefined) await refuseExisting(out);
  const jws = (
    options.signed === undefined ? await fetched(terminal, asker, asked) : await textOf(terminal, options.signed)
  ).trim();
  const { signed, kid } = await opened(jws, await gatewayKeys(terminal, asker, options));
  if (out !== undefined) await writeNew(out, jws);
  const side: { readonly log?: LogSide } =
    log === undefined ? {} : { log: await logSide(terminal, log, asker, signed, kid) };
  const faults = statementFaults({ signed, asked, now, fresh, ...side });
  showStatement(terminal, signed, faults, options.utcOffset);
  if (faults.length > 0) return "untrusted";
  terminal.note(side.log === undefined ? ONLY_SIGNED : madeAgain(signed));
  if (side.log !== undefined && side.log.since > 0) terminal.note(goesOn(side.log.since));
  return "ok";
}

const ONLY_SIGNED = {
  zh: "仅核验了签名；用 --log 可由日志条目复算",
  en: "only the signature was verified; --log also compares it with the log's entries",
};

function madeAgain({ statement: { packets } }: SignedStatement) {
  return {
    zh: `已由日志条目复算，${packets.length} 个数据包全部一致`,
    en: `compared with the log's entries: all ${packets.length} packets agree`,
  };
}

function goesOn(later: number) {
  return {
    zh: `日志此后还有该时段的 ${later} 个数据包，未列入此对账单`,
    en: `the log goes on: ${later} packets of this period were sealed later and are not in this statement`,
  };
}

/** Verifies a statement. @throws {CommandError} `untrusted` */
async function opened(
  jws: string,
  keys: readonly PartyKey[],
): Promise<{ readonly signed: SignedStatement; readonly kid: string }> {
  const token = await verifyToken(jws, TOKEN_TYPES.statement, keys);
  if (token === undefined) {
    throw new CommandError("untrusted", { zh: "对账单的签名无效", en: "the statement's signature is not valid" });
  }
  const signed = readStatement(token.claims);
  if (signed === undefined) {
    throw new CommandError("untrusted", { zh: "所签内容不是对账单", en: "what was signed is not a statement" });
  }
  return { signed, kid: token.kid };
}

async function logSide(
  terminal: Terminal,
  log: string,
  asker: Asker,
  signed: SignedStatement,
  kid: string,
): Promise<LogSide> {
  const reading = new StatementLog(signed);
  const verified = await readVerifiedLog(terminal, log, asker, (index, entry) => reading.add(index, entry));
  const { origin, size, root } = signed.statement.log;
  const shared = verified.sharedWith(origin);
  if (shared === undefined) return reading.side(kid, "other");
  if (size > Math.min(shared, verified.size)) return reading.side(kid, "behind");
  const bytes = decodeBase64(root);
  const holds = bytes !== undefined && (await verified.continues(size, bytes));
  return reading.side(kid, holds ? "holds" : "other");
}

/** Asks the gateway for a statement. The times of a month are computed here, so that the gateway cannot choose them. */
async function fetched(
  terminal: Terminal,
  asker: PartyOptions,
  { party, from, to }: { readonly party: string; readonly from?: number; readonly to?: number },
): Promise<string> {
  if (from === undefined || to === undefined) {
    throw new CommandError("usage", {
      zh: "请用 --month，或 --from 与 --to 指明时段",
      en: "name the period with --month, or with --from and --to",
    });
  }
  const client = await connect(terminal, asker);
  const asked = { party, from: new Date(from).toISOString(), to: new Date(to).toISOString() };
  const path = `/v1/audit/statements?${new URLSearchParams(asked).toString()}`;
  const { signal } = terminal.world;
  const { body } = await client.call({ method: "GET", path, accept: "application/jwt", signal });
  return decodeUtf8(body);
}

async function gatewayKeys(terminal: Terminal, asker: PartyOptions, { jwks }: StatementOptions) {
  const bytes = Buffer.from(
    jwks === undefined
      ? JSON.stringify(await (await connect(terminal, asker)).gatewayKeys.trusted())
      : await textOf(terminal, jwks),
  );
  const keys = await readKeySet("gateway", bytes);
  if (keys === undefined) {
    throw new CommandError("configuration", { zh: "网关公钥集无法读取", en: "the gateway's key set cannot be read" });
  }
  return keys;
}
