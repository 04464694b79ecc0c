import type { LookupAddress } from "node:dns";
import { Resolver } from "node:dns/promises";
import { isIP, type LookupFunction } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { callbackify } from "node:util";
import { candidates, currentFile, parseHosts, parseSearchList } from "./system-names.ts";

/** Options of name look-ups. Tests pass servers and files of their own. */
export interface LookupOptions {
  /** Monotonic clock, ms: `performance.now`. */
  readonly elapsed: () => number;
  /** DNS servers as `address` or `address:port`; by default those of resolv.conf. */
  readonly servers?: readonly string[];
  readonly hostsFile?: string;
  readonly resolverFile?: string;
  /** Time-out of the first try of a server, ms; the second try has twice as long. */
  readonly answerMs?: number;
}

/** Error: a name has no known address. Its code tells whether DNS denied the name or did not answer. */
export class NameNotResolved extends Error {
  override readonly name = "NameNotResolved";
  readonly code: "ENOTFOUND" | "EAI_AGAIN";

  constructor(code: "ENOTFOUND" | "EAI_AGAIN", options?: { cause?: unknown }) {
    super(code === "ENOTFOUND" ? "the name has no address" : "no answer about the name", options);
    this.code = code;
  }
}

/** Upper bound of the time that an answer is cached, ms, also for a longer TTL. */
const REMEMBER_MS = 300_000;
/** Longest use of expired addresses while DNS does not answer, and time until the next question, ms (RFC 8767). */
const STALE_MS = 3_600_000;
const ASK_AGAIN_MS = 30_000;
/** Extra time for the AAAA answer after the A answer (RFC 8305 section 3), ms. */
const OTHER_FAMILY_MS = 50;
/** Codes by which DNS denies an address; every other error counts as no answer. */
const DEFINITE = new Set(["ENOTFOUND", "ENODATA", "EBADNAME"]);

/** Cached addresses of a name. */
interface Known {
  readonly addresses: readonly LookupAddress[];
  /** End of the TTL, on the clock `elapsed`. */
  readonly freshUntil: number;
  readonly answeredAt: number;
}

/**
 * Makes a `lookup` for `net.connect` that asks DNS itself, with bounds. `dns.lookup` holds one of libuv's few threads for
 * as long as a server is silent: four such names stop every look-up and every file operation of the process
 * (nodejs/node#62503).
 *
 * The hosts file counts first and at once, then DNS with the search list of resolv.conf; `localhost` is loopback (RFC 6761).
 * All callers that wait for a name share one question, and the answer is cached for its TTL. The system's other sources
 * (mDNS, LDAP) are not asked. Errors are `NameNotResolved`.
 */
export function createLookup(options: LookupOptions): LookupFunction {
  const names = new Names(options);
  const addresses = callbackify((hostname: string) => names.addresses(hostname));
  return (hostname, { family, all }, callback) => {
    addresses(hostname, (error, found) => {
      if (error !== null) {
        callback(error, []);
        return;
      }
      const version = family === 4 || family === "IPv4" ? 4 : family === 6 || family === "IPv6" ? 6 : undefined;
      const wanted = version === undefined ? found : found.filter((one) => one.family === version);
      const [first] = wanted;
      if (first === undefined) callback(new NameNotResolved("ENOTFOUND"), []);
      else if (all === true) callback(null, [...wanted]);
      else callback(null, first.address, first.family);
    });
  };
}

class Names {
  readonly #elapsed: () => number;
  readonly #hosts: () => ReturnType<typeof parseHosts>;
  readonly #system: () => ReturnType<typeof systemOf>;
  // Bounded already: one entry for each host of the configuration and the directory.
  readonly #known = new Map<string, Known>();
  readonly #asked = new Map<string, Promise<readonly LookupAddress[]>>();

  constructor({ elapsed, servers, hostsFile, resolverFile, answerMs = 1_000 }: LookupOptions) {
    this.#elapsed = elapsed;
    this.#hosts = currentFile(hostsFile ?? "/etc/hosts", parseHosts);
    this.#system = currentFile(resolverFile ?? "/etc/resolv.conf", (text) => systemOf(text, servers, answerMs));
  }

  async addresses(hostname: string): Promise<readonly LookupAddress[]> {
    const name = hostname.toLowerCase();
    const plain = name.replace(/\.$/, "");
    if (isIP(plain) !== 0) return [addressOf(plain)];
    const listed = this.#hosts().get(plain);
    if (listed !== undefined) return listed.map(addressOf);
    if (plain === "localhost" || plain.endsWith(".localhost")) return [addressOf("127.0.0.1"), addressOf("::1")];
    const known = this.#known.get(name);
    if (known !== undefined && this.#elapsed() < known.freshUntil) return known.addresses;
    let asked = this.#asked.get(name);
    if (asked === undefined) {
      asked = this.#ask(name, known).finally(() => this.#asked.delete(name));
      this.#asked.set(name, asked);
    }
    return asked;
  }

  async #ask(name: string, known: Known | undefined): Promise<readonly LookupAddress[]> {
    const { resolver, search } = this.#system();
    for (const candidate of candidates(name, search)) {
      const answer = await question(resolver, candidate);
      const now = this.#elapsed();
      if (answer === "none") continue;
      if (answer === "no-answer") {
        if (known === undefined || now - known.answeredAt > STALE_MS) throw new NameNotResolved("EAI_AGAIN");
        this.#known.set(name, { ...known, freshUntil: now + ASK_AGAIN_MS });
        return known.addresses;
      }
      const { addresses, ttl } = answer;
      this.#known.set(name, { addresses, freshUntil: now + Math.min(ttl * 1_000, REMEMBER_MS), answeredAt: now });
      return addresses;
    }
    this.#known.delete(name);
    throw new NameNotResolved("ENOTFOUND");
  }
}

/** Makes the search list and a resolver from the text of resolv.conf, again after each change of the file. */
function systemOf(text: string, servers: readonly string[] | undefined, answerMs: number) {
  const resolver = new Resolver({ timeout: answerMs, tries: 2, maxTimeout: 2 * answerMs });
  if (servers !== undefined) resolver.setServers(servers);
  return { resolver, search: parseSearchList(text) };
}

interface Answer {
  /** Addresses, IPv4 first: many networks have IPv6 addresses but no IPv6 route. */
  readonly addresses: readonly LookupAddress[];
  /** Shortest TTL of the records, seconds. */
  readonly ttl: number;
}

/** Asks DNS for the A and AAAA records of a full name. */
async function question(resolver: Resolver, name: string): Promise<Answer | "none" | "no-answer"> {
  const asked = resolver.resolve6(name, { ttl: true }).catch(codeOf);
  const v4 = await resolver.resolve4(name, { ttl: true }).catch(codeOf);
  const v6 = typeof v4 === "string" ? await asked : await Promise.race([asked, sleep(OTHER_FAMILY_MS, "late")]);
  const records = [v4, v6].flatMap((answer) => (typeof answer === "string" ? [] : answer));
  if (records.length > 0) {
    const addresses = records.map(({ address }) => addressOf(address));
    return { addresses, ttl: Math.min(...records.map(({ ttl }) => ttl)) };
  }
  return [v4, v6].every((answer) => typeof answer === "string" && DEFINITE.has(answer)) ? "none" : "no-answer";
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "unknown";
}

function addressOf(address: string): LookupAddress {
  return { address, family: isIP(address) };
}
