import { createHash, randomUUID } from "node:crypto";
import { mkdir, open, readdir, readFile, rename, unlink } from "node:fs/promises";
import { join } from "node:path";

/** What a witness remembers of one log: the largest checkpoint that it cosigned. */
export interface Cosigned {
  readonly origin: string;
  readonly size: bigint;
  /** 32 bytes. */
  readonly root: Buffer;
  /** The signed note with the log's signatures that were verified and the witness's own. */
  readonly note: string;
}

/** What a witness has signed, kept so that it never signs against it. */
export interface Memory {
  of(origin: string): Cosigned | undefined;
  /** By the hash of the origin, hexadecimal. */
  byHash(hash: string): Cosigned | undefined;
  /** Resolves once it is on the disk, file and name. */
  keep(cosigned: Cosigned): Promise<void>;
}

/** The state of a witness cannot be read: it must not sign as if there were none. */
export class MemoryUnreadable extends Error {
  override readonly name = "MemoryUnreadable";
}

/** SHA-256 of a log's origin, hexadecimal (C2SP tlog-witness). */
export function originHash(origin: string): string {
  return createHash("sha256").update(origin).digest("hex");
}

/**
 * Reads what is remembered in a folder, a file for each log.
 * @throws {MemoryUnreadable} for a file that is not one of ours, whole
 */
export async function openMemory(folder: string): Promise<Memory> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const known = new Map<string, Cosigned>();
  for (const name of await readdir(folder)) {
    // What a crash left of a write that never took its place ends with `.draft`.
    if (!name.endsWith(".json")) continue;
    const cosigned = await read(join(folder, name));
    if (name !== `${originHash(cosigned.origin)}.json`) throw new MemoryUnreadable(`${name} belongs to another log`);
    known.set(originHash(cosigned.origin), cosigned);
  }
  return {
    of: (origin) => known.get(originHash(origin)),
    byHash: (hash) => known.get(hash),
    async keep(cosigned) {
      const hash = originHash(cosigned.origin);
      await write(folder, `${hash}.json`, cosigned);
      known.set(hash, cosigned);
    },
  };
}

async function read(path: string): Promise<Cosigned> {
  try {
    const { origin, size, root, note } = JSON.parse(await readFile(path, "utf8")) as Record<string, unknown>;
    if (
      typeof origin === "string" &&
      typeof size === "string" &&
      typeof root === "string" &&
      typeof note === "string"
    ) {
      const bytes = Buffer.from(root, "base64");
      if (/^\d{1,19}$/.test(size) && bytes.length === 32) return { origin, size: BigInt(size), root: bytes, note };
    }
  } catch (cause) {
    throw new MemoryUnreadable(path, { cause });
  }
  throw new MemoryUnreadable(path);
}

async function write(folder: string, name: string, { origin, size, root, note }: Cosigned): Promise<void> {
  const draft = join(folder, `${name}.${randomUUID()}.draft`);
  try {
    await using file = await open(draft, "wx", 0o600);
    await file.writeFile(JSON.stringify({ origin, size: String(size), root: root.toString("base64"), note }));
    await file.sync();
    // If we crash here the old state stands, and nobody has seen the new cosignature.
    await rename(draft, join(folder, name));
  } catch (error) {
    await unlink(draft).catch(() => undefined);
    throw error;
  }
  await using directory = await open(folder, "r");
  await directory.sync();
}
