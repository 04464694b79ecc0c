import { createHash } from "node:crypto";
import {
  GatewayClient,
  type GatewayTrust,
  type JwkSet,
  readGatewayTrust,
  requireIssuer,
  requireTls,
  UntrustedError,
} from "../../sdk/index.ts";
import { isTaken } from "../../files/atomic.ts";
import { canonicalize } from "../../wire/jcs.ts";
import { isObject } from "../../wire/value.ts";
import { writeJson } from "../kept/private-file.ts";
import { gatewayAddress, type PartyOptions, readTrustFile, trustPath } from "../program/party.ts";
import { CommandError, type Ending } from "../terminal/exit-code.ts";
import { table } from "../terminal/table.ts";
import type { Terminal } from "../terminal/terminal.ts";

/** Options of `aidx trust`. */
export interface TrustPinOptions extends PartyOptions {
  readonly issuer?: string;
  readonly fingerprint?: string;
  readonly replace?: boolean;
}

/**
 * Runs `aidx trust pin`: notes the gateway's keys in `gateway.trust.json`. The first time it believes the answer, so its
 * digits must be compared with the operator's. Afterwards it takes only keys that the noted ones lead to.
 */
export async function pinGateway(terminal: Terminal, options: TrustPinOptions): Promise<Ending> {
  const path = trustPath(terminal, options);
  const earlier = options.replace === true ? undefined : await earlierTrust(terminal, options);
  const trust = earlier === undefined ? await published(terminal, options) : await followed(terminal, options, earlier);
  const told = options.fingerprint?.replace(/\D/g, "");
  if (told !== undefined && told !== fingerprintOf(trust).replace(/\D/g, "")) {
    throw new CommandError("untrusted", {
      zh: "校验码不符：所连接的可能不是该网关；未作记录",
      en: "the digits differ: this may not be the gateway; nothing was noted",
    });
  }
  await writeJson(path, trust, 0o644);
  show(terminal, path, trust);
  if (earlier === undefined && told === undefined) {
    terminal.note({
      zh: `请以电话或当面方式与网关运营方核对上述校验码（其在网关主机上执行 aidx trust pin --issuer ${trust.issuer} 可见）；未核对前不要使用`,
      en: `compare these digits with the gateway's operator by telephone or in person (it runs aidx trust pin --issuer ${trust.issuer} on the gateway's machine); do not use it before`,
    });
  }
  return "ok";
}

/** Runs `aidx trust show`: shows the noted keys and their digits. */
export async function showGatewayTrust(terminal: Terminal, options: PartyOptions): Promise<Ending> {
  const path = trustPath(terminal, options);
  const trust = await readTrustFile(terminal, { ...options, gatewayTrust: path });
  if (trust !== undefined) show(terminal, path, trust);
  return "ok";
}

/** Reads the noted keys; undefined when there are none yet, also under a name that an option gives. */
async function earlierTrust(terminal: Terminal, options: PartyOptions): Promise<GatewayTrust | undefined> {
  const path = trustPath(terminal, options);
  return (await isTaken(path)) ? readTrustFile(terminal, options) : undefined;
}

/** Takes what the gateway publishes. */
async function published(terminal: Terminal, options: TrustPinOptions): Promise<GatewayTrust> {
  const url = gatewayAddress(terminal, options);
  requireTls(url, options.plainHttp === true);
  const client = clientOf(terminal, url, options);
  const get = (path: string) => client.json({ method: "GET", path, authenticated: false });
  const { id, issuer, log } = objectOf(await get("/.well-known/aid-gateway"));
  const { keys } = objectOf(await get("/.well-known/jwks.json"));
  if (typeof issuer !== "string") throw notAGateway();
  requireIssuer(issuer, options.issuer ?? url);
  const jwks = (Array.isArray(keys) ? keys.filter(isObject) : []) as unknown as JwkSet["keys"];
  // Retired keys verify older receipts. Nothing is encrypted for one.
  const kids = (use: string, all: boolean) =>
    jwks.filter((jwk) => jwk.use === use && (all || jwk.revoked === undefined)).map(({ kid }) => kid);
  const trust = { gateway: id, issuer, sig: kids("sig", true), enc: kids("enc", false), log: objectOf(log).keys };
  try {
    return readGatewayTrust(JSON.stringify(trust));
  } catch {
    throw notAGateway();
  }
}

/** Takes the keys that the noted ones lead to. */
async function followed(terminal: Terminal, options: TrustPinOptions, trust: GatewayTrust): Promise<GatewayTrust> {
  const present = await clientOf(terminal, gatewayAddress(terminal, options), options, trust).presentTrust();
  if (present.enc.length > 0) return present;
  throw new CommandError("untrusted", {
    zh: "网关现用的公钥不能由已记录的公钥证明；请与运营方核对后使用 --replace",
    en: "the noted keys do not lead to the gateway's present ones; ask its operator, then use --replace",
  });
}

function clientOf(terminal: Terminal, url: string, options: PartyOptions, trust?: GatewayTrust): GatewayClient {
  return new GatewayClient({
    url,
    party: "anyone",
    keys: { keys: [] },
    plainHttp: options.plainHttp === true,
    ...(trust === undefined ? {} : { trust }),
    ...terminal.world.client,
  });
}

function show(terminal: Terminal, file: string, trust: GatewayTrust): void {
  const fingerprint = fingerprintOf(trust);
  const rows = (["sig", "enc", "log"] as const).flatMap((use) => trust[use].map((key) => [use, key]));
  const heads = terminal.language === "zh" ? ["用途", "公钥"] : ["use", "key"];
  const digits = { zh: `校验码  ${fingerprint}`, en: `digits  ${fingerprint}` };
  const about = `${file}\n${trust.gateway}  ${trust.issuer}\n${table(heads, rows)}\n${terminal.say(digits)}`;
  terminal.result({ file, fingerprint, ...trust }, about);
}

/** Digits that two persons compare by telephone: 40 of them, from the SHA-256 of the whole file in canonical form. */
function fingerprintOf(trust: GatewayTrust): string {
  const sorted = { ...trust, sig: trust.sig.toSorted(), enc: trust.enc.toSorted(), log: trust.log.toSorted() };
  const digest = createHash("sha256").update(canonicalize(sorted)).digest();
  return Array.from({ length: 8 }, (_, n) => String(digest.readUInt32BE(4 * n) % 100_000).padStart(5, "0")).join(" ");
}

function objectOf(value: unknown): Readonly<Record<string, unknown>> {
  if (isObject(value)) return value;
  throw notAGateway();
}

function notAGateway(): UntrustedError {
  return new UntrustedError("not-a-gateway", {
    zh: "该地址未按救助衔接网关应答",
    en: "the address does not answer as an aid gateway",
  });
}
