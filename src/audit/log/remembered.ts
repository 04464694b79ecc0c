import { randomUUID } from "node:crypto";
import { mkdir, open, readFile, rename, stat, unlink } from "node:fs/promises";
import { join } from "node:path";
import { LogRefusal } from "./log-refusal.ts";

/** The largest checkpoint that this machine has published or seen, on its own disk: what a restored database cannot take back. */
export interface Remembered {
  /** The signed note, verbatim; undefined on a machine that has seen none. @throws {LogRefusal} `memory`, `data-directory-copied` */
  read(): Promise<string | undefined>;
  /** Resolves once the note is on the disk, file and name. */
  write(note: string): Promise<void>;
  /** Takes the note over from the directory that this one is a copy of. @throws {LogRefusal} `memory` */
  readAnyway(): Promise<string | undefined>;
}

interface Memory {
  /** Number of the folder on its file system: a copy of it has another. */
  readonly folder: string;
  readonly checkpoint: string;
}

const FILE = "remembered.json";

/** @param dataDir the data directory of the gateway; the file is in `log/` below it */
export function rememberIn(dataDir: string): Remembered {
  const folder = join(dataDir, "log");
  const path = join(folder, FILE);

  async function memory(): Promise<Memory | undefined> {
    let text: string;
    try {
      text = await readFile(path, "utf8");
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code === "ENOENT") return undefined;
      throw cause;
    }
    try {
      const { folder, checkpoint } = JSON.parse(text) as Partial<Memory>;
      if (typeof folder === "string" && typeof checkpoint === "string") return { folder, checkpoint };
    } catch (cause) {
      throw new LogRefusal("memory", { cause });
    }
    throw new LogRefusal("memory");
  }

  return {
    async read() {
      const found = await memory();
      if (found !== undefined && found.folder !== (await numberOf(folder)))
        throw new LogRefusal("data-directory-copied");
      return found?.checkpoint;
    },
    readAnyway: async () => (await memory())?.checkpoint,
    async write(checkpoint) {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      const draft = `${path}.${randomUUID()}.draft`;
      try {
        await using file = await open(draft, "wx", 0o600);
        await file.writeFile(JSON.stringify({ folder: await numberOf(folder), checkpoint } satisfies Memory));
        await file.sync();
        // If we crash here the old memory stands, and the checkpoint is not published yet.
        await rename(draft, path);
      } catch (error) {
        await unlink(draft).catch(() => undefined);
        throw error;
      }
      // The name is durable once its folder is.
      await using directory = await open(folder, "r");
      await directory.sync();
    },
  };
}

async function numberOf(folder: string): Promise<string> {
  return String((await stat(folder, { bigint: true })).ino);
}
