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

/** Options of a witness. */
export interface StartWitness {
  /** Folder of its key and state; no other process may use it. */
  readonly dir: string;
  /** Name of its key, which never changes. */
  readonly name: string;
  /** Keys of logs (vkey). */
  readonly logs: readonly string[];
  readonly host: string;
  /** 0: any free port. */
  readonly port: number;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Called for each request that ends in 500. Must not throw. */
  readonly fault?: (error: unknown) => void;
}

/** A witness that answers requests. */
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
  // Before anything is read: no other process may change what the next signature rests on.
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
        // A request whose caller hung up may still be written.
        await witness.idle();
        lock.release();
      },
    };
  } catch (error) {
    lock.release();
    throw error;
  }
}

/** Locks the folder. @throws {WitnessRefusal} `in-use`; `no-lock` where files cannot be locked */
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
