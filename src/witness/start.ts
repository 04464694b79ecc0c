import { createPrivateKey, generateKeyPairSync, type KeyObject } from "node:crypto";
import type { AddressInfo } from "node:net";
import { mkdir, open, readFile } from "node:fs/promises";
import { join } from "node:path";
import { openMemory } from "./memory.ts";
import { readLogKey } from "./request.ts";
import { createWitnessServer } from "./server.ts";
import { createWitness } from "./witness.ts";

/** Where a witness lives and whom it watches. */
export interface StartWitness {
  /** Folder of its key and its state. */
  readonly dir: string;
  readonly name: string;
  /** Keys of logs (vkey). */
  readonly logs: readonly string[];
  readonly host: string;
  /** 0: any. */
  readonly port: number;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** A witness that answers. */
export interface RunningWitness {
  readonly url: string;
  readonly vkey: string;
  stop(): Promise<void>;
}

/** Starts a witness; the first start makes its key. */
export async function startWitness({ dir, name, logs, host, port, now }: StartWitness): Promise<RunningWitness> {
  const key = await witnessKey(dir);
  const memory = await openMemory(join(dir, "logs"));
  const witness = createWitness({ name, key, logs: logs.map(readLogKey), memory, now: () => now() / 1000 });
  const app = createWitnessServer(witness);
  await app.listen({ host, port });
  const { port: actual } = app.server.address() as AddressInfo;
  return {
    url: `http://${host.includes(":") ? `[${host}]` : host}:${actual}`,
    vkey: witness.vkey,
    stop: () => app.close(),
  };
}

/** The witness's key, made when there is none. Its owner's alone. */
export async function witnessKey(dir: string): Promise<KeyObject> {
  const path = join(dir, "witness.key.pem");
  await mkdir(dir, { recursive: true, mode: 0o700 });
  const found = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw error;
  });
  if (found !== undefined) {
    const key = createPrivateKey(found);
    if (key.asymmetricKeyType !== "ed25519") throw new TypeError("the witness's key is no Ed25519 key");
    return key;
  }
  const { privateKey } = generateKeyPairSync("ed25519");
  await using file = await open(path, "wx", 0o600);
  await file.writeFile(privateKey.export({ format: "pem", type: "pkcs8" }));
  // A cosignature under a key that a crash would lose could never be verified again.
  await file.sync();
  return privateKey;
}
