import { generateKeyPairSync, type KeyObject, sign as signBytes } from "node:crypto";
import {
  type Checkpoint,
  formatCheckpoint,
  openCheckpoint,
  type SignedCheckpoint,
} from "../../../src/tlog/checkpoint.ts";
import { cosignedMessage } from "../../../src/tlog/cosignature.ts";
import { begunMembers } from "../../../src/tlog/begun.ts";
import { recordEntry } from "../../../src/tlog/entry.ts";
import type { LoggedEntry, LogReader } from "../../../src/log/log-reader.ts";
import { consistencyRanges, inclusionRanges, isSize } from "../../../src/tlog/merkle.ts";
import { NATIVE_HASHER } from "../../../src/tlog/native-hasher.ts";
import {
  formatNote,
  formatVerifierKey,
  keyId,
  type Note,
  SIGNATURE_TYPES,
  type VerifierKey,
} from "../../../src/tlog/note.ts";
import { ProofError } from "../../../src/tlog/proof-error.ts";
import { encodeBundle, hashesOfRanges, TILE_WIDTH, tilePath } from "../../../src/tlog/tile.ts";
import { EMPTY_EDGE, grow, rootOf, type TreeEdge } from "../../../src/tlog/tree-edge.ts";
import type { AuditEntry } from "../../../src/domain/audit-entry.ts";
import { sha256 } from "../sha256.ts";
import { CHAIN_FILE, chainFile } from "../../../src/tlog/chain-file.ts";
import { tilesOf } from "./tiles-of.ts";

/** An Ed25519 key that signs notes, with its text forms. */
export interface NoteSigner {
  readonly key: VerifierKey;
  readonly vkey: string;
  readonly privateKey: KeyObject;
}

/** Makes a key for a log (type 1) or a witness (type 4). */
export function noteSigner(name: string, type: VerifierKey["type"] = SIGNATURE_TYPES.ed25519): NoteSigner {
  const { publicKey, privateKey } = generateKeyPairSync("ed25519");
  const raw = new Uint8Array(Buffer.from(publicKey.export({ format: "jwk" }).x ?? "", "base64url"));
  const key = { name, type, publicKey: raw, id: keyId(sha256, name, type, raw) };
  return { key, vkey: formatVerifierKey(key, sha256), privateKey };
}

/** Signs a checkpoint as a log does. */
export function signCheckpoint(checkpoint: Checkpoint, { key, privateKey }: NoteSigner): string {
  const text = formatCheckpoint(checkpoint);
  const signature = signBytes(null, Buffer.from(text), privateKey);
  return formatNote({ text, signatures: [{ name: key.name, id: key.id, signature }] });
}

/** Adds a witness's cosignature at `time` (POSIX seconds). */
export function cosign(note: Note, { key, privateKey }: NoteSigner, time: bigint): string {
  const head = Buffer.alloc(8);
  head.writeBigUInt64BE(time);
  const signature = Buffer.concat([head, signBytes(null, cosignedMessage(time, note.text), privateKey)]);
  return formatNote({ text: note.text, signatures: [...note.signatures, { name: key.name, id: key.id, signature }] });
}

/** A log in memory over the real tree: what is appended is pending until `publish`. */
export class MemoryLog implements LogReader {
  signer: NoteSigner;
  origin: string;
  /** Keys of the logs that it succeeds. */
  readonly former: VerifierKey[] = [];
  readonly witnesses: readonly NoteSigner[];
  readonly all: { bytes: Buffer; leafHash: Buffer; entry: AuditEntry }[] = [];
  /** Every tile of hashes and bundle of entries by its path, partial ones too. */
  readonly files = new Map<string, Uint8Array>();
  /** Time at which its witnesses cosign, ms; absent: as soon as there is something to cosign. */
  cosignedAt: number | undefined;
  #edge: TreeEdge = EMPTY_EDGE;
  #published: SignedCheckpoint | undefined;
  #witnessed: SignedCheckpoint | undefined;

  constructor(origin = "log.example/aid", witnesses: readonly NoteSigner[] = []) {
    this.origin = origin;
    this.signer = noteSigner(origin);
    this.witnesses = witnesses;
  }

  append(...entries: readonly AuditEntry[]): void {
    for (const entry of entries) this.all.push(recordEntry(entry));
  }

  /** Gives the first `size` entries their places and signs the checkpoint over them. */
  async publish(size = this.all.length, witnesses = this.witnesses): Promise<SignedCheckpoint> {
    const grown = grow(
      NATIVE_HASHER,
      this.#edge,
      this.all.slice(this.#edge.size, size).map(({ leafHash }) => leafHash),
    );
    this.#edge = grown.edge;
    for (const { level, index, width, bytes } of grown.tiles) {
      this.files.set(tilePath({ level, index, width }), bytes);
      if (level > 0) continue;
      const entries = this.all.slice(index * TILE_WIDTH, index * TILE_WIDTH + width).map(({ bytes: entry }) => entry);
      this.files.set(tilePath({ level: "entries", index, width }), encodeBundle(entries));
    }
    const root = rootOf(NATIVE_HASHER, grown.edge);
    const text = signCheckpoint({ origin: this.origin, size, root, extensions: [] }, this.signer);
    let opened = await openCheckpoint(text, this.keys());
    const newest = Date.parse(this.all.at(-1)?.entry.time ?? "2026-11-18T12:00:00Z");
    const time = BigInt(Math.ceil((this.cosignedAt ?? newest) / 1000));
    for (const witness of witnesses) opened = await openCheckpoint(cosign(opened.note, witness, time), this.keys());
    this.files.set("checkpoint", Buffer.from(opened.text));
    this.#published = opened;
    if (witnesses.length > 0) this.#witnessed = opened;
    return opened;
  }

  /**
   * Becomes a successor under another name, of which only the first `left` entries are left, as after a restore.
   *
   * @param change members of the entry that begins it, as a liar writes them
   */
  succeed(origin: string, left: number, known?: number, change: object = {}): void {
    const { origin: predecessor, signer } = this;
    const lost = this.all.splice(left);
    const rootAt = (size: number) => {
      const leaves = [...this.all, ...lost].slice(0, size).map(({ leafHash }) => leafHash);
      return rootOf(NATIVE_HASHER, grow(NATIVE_HASHER, EMPTY_EDGE, leaves).edge);
    };
    const noteAt = (size: number) =>
      signCheckpoint({ origin: predecessor, size, root: rootAt(size), extensions: [] }, signer);
    const members = begunMembers({
      origin,
      predecessor,
      index: left,
      root: rootAt(left),
      ...(left === 0 ? {} : { checkpoint: noteAt(left) }),
      ...(known === undefined ? {} : { known, knownCheckpoint: noteAt(known) }),
    });
    const time = this.all.at(-1)?.entry.time ?? "2026-11-18T12:00:00.000Z";
    const told = { change: "begun", through: "machine", reference: "2026-17", reasons: ["behind"] };
    this.append({ v: 1, type: "log", time, actor: "aid-gateway", ...told, ...members, ...change });
    this.former.push(signer.key);
    this.origin = origin;
    this.signer = noteSigner(origin);
    this.#edge = EMPTY_EDGE;
    this.#witnessed = undefined;
    this.files.clear();
  }

  /** The file `chain`. */
  chain(): string {
    const links = this.all.flatMap(({ bytes, entry }, index) => (entry.change === "begun" ? [{ index, bytes }] : []));
    return JSON.stringify(chainFile(links));
  }

  /** With `sign` what signs COSE receipts of this log. */
  get kid(): Uint8Array {
    return this.signer.key.id;
  }

  async sign(bytes: Uint8Array): Promise<Uint8Array> {
    return signBytes(null, bytes, this.signer.privateKey);
  }

  keys(): readonly VerifierKey[] {
    return [this.signer.key];
  }

  async heads(): ReturnType<LogReader["heads"]> {
    return { published: this.#published, witnessed: this.#witnessed };
  }

  async reaches(size: number): Promise<boolean> {
    return size <= (this.#published?.size ?? 0);
  }

  readonly tile: LogReader["tile"] = async ({ level, index, width }) => {
    for (let wider = width; wider <= TILE_WIDTH; wider++) {
      const bytes = this.files.get(tilePath({ level, index, width: wider }));
      if (bytes !== undefined) return bytes;
    }
    throw new ProofError("out-of-range", "no such tile");
  };

  async bundle(index: number, width: number): Promise<Uint8Array> {
    const bytes = this.files.get(tilePath({ level: "entries", index, width }));
    if (bytes === undefined) throw new ProofError("out-of-range", "no such bundle");
    return bytes;
  }

  async indexOf(leafHash: Uint8Array): Promise<number | undefined> {
    const index = this.all.slice(0, this.#edge.size).findIndex((one) => one.leafHash.equals(leafHash));
    return index === -1 ? undefined : index;
  }

  async positions(leafHashes: readonly Uint8Array[]): ReturnType<LogReader["positions"]> {
    return Promise.all(
      leafHashes.map(async (leafHash) => {
        const index = await this.indexOf(leafHash);
        const where = { origin: this.origin, leafHash: Buffer.from(leafHash).toString("base64url") };
        return index === undefined
          ? { ...where, stage: "pending" as const }
          : { ...where, stage: "published" as const, index };
      }),
    );
  }

  async inclusionProof(index: number, size: number): Promise<Uint8Array[]> {
    this.#check(index < size, size);
    return hashesOfRanges(NATIVE_HASHER, this.tile, inclusionRanges(index, size), size);
  }

  async consistencyProof(from: number, to: number): Promise<Uint8Array[]> {
    this.#check(from <= to, to);
    return hashesOfRanges(NATIVE_HASHER, this.tile, consistencyRanges(from, to), to);
  }

  async entriesOfThread(thread: string): Promise<LoggedEntry[]> {
    return this.all
      .map((one, index) => this.#logged(one, index))
      .filter((_one, n) => this.all[n]?.entry.thread === thread);
  }

  async *entriesOfTypes(types: readonly AuditEntry["type"][], first = 0): AsyncIterable<LoggedEntry> {
    for (let index = first; index < this.#edge.size; index++) {
      const one = this.all[index];
      if (one !== undefined && types.includes(one.entry.type)) yield this.#logged(one, index);
    }
  }

  async *entries(begin: number, end: number): AsyncIterable<LoggedEntry> {
    for (let index = begin; index < end; index++) {
      const one = this.all[index];
      if (one !== undefined) yield this.#logged(one, index);
    }
  }

  /** Every path of the present tree's tiles and bundles, and the checkpoint: a whole log, as files. */
  mirror(): Map<string, Uint8Array> {
    const mirror = new Map<string, Uint8Array>();
    const copy = (path: string) => mirror.set(path, this.files.get(path) ?? new Uint8Array());
    copy("checkpoint");
    if (this.former.length > 0) mirror.set(CHAIN_FILE, Buffer.from(this.chain()));
    for (const tile of tilesOf(this.#edge.size)) {
      copy(tilePath(tile));
      if (tile.level === 0) copy(tilePath({ ...tile, level: "entries" }));
    }
    return mirror;
  }

  #logged({ bytes, leafHash }: { bytes: Buffer; leafHash: Buffer }, index: number): LoggedEntry {
    return { index: index < this.#edge.size ? index : null, bytes, leafHash };
  }

  #check(ordered: boolean, size: number): void {
    if (!ordered || !isSize(size) || size > this.#edge.size) throw new ProofError("out-of-range", "not published");
  }
}
