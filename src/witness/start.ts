import type { AddressInfo } from "node:net";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { type FolderLock, FolderLockError, lockFolder } from "../files/folder-lock.ts";
import { openIdentity, vkeyOf } from "./identity.ts";
import { openMemory } from "./memory.ts";
import { type LogKey, MalformedRequest, readLogKey } from "./request.ts";
import { createWitnessServer } from "./server.ts";
import { createWitness } from "./witness.ts";
import { WitnessRefusal } from "./witness-refusal.ts";

/** Where a witness lives and whom it watches. */
export interface StartWitness {
  /** Folder of its key and its state, its alone. */
  readonly dir: string;
  /** Its key's name, for ever. */
  readonly name: string;
  /** Keys of logs (vkey). */
  readonly logs: readonly string[];
  readonly host: string;
  /** 0: any. */
  readonly port: number;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Told of each request that a fault of the witness's own left without an answer. Must not throw. */
  readonly fault?: (error: unknown) => void;
}

/** A witness that answers. */
export interface RunningWitness {
  readonly url: string;
  readonly vkey: string;
  stop(): Promise<void>;
}

/** Starts a witness; the first start makes its key. @throws {WitnessRefusal} */
export async function startWitness(options: StartWitness): Promise<RunningWitness> {
  const { dir, name, logs, host, port, now, fault } = options;
  const keys = logs.map(logKeyOf);
  await mkdir(dir, { recursive: true, mode: 0o700 });
  // Before anything is read: what is read must still stand when it is signed on.
  const lock = await lockOf(dir);
  try {
    const memory = await openMemory(join(dir, "logs"));
    const identity = await openIdentity(dir, name, memory.all());
    const witness = createWitness({ identity, logs: keys, memory, now: () => now() / 1000 });
    const app = createWitnessServer(witness, fault);
    await app.listen({ host, port });
    const { port: actual } = app.server.address() as AddressInfo;
    return {
      url: `http://${host.includes(":") ? `[${host}]` : host}:${actual}`,
      vkey: vkeyOf(identity),
      async stop() {
        await app.close();
        // A caller that hung up may have left something that is still being kept.
        await witness.idle();
        lock.release();
      },
    };
  } catch (error) {
    lock.release();
    throw error;
  }
}

/** @throws {WitnessRefusal} `in-use`; `no-lock` where files cannot be locked */
async function lockOf(dir: string): Promise<FolderLock> {
  try {
    return await lockFolder(dir, "witness.lock");
  } catch (cause) {
    if (cause instanceof FolderLockError) throw new WitnessRefusal(cause.code, { cause });
    throw cause;
  }
}

function logKeyOf(vkey: string): LogKey {
  try {
    return readLogKey(vkey);
  } catch (cause) {
    if (cause instanceof MalformedRequest) throw new WitnessRefusal("log-key", { cause });
    throw cause;
  }
}
