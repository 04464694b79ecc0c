import { generateKeyPairSync } from "node:crypto";
import { createLogSigner } from "../../../src/log/log-signer.ts";
import { NATIVE_HASHER } from "../../../src/tlog/native-hasher.ts";
import { sha256 } from "../../../src/tlog/native-sha256.ts";
import { formatVerifierKey } from "../../../src/tlog/note.ts";
import { encodeBundle, parseTilePath, tileWidth } from "../../../src/tlog/tile.ts";
import { EMPTY_EDGE, grow, rootOf } from "../../../src/tlog/tree-edge.ts";

const { publicKey: key, privateKey } = generateKeyPairSync("ed25519");
const signer = createLogSigner("log.example/one", [{ key, privateKey }]);

/** The key that signs every shown log. */
export const LOG_KEYS = signer.keys.map((one) => formatVerifierKey(one, sha256));

/** Bytes of an entry. */
export const entryOf = (n: number, salt = "") =>
  Buffer.from(`{"actor":"gateway${salt}","n":${n},"time":"2026-11-23T09:00:00.000Z","type":"log","v":1}`);

interface Tree {
  readonly root: Uint8Array;
  readonly tiles: ReadonlyMap<string, Uint8Array>;
}

/** A log as a server shows it; a test may make it lie. */
export class ShownLog {
  size = 0;
  salt = "";
  /** From this entry on another tree. */
  forkAt = Number.POSITIVE_INFINITY;
  /** Files that are served instead of the true ones; undefined: missing. */
  readonly lies = new Map<string, Uint8Array | undefined>();
  /** Paths whose reading throws now. */
  broken: (path: string) => Error | undefined = () => undefined;
  readonly asked: string[] = [];
  readonly #trees = new Map<string, Tree>();

  /** The checkpoint of some size, as the log signs it. */
  checkpoint(size = this.size): string {
    return signer.sign({ size, root: this.#tree(size).root });
  }

  read = async (path: string): Promise<Uint8Array | undefined> => {
    this.asked.push(path);
    const error = this.broken(path);
    if (error !== undefined) throw error;
    if (this.lies.has(path)) return this.lies.get(path);
    if (path === "checkpoint") return Buffer.from(this.checkpoint());
    const name = parseTilePath(path);
    // What the tree has not reached there is not.
    if (name === undefined || tileWidth(name.level, name.index, this.size) < name.width) return undefined;
    if (name.level !== "entries") {
      return this.#tree(this.size)
        .tiles.get(`${name.level}/${name.index}`)
        ?.subarray(0, name.width * 32);
    }
    return encodeBundle(Array.from({ length: name.width }, (_, n) => this.#entry(name.index * 256 + n)));
  };

  #entry(n: number): Buffer {
    return entryOf(n, n >= this.forkAt ? this.salt : "");
  }

  #tree(size: number): Tree {
    const id = `${size} ${this.forkAt} ${this.salt}`;
    const known = this.#trees.get(id);
    if (known !== undefined) return known;
    const leaves = Array.from({ length: size }, (_, n) => NATIVE_HASHER.leaf(this.#entry(n)));
    const { edge, tiles } = grow(NATIVE_HASHER, EMPTY_EDGE, leaves);
    const tree = {
      root: rootOf(NATIVE_HASHER, edge),
      tiles: new Map(tiles.map((tile) => [`${tile.level}/${tile.index}`, tile.bytes])),
    };
    this.#trees.set(id, tree);
    return tree;
  }
}

/** A checkpoint of that log's name that somebody else has signed. */
export function strangersCheckpoint(size: number): string {
  const pair = generateKeyPairSync("ed25519");
  const stranger = createLogSigner("log.example/one", [{ key: pair.publicKey, privateKey: pair.privateKey }]);
  return stranger.sign({ size, root: Buffer.alloc(32) });
}
