import { resolve } from "node:path";
import { decodeBase64 } from "../../audit/base64.ts";
import { STATEMENT_TYP, type Statement, StatementBuilder } from "../../audit/statement/statement.ts";
import { kidOf, readKeySet, verifyToken } from "../../audit/verify/signed-token.ts";
import { keyInForce } from "../../audit/verify/key-register.ts";
import type { PlacedEntry } from "../../audit/packet-story.ts";
import { canonicalize } from "../../domain/jcs.ts";
import { CommandError, type Ending } from "../exit-code.ts";
import { connect, type PartyOptions } from "../party.ts";
import { writePrivate } from "../private-file.ts";
import { table } from "../table.ts";
import type { Terminal } from "../terminal.ts";
import { type TrustOptions, textOf } from "../trusted-keys.ts";
import { readVerifiedLog } from "../verified-log.ts";

/** Options of `aidx audit statement`. `--party` is whose statement it is; `--as` who asks. */
export interface StatementOptions extends Omit<PartyOptions, "party">, TrustOptions {
  readonly party: string;
  readonly as?: string;
  readonly month?: string;
  readonly from?: string;
  readonly to?: string;
  /** A signed statement that was got before. */
  readonly signed?: string;
  /** The gateway's public keys, a JWK set, when nobody is to be asked. */
  readonly jwks?: string;
  readonly log?: string;
  readonly out?: string;
}

/**
 * `aidx audit statement`: gets a signed statement, verifies its signature, and, with the log, makes the same one out of
 * the log's own entries and compares.
 */
export async function statement(terminal: Terminal, options: StatementOptions): Promise<Ending> {
  const { party: _whose, as, ...rest } = options;
  const asked: TrustOptions & PartyOptions = as === undefined ? rest : { ...rest, party: as };
  const jws =
    options.signed === undefined ? await fetched(terminal, asked, options) : await textOf(terminal, options.signed);
  const token = await verifyToken(jws.trim(), STATEMENT_TYP, await gatewayKeys(terminal, asked, options));
  if (token === undefined)
    throw new CommandError("untrusted", { zh: "对账单的签名无效", en: "the statement's signature does not hold" });
  const { statement: found, iss, iat } = token.claims as unknown as { statement: Statement; iss: string; iat: number };
  if (options.out !== undefined) await writePrivate(resolve(terminal.world.cwd, options.out), jws);
  show(terminal, found);
  if (options.log === undefined) {
    terminal.note({
      zh: "仅核验了签名；用 --log 可由日志条目复算",
      en: "only the signature was verified; with --log it is made again out of the log's entries",
    });
    return "ok";
  }
  return compared(terminal, options.log, asked, found, {
    gateway: iss,
    kid: kidOf(jws) ?? "",
    time: new Date(iat * 1000).toISOString(),
  });
}

async function compared(
  terminal: Terminal,
  log: string,
  options: TrustOptions & PartyOptions,
  found: Statement,
  signer: { readonly gateway: string; readonly kid: string; readonly time: string },
): Promise<Ending> {
  const builder = new StatementBuilder({ party: found.party, from: found.from, to: found.to });
  const keys: PlacedEntry[] = [];
  const verified = await readVerifiedLog(terminal, log, options, (index, entry) => {
    if (index < found.log.size) builder.add(index, entry);
    if (entry.type === "key") keys.push({ index, entry });
  });
  const root = decodeBase64(found.log.root);
  const place = { index: Number.POSITIVE_INFINITY, time: signer.time };
  const own = builder.statement(found.log);
  const faults = [
    ...(found.log.origin === verified.origin && root !== undefined && (await verified.continues(found.log.size, root))
      ? []
      : [{ zh: "对账单的检查点不在此日志中", en: "the statement's checkpoint is not of this log" }]),
    ...(keyInForce(keys, signer.gateway, signer.gateway, signer.kid, place)
      ? []
      : [{ zh: "签名密钥未在日志登记", en: "the log has not registered the key that signed" }]),
    ...(canonicalize(own) === canonicalize(found) ? [] : [difference(own, found)]),
  ];
  for (const fault of faults) terminal.note(fault);
  if (faults.length === 0)
    terminal.note({
      zh: `已由日志条目复算，${own.packets.length} 个数据包全部一致`,
      en: `made again out of the log's entries: all ${own.packets.length} packets agree`,
    });
  return faults.length === 0 ? "ok" : "untrusted";
}

function difference(own: Statement, found: Statement): { zh: string; en: string } {
  const of = ({ packets }: Statement) => new Map(packets.map((packet) => [packet.packet, canonicalize(packet)]));
  const [mine, theirs] = [of(own), of(found)];
  const missing = [...mine.keys()].filter((id) => !theirs.has(id));
  const extra = [...theirs.keys()].filter((id) => !mine.has(id));
  const other = [...mine].filter(([id, text]) => theirs.has(id) && theirs.get(id) !== text).map(([id]) => id);
  const list = (ids: readonly string[]) => (ids.length === 0 ? "0" : `${ids.length} (${ids.slice(0, 5).join(", ")})`);
  return {
    zh: `与日志条目不符：缺 ${list(missing)}，多 ${list(extra)}，不同 ${list(other)}`,
    en: `the log's entries say otherwise: missing ${list(missing)}, extra ${list(extra)}, different ${list(other)}`,
  };
}

async function fetched(
  terminal: Terminal,
  asked: PartyOptions,
  { party, month, from, to }: StatementOptions,
): Promise<string> {
  const client = await connect(terminal, asked);
  const given = Object.entries({ party, month, from, to }).filter(
    (one): one is [string, string] => one[1] !== undefined,
  );
  const path = `/v1/audit/statements?${new URLSearchParams(given).toString()}`;
  const { signal } = terminal.world;
  const { body } = await client.call({ method: "GET", path, accept: "application/jwt", signal });
  return Buffer.from(body).toString("utf8");
}

async function gatewayKeys(terminal: Terminal, asked: PartyOptions, { jwks }: StatementOptions) {
  const bytes =
    jwks === undefined
      ? (
          await (
            await connect(terminal, asked)
          ).call({ method: "GET", path: "/.well-known/jwks.json", authenticated: false })
        ).body
      : Buffer.from(await textOf(terminal, jwks));
  const keys = await readKeySet("gateway", bytes);
  if (keys === undefined)
    throw new CommandError("configuration", { zh: "网关公钥集无法读取", en: "the gateway's key set cannot be read" });
  return keys;
}

function show(terminal: Terminal, found: Statement): void {
  const head = {
    zh: ["封装时间", "移送单位", "接收单位", "状态", "回执时间", "数据包"],
    en: ["sealed", "sender", "recipient", "state", "receipt", "packet"],
  }[terminal.language];
  const rows = found.packets.map((packet) => [
    packet.sealedAt,
    packet.sender ?? "",
    packet.recipient,
    packet.erasedAt === undefined ? packet.state : `${packet.state} †`,
    packet.receivedAt ?? "",
    packet.packet,
  ]);
  const totals = Object.entries(found.totals)
    .map(([name, count]) => `${name} ${count}`)
    .join("  ");
  terminal.result(found, `${found.party}  ${found.from} – ${found.to}\n${table(head, rows)}\n${totals}`);
}
