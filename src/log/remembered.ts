import { copyFile, type FileHandle, mkdir, open, stat } from "node:fs/promises";
import { join } from "node:path";
import { replaceFile } from "../files/atomic.ts";
import { parseCheckpoint } from "../tlog/checkpoint.ts";
import { parseNote } from "../tlog/note.ts";
import { ProofError } from "../tlog/proof-error.ts";
import { LogRefusal } from "./log-refusal.ts";
import { decodeUtf8 } from "../wire/utf8.ts";

/** The remembered checkpoint. */
export interface Recollection {
  /** The largest checkpoint that this machine has published or seen: the signed note, verbatim. */
  readonly note: string;
  /** False in a copy of the data directory, also when the copy took the place of the original. */
  readonly own: boolean;
}

/** The largest checkpoint, kept on this machine's own disk, where a restored database cannot change it. */
export interface Remembered {
  /** Reads it; undefined on a machine that has seen none. @throws {LogRefusal} `memory` when the file is damaged */
  read(): Promise<Recollection | undefined>;
  /** Writes it; resolves once it is durable, in every folder. That of a log that ended is kept beside it. */
  write(note: string): Promise<void>;
}

/**
 * Content of the file. It names its own folder and itself, so that a copy is noticed: the folder by its inode number, which
 * a move keeps and a copy does not; the file, which is new for each checkpoint, by its inode number and its time of birth in
 * ns, which no restored file has (cp, tar, rsync, also into the same folder). A snapshot of the whole disk keeps all of
 * them. The device's number is left out: it may change with a reboot.
 */
interface Memory {
  readonly folder: string;
  readonly file: string;
  readonly checkpoint: string;
}

const FILE = "remembered.json";

/**
 * The recollection, unless it is of a log of another name: a machine that remembers another log has never seen this one. What
 * is no checkpoint at all stays, to be refused: a damaged memory is not an absent one.
 */
export function ofLog(recollection: Recollection | undefined, origin: string): Recollection | undefined {
  const named = recollection && nameIn(recollection.note);
  return named === undefined || named === origin ? recollection : undefined;
}

/**
 * Remembers in one folder or two.
 *
 * @param dataDir the data directory of the gateway; the file is in `log/` below it
 * @param second an existing folder on another disk for a second file, so that one disk put back to a snapshot is noticed
 */
export function rememberIn(dataDir: string, second?: string): Remembered {
  const first = placeIn(join(dataDir, "log"), true);
  const places = second === undefined ? [first] : [first, placeIn(second, false)];
  return {
    async read() {
      const found: Recollection[] = [];
      for (const place of places) {
        const one = await place.read();
        if (one !== undefined) found.push(one);
      }
      const [newest] = found.toSorted((a, b) => sizeOf(b.note) - sizeOf(a.note));
      return newest && { note: newest.note, own: found.every(({ own }) => own) };
    },
    async write(note) {
      for (const place of places) await place.write(note);
    },
  };
}

/** Remembers in one file. @param make makes a missing folder; without it that is an error: its disk may not be mounted */
function placeIn(folder: string, make: boolean): Remembered {
  const path = join(folder, FILE);
  /** Name of the log that the file is about, once it is known. */
  let present: string | undefined;

  async function read(): Promise<Recollection | undefined> {
    if (!make) await stat(folder);
    let file: FileHandle;
    try {
      file = await open(path, "r");
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code === "ENOENT") return undefined;
      throw cause;
    }
    await using opened = file;
    const memory = parse(await opened.readFile());
    const own = memory.folder === (await numberOf(folder)) && memory.file === (await birthOf(opened));
    return { note: memory.checkpoint, own };
  }

  /** Copies what is remembered of another log: after its end this may be all that tells how far it had come. */
  async function keepEnded(origin: string | undefined): Promise<void> {
    if (origin === undefined || present === origin) return;
    // A damaged file tells nothing; it was refused where it was read.
    const before = await read().catch(() => undefined);
    if (before !== undefined && ofLog(before, origin) === undefined) {
      await copyFile(path, join(folder, `ended-${sizeOf(before.note)}.json`));
    }
    present = origin;
  }

  return {
    read,
    async write(checkpoint) {
      if (make) await mkdir(folder, { recursive: true, mode: 0o700 });
      await keepEnded(nameIn(checkpoint));
      // If we crash in here the old file stands, and the checkpoint is not published yet.
      await replaceFile(path, async (file) => {
        const memory: Memory = { folder: await numberOf(folder), file: await birthOf(file), checkpoint };
        return JSON.stringify(memory);
      });
    },
  };
}

function parse(bytes: Uint8Array): Memory {
  let read: Partial<Memory> | null;
  try {
    read = JSON.parse(decodeUtf8(bytes)) as Partial<Memory> | null;
  } catch (cause) {
    throw new LogRefusal("memory", { cause });
  }
  const { folder, file, checkpoint } = read ?? {};
  if (typeof folder === "string" && typeof file === "string" && typeof checkpoint === "string") {
    return { folder, file, checkpoint };
  }
  throw new LogRefusal("memory");
}

/** Inode number of a folder. */
async function numberOf(folder: string): Promise<string> {
  return String((await stat(folder, { bigint: true })).ino);
}

/** Inode number and time of birth, ns, of a file; the time is 0 on a file system that keeps none. */
async function birthOf(file: FileHandle): Promise<string> {
  const { ino, birthtimeNs } = await file.stat({ bigint: true });
  return `${ino}.${birthtimeNs}`;
}

/** Reads the name of the log in a note without verifying its signature; undefined for what is no checkpoint. */
function nameIn(note: string): string | undefined {
  try {
    return parseCheckpoint(parseNote(note).text).origin;
  } catch (error) {
    if (error instanceof ProofError) return undefined;
    throw error;
  }
}

/** Reads the size of a note without verifying it; the caller's checks do. */
function sizeOf(note: string): number {
  return Number(note.split("\n", 2)[1]);
}
