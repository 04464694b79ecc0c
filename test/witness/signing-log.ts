import { encodeBase64 } from "../../src/wire/base64.ts";
import { generateKeyPairSync, type KeyObject } from "node:crypto";
import type { Test } from "tap";
import { createLogSigner } from "../../src/log/log-signer.ts";
import { consistencyRanges } from "../../src/tlog/merkle.ts";
import { NATIVE_HASHER } from "../../src/tlog/native-hasher.ts";
import { sha256 } from "../../src/tlog/native-sha256.ts";
import { formatVerifierKey } from "../../src/tlog/note.ts";
import { hashesOfRanges } from "../../src/tlog/tile.ts";
import { EMPTY_EDGE, grow, rootOf } from "../../src/tlog/tree-edge.ts";
import { startWitness, type StartWitness } from "../../src/witness/start.ts";
import { temporaryDirectory } from "../support/store/postgres.ts";

export const ORIGIN = "log.example/one";
export const NAME = "witness.example/w1";
export const NOW = Date.parse("2026-11-23T09:00:00Z");

/** Options of a log. */
interface LogOptions {
  readonly origin?: string;
  /** Another salt makes another tree. */
  readonly salt?: string;
  /** Key pair of another log, to sign a second tree. */
  readonly pair?: { readonly publicKey: KeyObject; readonly privateKey: KeyObject };
}

/** A log of 600 entries that signs and proves every size. */
export function newLog({ origin = ORIGIN, salt = "", pair = generateKeyPairSync("ed25519") }: LogOptions = {}) {
  const signer = createLogSigner(origin, [{ key: pair.publicKey, privateKey: pair.privateKey }]);
  const leaves = Array.from({ length: 600 }, (_, n) => NATIVE_HASHER.leaf(Buffer.from(`${salt}${n}`)));
  const tiles = new Map(
    grow(NATIVE_HASHER, EMPTY_EDGE, leaves).tiles.map((tile) => [`${tile.level}/${tile.index}`, tile]),
  );
  const root = (size: number) => rootOf(NATIVE_HASHER, grow(NATIVE_HASHER, EMPTY_EDGE, leaves.slice(0, size)).edge);
  const read = async ({ level, index }: { level: number; index: number }) =>
    tiles.get(`${level}/${index}`)?.bytes ?? new Uint8Array();
  const [vkey] = signer.keys;
  if (vkey === undefined) throw new Error("no key");
  const note = (size: number, other = root(size)) => signer.sign({ size, root: other });
  return {
    pair,
    vkey: formatVerifierKey(vkey, sha256),
    note,
    /** Consistency proof between two sizes, base64. */
    async proof(from: number, to: number): Promise<string[]> {
      return (await hashesOfRanges(NATIVE_HASHER, read, consistencyRanges(Math.min(from, to), to), to)).map(
        encodeBase64,
      );
    },
    /** Makes a request as the log does; `proof` and `checkpoint` replace its own. */
    async request(from: number, to: number, other: { proof?: readonly string[]; checkpoint?: string } = {}) {
      const proof = other.proof ?? (await this.proof(from, to));
      return [`old ${from}`, ...proof, "", other.checkpoint ?? note(to)].join("\n");
    },
  };
}

export type SigningLog = ReturnType<typeof newLog>;

/** Starts a witness of these logs in this process, in a new folder unless one is given. */
export async function witnessOf(t: Test, logs: readonly SigningLog[], options: Partial<StartWitness> = {}) {
  const dir = options.dir ?? (await temporaryDirectory(t));
  const witness = await startWitness({
    name: NAME,
    logs: logs.map(({ vkey }) => vkey),
    host: "127.0.0.1",
    port: 0,
    now: () => NOW,
    ...options,
    dir,
  });
  t.teardown(() => witness.stop());
  return { ...witness, dir, post: (body: string | Buffer) => post(witness.url, body) };
}

/** Posts a body to a witness. */
export async function post(url: string, body: string | Buffer) {
  const answer = await fetch(`${url}/add-checkpoint`, { method: "POST", body: new Uint8Array(Buffer.from(body)) });
  return { status: answer.status, type: answer.headers.get("content-type"), text: await answer.text() };
}
