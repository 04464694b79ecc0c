import { createHash } from "node:crypto";
import { mkdir, readdir } from "node:fs/promises";
import { join } from "node:path";
import { replaceFile } from "../files/atomic.ts";
import { readCheckpoint } from "./request.ts";
import { WitnessRefusal } from "./witness-refusal.ts";
import { EncodingError, readText } from "../files/text-file.ts";

/** The largest checkpoint of a log that the witness has cosigned. */
export interface Cosigned {
  readonly origin: string;
  readonly size: bigint;
  /** 32 bytes. */
  readonly root: Buffer;
  /** The note with the log's verified signatures and the witness's cosignature. */
  readonly note: string;
}

/** Cosigned checkpoints by log, kept so that no later cosignature contradicts them. */
export interface Memory {
  of(origin: string): Cosigned | undefined;
  /** Finds by SHA-256 of the origin, hex. */
  byHash(hash: string): Cosigned | undefined;
  all(): readonly Cosigned[];
  /**
   * Keeps a checkpoint; resolves once it is durable.
   *
   * @throws {WitnessRefusal} `state-changed` when the file is not as this process read or wrote it last
   */
  keep(cosigned: Cosigned): Promise<void>;
}

/** SHA-256 of a log's origin, hex (C2SP tlog-witness). */
export function originHash(origin: string): string {
  return createHash("sha256").update(origin).digest("hex");
}

interface Known {
  readonly cosigned: Cosigned;
  /** Content of the file on the disk. */
  readonly file: string;
}

/** Reads the memory from a folder, a file for each log. @throws {WitnessRefusal} `state` for a file of another form */
export async function openMemory(folder: string): Promise<Memory> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const known = new Map<string, Known>();
  for (const name of await readdir(folder)) {
    // Drafts that a crash left end otherwise.
    if (!name.endsWith(".json")) continue;
    const file = await readText(join(folder, name));
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
 * Checks that no other process has written the file. Where the folder's lock does not hold, as on some network file systems,
 * this notices a second process, except between this check and the write. A missing file is no contradiction.
 */
async function checkUnchanged(path: string, known: string | undefined): Promise<void> {
  const there = await readText(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return known;
    if (error instanceof EncodingError) return "";
    throw error;
  });
  if (there !== known) throw new WitnessRefusal("state-changed");
}

function format({ origin, size, root, note }: Cosigned): string {
  return JSON.stringify({ origin, size: String(size), root: root.toString("base64"), note });
}

/** Reads a file and compares each member with the signed note, so that a change by hand or a bad disk is noticed. */
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
