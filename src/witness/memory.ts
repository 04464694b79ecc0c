import { createHash } from "node:crypto";
import { mkdir, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { replaceFile } from "../files/atomic.ts";
import { readCheckpoint } from "./request.ts";
import { WitnessRefusal } from "./witness-refusal.ts";

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
  all(): readonly Cosigned[];
  /**
   * Resolves once it is on the disk, file and name.
   * @throws {WitnessRefusal} `state-changed` when what is there is not what was read or written here last
   */
  keep(cosigned: Cosigned): Promise<void>;
}

/** SHA-256 of a log's origin, hexadecimal (C2SP tlog-witness). */
export function originHash(origin: string): string {
  return createHash("sha256").update(origin).digest("hex");
}

interface Known {
  readonly cosigned: Cosigned;
  /** The file as it is on the disk. */
  readonly file: string;
}

/**
 * Reads what is remembered in a folder, a file for each log.
 * @throws {WitnessRefusal} `state` for a file that is not one of ours, whole
 */
export async function openMemory(folder: string): Promise<Memory> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const known = new Map<string, Known>();
  for (const name of await readdir(folder)) {
    // What a crash left of a write that never took its place ends otherwise.
    if (!name.endsWith(".json")) continue;
    const file = await readFile(join(folder, name), "utf8");
    const cosigned = parse(file);
    const hash = originHash(cosigned.origin);
    if (name !== `${hash}.json`) throw new WitnessRefusal("state");
    known.set(hash, { cosigned, file });
  }
  return {
    of: (origin) => known.get(originHash(origin))?.cosigned,
    byHash: (hash) => known.get(hash)?.cosigned,
    all: () => [...known.values()].map(({ cosigned }) => cosigned),
    async keep(cosigned) {
      const hash = originHash(cosigned.origin);
      const path = join(folder, `${hash}.json`);
      await checkUnchanged(path, known.get(hash)?.file);
      const file = format(cosigned);
      await replaceFile(path, file);
      known.set(hash, { cosigned, file });
    },
  };
}

/**
 * Where the folder's lock does not hold, as on some network file systems, a second process is met here, but for the
 * moment between this look and the write. A file that is gone says nothing against what is known here.
 */
async function checkUnchanged(path: string, known: string | undefined): Promise<void> {
  const there = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return known;
    throw error;
  });
  if (there !== known) throw new WitnessRefusal("state-changed");
}

function format({ origin, size, root, note }: Cosigned): string {
  return JSON.stringify({ origin, size: String(size), root: root.toString("base64"), note });
}

/** Each member is what the signed note says: a file that was changed by hand or by a bad disk is not believed. */
function parse(file: string): Cosigned {
  try {
    const { origin, size, root, note } = JSON.parse(file) as Record<string, unknown>;
    if (typeof note === "string") {
      const { head, origin: signed } = readCheckpoint(note);
      if (signed === origin && String(head.size) === size && head.root.toString("base64") === root) {
        return { origin: signed, ...head, note };
      }
    }
  } catch (cause) {
    throw new WitnessRefusal("state", { cause });
  }
  throw new WitnessRefusal("state");
}
