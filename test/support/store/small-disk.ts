import { execFileSync } from "node:child_process";
import { chown, mkdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import pg from "pg";
import type { Test } from "tap";
import { serverAccount } from "../../../src/store/embedded/account.ts";
import type { OwnServer } from "./own-server.ts";
import { temporaryDirectory } from "./postgres.ts";

/** A disk of 8 MiB on which messages and packets lie; `meta` and the rest lie elsewhere. */
export interface SmallDisk {
  /** Leaves no room on it. */
  fill(): Promise<void>;
  /** Makes room again. */
  clear(): Promise<void>;
}

/** True when this process may mount a file system. */
export const CAN_MOUNT = process.platform === "linux" && process.getuid?.() === 0;

/** Moves the tables of messages and packets of a server's database to a small disk, as a tablespace `small`. */
export async function smallDisk(t: Test, server: OwnServer): Promise<SmallDisk> {
  const disk = await temporaryDirectory(t);
  execFileSync("mount", ["-t", "tmpfs", "-o", "size=8m,mode=711", "tmpfs", disk]);
  t.teardown(async () => {
    await server.stop().catch(() => undefined);
    execFileSync("umount", [disk]);
  });
  const folder = path.join(disk, "space");
  await mkdir(folder, { mode: 0o700 });
  const account = await serverAccount(path.join(disk, "none"));
  if (account !== undefined) await chown(folder, account.uid, account.gid);
  const client = new pg.Client({ connectionString: server.url });
  await client.connect();
  await client.query(`create tablespace small location '${folder}'`);
  for (const table of ["messages", "packets"]) await client.query(`alter table ${table} set tablespace small`);
  await client.end();
  const filler = path.join(disk, "filler");
  return {
    // Fails for want of room, and leaves what it has written.
    fill: () =>
      writeFile(filler, Buffer.alloc(16 * 1024 * 1024)).then(
        () => undefined,
        () => undefined,
      ),
    clear: () => rm(filler),
  };
}
