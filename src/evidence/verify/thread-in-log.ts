/** Reads a whole log for the thread of evidence: what the evidence must have, and what came later. */
import { encodeBase64url } from "../../wire/base64.ts";
import { isObject } from "../../wire/value.ts";
import type { AuditEntry } from "../../domain/audit-entry.ts";
import { isBegun } from "../../tlog/begun.ts";
import { inForce, placesByName, type Registered, registeredName } from "../in-force.ts";
import type { TreeHasher } from "../../tlog/merkle.ts";
import type { Trust } from "./trust.ts";
import { type TimeBreak, TimeOrder } from "./time-order.ts";
import { type LogFileReader, type LogVerification, verifyLog } from "./verify-log.ts";
import { decodeUtf8 } from "../../wire/utf8.ts";

/** Log at hand: its files, its entries among them. */
export interface LogAtHand {
  readonly read: LogFileReader;
  /** Faster hasher than the verification's own. */
  readonly hasher?: TreeHasher;
  /** Called from time to time with the number of verified leaves. */
  readonly onProgress?: (leaves: number, size: number) => void;
}

/** Thread to look for, and what its evidence relies on. */
export interface SoughtThread {
  /** Undefined when the manifest could not be read: then no entry is of the thread. */
  readonly thread: string | undefined;
  /** Party id of the gateway. */
  readonly gateway: string | undefined;
  /** Size of the evidence's checkpoint; undefined when it has none that can be read. */
  readonly size: number | undefined;
  /** Signing keys that the evidence carries, by party. */
  readonly keys: ReadonlyMap<string, readonly { readonly kid: string }[] | undefined>;
  /** Entries that the evidence carries, in the order of the tree. */
  readonly entries: readonly { readonly index: number; readonly entry: AuditEntry | undefined }[];
}

/** Role of an entry for the thread. */
export type Part = "thread" | "key" | "document" | "chain";

/** Entry that the evidence must have. */
export interface Needed {
  readonly index: number;
  readonly part: Part;
}

/** Result of reading the log. It is to be believed only when the log verified. */
export interface ThreadInLog {
  readonly verification: LogVerification;
  /** Every entry below the evidence's checkpoint that the evidence must have. */
  readonly needed: readonly Needed[];
  /** Entries of the thread beyond the checkpoint: index, time in ms, and leaf hash, base64url. */
  readonly later: readonly { readonly index: number; readonly at: number; readonly leafHash: string }[];
  /**
   * Places where the log's times run back, from the thread's first entry (or an earlier retirement of a key) to its
   * last.
   */
  readonly breaks: readonly TimeBreak[];
}

/** Changes that end a key's life. */
const ENDS: ReadonlySet<unknown> = new Set(["key-retired", "key-removed"]);
/** Most breaks that are kept. A log with more is reported by the first ones. */
const MOST_BREAKS = 100;

/**
 * Reads a whole log, up to a root that a trusted key signed, and keeps what concerns the evidence. Witnesses are not
 * required here: they must have cosigned the evidence's own checkpoint, which must be of this log.
 */
export async function readThreadInLog(
  sought: SoughtThread,
  log: LogAtHand,
  { trust, hasher }: { readonly trust: Trust; readonly hasher: TreeHasher },
): Promise<ThreadInLog> {
  const reading = new Reading(sought, hasher);
  const verification = await verifyLog(log.read, {
    trust: { ...trust, quorum: 0 },
    hasher,
    ...(sought.size === undefined ? {} : { earlier: sought.size }),
    ...(log.onProgress && { onProgress: log.onProgress }),
    onEntries(first, entries) {
      for (const [n, bytes] of entries.entries()) reading.take(first + n, bytes);
    },
  });
  return { verification, ...reading.found() };
}

class Reading {
  readonly #sought: SoughtThread;
  readonly #hasher: TreeHasher;
  readonly #keys: ReadonlySet<string>;
  /** Places that rely on a sharing policy or a schema, by its name, and all entries that registered one. */
  readonly #places: ReadonlyMap<string, readonly number[]>;
  readonly #registrations: Registered[] = [];
  readonly #needed: Needed[] = [];
  readonly #later: { index: number; at: number; leafHash: string }[] = [];
  readonly #order = new TimeOrder();
  readonly #breaks: TimeBreak[] = [];
  readonly #size: number;
  readonly #last: number;
  #begun = false;

  constructor(sought: SoughtThread, hasher: TreeHasher) {
    this.#sought = sought;
    this.#hasher = hasher;
    this.#size = sought.size ?? 0;
    this.#last = sought.entries.at(-1)?.index ?? 0;
    this.#keys = new Set([...sought.keys].flatMap(([party, keys = []]) => keys.map(({ kid }) => `${party} ${kid}`)));
    this.#places = placesByName(
      sought.entries.flatMap(({ index, entry }) => (entry === undefined ? [] : [{ index, entry }])),
    );
  }

  /** Takes the next entry. Bytes that are not an entry make the log's own verification fail. */
  take(index: number, bytes: Uint8Array): void {
    const entry = entryIn(bytes);
    if (entry === undefined) return;
    const { thread, gateway } = this.#sought;
    const at = Date.parse(entry.time);
    const ofThread = entry.thread !== undefined && entry.thread === thread;
    if (index >= this.#size) {
      if (ofThread) this.#later.push({ index, at, leafHash: encodeBase64url(this.#hasher.leaf(bytes)) });
      return;
    }
    const byGateway = entry.actor === gateway;
    const ofKey = byGateway && entry.type === "key" && this.#keys.has(`${String(entry.party)} ${String(entry.kid)}`);
    if (ofThread) this.#needed.push({ index, part: "thread" });
    if (isBegun(entry)) this.#needed.push({ index, part: "chain" });
    if (ofKey) this.#needed.push({ index, part: "key" });
    const name = byGateway ? registeredName(entry) : undefined;
    if (name !== undefined && this.#places.has(name)) this.#registrations.push({ index, name });
    this.#begun ||= ofThread || (ofKey && ENDS.has(entry.change));
    const found = this.#order.next(index, at);
    if (found !== undefined && this.#begun && index <= this.#last && this.#breaks.length < MOST_BREAKS) {
      this.#breaks.push(found);
    }
  }

  found(): Omit<ThreadInLog, "verification"> {
    const documents = inForce(this.#registrations, this.#places).map(({ index }) => ({
      index,
      part: "document" as const,
    }));
    return { needed: [...this.#needed, ...documents], later: this.#later, breaks: this.#breaks };
  }
}

function entryIn(bytes: Uint8Array): AuditEntry | undefined {
  try {
    const value: unknown = JSON.parse(decodeUtf8(bytes));
    return isObject(value) && typeof value.time === "string" ? (value as unknown as AuditEntry) : undefined;
  } catch {
    return undefined;
  }
}
