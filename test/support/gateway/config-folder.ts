import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Test } from "tap";

/** A copy of the shipped configuration that a test may spoil. */
export interface ConfigFolder {
  readonly path: string;
  /** Changes the parsed content of a file. */
  edit(name: string, change: (content: never) => unknown): Promise<void>;
  read(name: string): Promise<string>;
  write(name: string, text: string | Uint8Array): Promise<void>;
  remove(name: string): Promise<void>;
}

/** Makes the copy; it is gone when the test ends. */
export async function configFolder(t: Test): Promise<ConfigFolder> {
  const path = await mkdtemp(join(tmpdir(), "aidx-config-"));
  t.teardown(() => rm(path, { recursive: true, force: true }));
  await cp(new URL("../../../config/", import.meta.url), path, { recursive: true });
  const read = (name: string) => readFile(join(path, name), "utf8");
  const write = (name: string, text: string | Uint8Array) => writeFile(join(path, name), text);
  return {
    path,
    read,
    write,
    remove: (name) => rm(join(path, name)),
    async edit(name, change) {
      const content = JSON.parse(await read(name)) as never;
      await write(name, JSON.stringify(change(content) ?? content, undefined, 2));
    },
  };
}
