/** A witness of transparency logs (C2SP tlog-witness): it cosigns what it has seen to be append-only. */
import { type KeyObject, createPublicKey, sign } from "node:crypto";
import { EMPTY_ROOT, isConsistent } from "./consistency.ts";
import type { Cosigned, Memory } from "./memory.ts";
import { type AddCheckpoint, isSigned, keyId, type LogKey, MalformedRequest, readAddCheckpoint } from "./request.ts";

/** An answer over HTTP. */
export interface WitnessAnswer {
  readonly status: 200 | 400 | 403 | 404 | 409 | 422;
  readonly type: "text/plain" | "text/x.tlog.size";
  readonly body: string;
}

/** What a witness is. */
export interface WitnessOptions {
  /** Name of its key: a URL without scheme that its operator owns. */
  readonly name: string;
  /** Ed25519. */
  readonly key: KeyObject;
  /** Keys of the logs that it watches; their names are the origins. */
  readonly logs: readonly LogKey[];
  readonly memory: Memory;
  /** Seconds since the epoch. */
  readonly now: () => number;
}

/** A witness. */
export interface Witness {
  /** Its key's text (vkey, type 4). */
  readonly vkey: string;
  addCheckpoint(body: Buffer): Promise<WitnessAnswer>;
  /** The latest cosigned checkpoint of a log, by the hash of its origin. */
  checkpoint(originHash: string): WitnessAnswer;
}

/** Signature type of a timestamped Ed25519 cosignature (C2SP signed-note). */
const COSIGNATURE = 0x04;

/** Makes a witness; what it remembers was read before. */
export function createWitness({ name, key, logs, memory, now }: WitnessOptions): Witness {
  const raw = createPublicKey(key).export({ format: "der", type: "spki" }).subarray(-32);
  const typed = Buffer.concat([Buffer.of(COSIGNATURE), raw]);
  const id = keyId(name, typed);
  /** One request of a log at a time: comparing and keeping must not be divided. */
  const turns = new Map<string, Promise<unknown>>();

  function cosign(text: string): string {
    const time = BigInt(Math.floor(now()));
    const signature = sign(null, Buffer.from(`cosignature/v1\ntime ${time}\n${text}`), key);
    const stamp = Buffer.alloc(8);
    stamp.writeBigUInt64BE(time);
    return `— ${name} ${Buffer.concat([Buffer.from(id, "hex"), stamp, signature]).toString("base64")}\n`;
  }

  async function decide(request: AddCheckpoint, keys: readonly LogKey[]): Promise<WitnessAnswer> {
    const { old, proof, head, origin, text, signatures } = request;
    const latest: Pick<Cosigned, "size" | "root"> = memory.of(origin) ?? { size: 0n, root: EMPTY_ROOT };
    if (old > head.size) return answer(400, "the old size is larger than the checkpoint's");
    if (old !== latest.size) return { status: 409, type: "text/x.tlog.size", body: `${latest.size}\n` };
    const holds =
      old === 0n
        ? proof.length === 0 && (head.size > 0n || head.root.equals(EMPTY_ROOT))
        : isConsistent(latest, head, proof);
    if (!holds) return answer(422, "the checkpoint does not continue the one that was cosigned");
    const line = cosign(text);
    const own = signatures.filter(({ name: by, id: of }) => keys.some((known) => known.name === by && known.id === of));
    const note = `${text}\n${own.map((one) => `${one.line}\n`).join("")}${line}`;
    // Before the answer: once it is out, the witness must know of it whatever happens.
    await memory.keep({ origin, size: head.size, root: head.root, note });
    return { status: 200, type: "text/plain", body: line };
  }

  return {
    vkey: `${name}+${id}+${typed.toString("base64")}`,
    async addCheckpoint(body) {
      let request: AddCheckpoint;
      try {
        request = readAddCheckpoint(body);
      } catch (error) {
        if (error instanceof MalformedRequest) return answer(400, "not a request of tlog-witness");
        throw error;
      }
      const keys = logs.filter((known) => known.name === request.origin);
      if (keys.length === 0) return answer(404, "a log that is not watched here");
      if (!isSigned(request, keys)) return answer(403, "the log has not signed this");
      const before = turns.get(request.origin) ?? Promise.resolve();
      const turn = before.then(() => decide(request, keys));
      turns.set(
        request.origin,
        turn.catch(() => undefined),
      );
      return turn;
    },
    checkpoint(hash) {
      const latest = memory.byHash(hash);
      return latest === undefined
        ? answer(404, "nothing of that log was cosigned")
        : { status: 200, type: "text/plain", body: latest.note };
    },
  };
}

function answer(status: WitnessAnswer["status"], body: string): WitnessAnswer {
  return { status, type: "text/plain", body: `${body}\n` };
}
