import { type FileHandle, mkdir, open, stat } from "node:fs/promises";
import { join } from "node:path";
import { replaceFile } from "../files/atomic.ts";
import { LogRefusal } from "./log-refusal.ts";

/** What this machine remembers of the log. */
export interface Recollection {
  /** The largest checkpoint that it has published or seen: the signed note, verbatim. */
  readonly note: string;
  /** False in a copy of the data directory, also in one that was put back in the place of the original. */
  readonly own: boolean;
}

/** The largest checkpoint, on this machine's own disk: what a restored database cannot take back. */
export interface Remembered {
  /** Undefined on a machine that has seen none. @throws {LogRefusal} `memory` */
  read(): Promise<Recollection | undefined>;
  /** Resolves once the note is on the disk, file and name, in every place. */
  write(note: string): Promise<void>;
}

/**
 * What the file says. The folder is told by its number on the file system: one that is moved keeps it, a copy has
 * another. The file is made anew for each checkpoint, and is told by its number and the nanosecond of its birth: a
 * restored one (cp, tar, rsync, also into the same folder) has others. A snapshot of the whole disk keeps them all.
 * The number of the device is no part of it: it may change with a reboot.
 */
interface Memory {
  readonly folder: string;
  readonly file: string;
  readonly checkpoint: string;
}

const FILE = "remembered.json";

/**
 * @param dataDir the data directory of the gateway; the file is in `log/` below it
 * @param second a folder on another disk where the same is kept, so that a snapshot of one disk that is put back is
 *   noticed; it must exist
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

/** One file. @param make whether its folder is made when it is not there; else that is an error, as of a disk that is not mounted */
function placeIn(folder: string, make: boolean): Remembered {
  const path = join(folder, FILE);
  return {
    async read() {
      if (!make) await stat(folder);
      let file: FileHandle;
      try {
        file = await open(path, "r");
      } catch (cause) {
        if ((cause as NodeJS.ErrnoException).code === "ENOENT") return undefined;
        throw cause;
      }
      await using opened = file;
      const memory = parse(await opened.readFile("utf8"));
      const own = memory.folder === (await numberOf(folder)) && memory.file === (await birthOf(opened));
      return { note: memory.checkpoint, own };
    },
    async write(checkpoint) {
      if (make) await mkdir(folder, { recursive: true, mode: 0o700 });
      // If we crash in it the old memory stands, and the checkpoint is not published yet.
      await replaceFile(path, async (file) => {
        const memory: Memory = { folder: await numberOf(folder), file: await birthOf(file), checkpoint };
        return JSON.stringify(memory);
      });
    },
  };
}

function parse(text: string): Memory {
  let read: Partial<Memory> | null;
  try {
    read = JSON.parse(text) as Partial<Memory> | null;
  } catch (cause) {
    throw new LogRefusal("memory", { cause });
  }
  const { folder, file, checkpoint } = read ?? {};
  if (typeof folder === "string" && typeof file === "string" && typeof checkpoint === "string") {
    return { folder, file, checkpoint };
  }
  throw new LogRefusal("memory");
}

async function numberOf(folder: string): Promise<string> {
  return String((await stat(folder, { bigint: true })).ino);
}

/** Number and time of birth, ns; that time is 0 on a file system that keeps none. */
async function birthOf(file: FileHandle): Promise<string> {
  const { ino, birthtimeNs } = await file.stat({ bigint: true });
  return `${ino}.${birthtimeNs}`;
}

/** Size in a note of our own; what it says is checked by whoever uses it. */
function sizeOf(note: string): number {
  return Number(note.split("\n", 2)[1]);
}
