/**
 * A witness of transparency logs (C2SP tlog-witness): it cosigns a checkpoint that continues the one it cosigned before.
 */
import { EMPTY_ROOT, isConsistent } from "./consistency.ts";
import { cosign, type Identity } from "./identity.ts";
import type { Cosigned, Memory } from "./memory.ts";
import { type AddCheckpoint, isSigned, type LogKey, MalformedRequest, readAddCheckpoint } from "./request.ts";

/** An answer over HTTP. */
export interface WitnessAnswer {
  readonly status: 200 | 400 | 403 | 404 | 409 | 422;
  readonly type: "text/plain" | "text/x.tlog.size";
  readonly body: string;
}

/** Parts of a witness. */
export interface WitnessOptions {
  readonly identity: Identity;
  /** Keys of the logs that it watches; a key's name is the log's origin. */
  readonly logs: readonly LogKey[];
  readonly memory: Memory;
  /** Seconds since the epoch. */
  readonly now: () => number;
}

/** A witness. */
export interface Witness {
  /** Answers `POST /add-checkpoint`. Rejects on a fault of its own; nothing was signed then. */
  addCheckpoint(body: Buffer): Promise<WitnessAnswer>;
  /** Returns the latest cosigned checkpoint of a log. @param originHash SHA-256 of the origin, hex */
  checkpoint(originHash: string): WitnessAnswer;
  /** Resolves when no request is being decided. */
  idle(): Promise<void>;
}

/** Makes a witness from its memory. */
export function createWitness({ identity, logs, memory, now }: WitnessOptions): Witness {
  /** Last request of each log: one at a time, so that no other comes between comparing and keeping. */
  const turns = new Map<string, Promise<unknown>>();

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
    const line = cosign(identity, text, now());
    const own = signatures.filter(({ name: by, id: of }) => keys.some((known) => known.name === by && known.id === of));
    const note = `${text}\n${own.map((one) => `${one.line}\n`).join("")}${line}`;
    // If we crash after this the witness knows what it signed; before this no one has the cosignature.
    await memory.keep({ origin, size: head.size, root: head.root, note });
    return { status: 200, type: "text/plain", body: line };
  }

  return {
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
    async idle() {
      await Promise.all(turns.values());
    },
  };
}

function answer(status: WitnessAnswer["status"], body: string): WitnessAnswer {
  return { status, type: "text/plain", body: `${body}\n` };
}
