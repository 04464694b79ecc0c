/** Readers of a log's files and of unpacked evidence, for `aidx verify`. */
import { lstatSync, readFileSync } from "node:fs";
import { lstat, readdir, readFile, stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import { setImmediate } from "node:timers/promises";
import { ARCHIVE_LIMITS, type ArchiveFiles } from "../../evidence/archive.ts";
import type { LogFileReader } from "../../evidence/verify/verify-log.ts";
import { type GatewayClient, ProblemError } from "../../sdk/index.ts";
import { isAddress } from "./address.ts";
import { CommandError } from "../terminal/exit-code.ts";
import { connectIfNamed, type PartyOptions } from "../program/party.ts";
import { withNoCache } from "./no-cache.ts";
import { withNotedWaits } from "../program/noted-waits.ts";
import type { Terminal } from "../terminal/terminal.ts";

/** Largest file of a log, a bundle of 256 entries (C2SP tlog-tiles), bytes. */
const LOG_FILE_BYTES = 256 * (65_535 + 2);

/**
 * Reads a file that the user names, whole.
 * @throws {CommandError} `refused` for what is not a regular file, such as a pipe, and for one that is larger than
 * evidence may be
 */
export async function ownFile(path: string): Promise<Buffer> {
  const found = await stat(path);
  if (!found.isFile() || found.size > 2 * ARCHIVE_LIMITS.bytes) throw notAFile(path);
  return readFile(path);
}

function notAFile(path: string): CommandError {
  return new CommandError("refused", {
    zh: `不是普通文件，或过大：${path}`,
    en: `not a regular file, or too large: ${path}`,
  });
}

/** Reads a mirrored log: a folder with `checkpoint` and `tile/…` (C2SP tlog-tiles). */
export function folderReader(folder: string): LogFileReader {
  let files = 0;
  return async (path) => {
    // Lets the process see requests to stop.
    if (++files % 64 === 0) await setImmediate();
    try {
      // Synchronous, because there are thousands of small files: a promise for each costs more than reading it.
      const file = join(folder, path);
      const found = lstatSync(file);
      // A pipe or a device could keep the reading waiting for ever.
      if (!found.isFile() || found.size > LOG_FILE_BYTES) throw notAFile(path);
      return readFileSync(file);
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  };
}

/** Reads the log that the user names: a gateway's address or a folder. */
export async function logReader(terminal: Terminal, where: string, options: PartyOptions): Promise<LogFileReader> {
  return isAddress(where) ? gatewayReader(terminal, where, options) : folderReader(resolve(terminal.world.cwd, where));
}

/** Reads a gateway's log. Its entries need `audit:read`, so a party must be named for them. */
export async function gatewayReader(terminal: Terminal, url: string, options: PartyOptions): Promise<LogFileReader> {
  // Two checkpoints are compared: a stale copy of the newer one would look like a rolled-back log.
  const calling = withNoCache(withNotedWaits(terminal), (asked) => /\/log\/checkpoint(?:\.witnessed)?$/.test(asked));
  const { client, named } = await connectIfNamed(calling, url, options);
  return clientReader(client, { known: named, signal: terminal.world.signal });
}

/**
 * Reads a gateway's log over a connection.
 * @param options.known false when the connection has no keys: entries are asked for without a token
 */
export function clientReader(
  client: GatewayClient,
  { known = true, signal }: { readonly known?: boolean; readonly signal?: AbortSignal } = {},
): LogFileReader {
  return async (path) => {
    const authenticated = known && path.startsWith("tile/entries/");
    try {
      const call = { method: "GET", path: `/log/${path}`, authenticated, accept: "*/*", signal } as const;
      return (await client.call({ ...call, mostBytes: LOG_FILE_BYTES })).body;
    } catch (error) {
      if (error instanceof ProblemError && error.status === 404) return undefined;
      if (!known && error instanceof ProblemError && error.status === 401) throw entriesAreClosed(error);
      throw error;
    }
  };
}

function entriesAreClosed(cause: ProblemError): CommandError {
  return new CommandError(
    "usage",
    {
      zh: "该日志的条目须由监督单位读取（audit:read）：请用 --party 和 --keys 指明",
      en: "the entries of this log are read by an auditor (audit:read): name one with --party and --keys",
    },
    { cause },
  );
}

/**
 * Reads the files of unpacked evidence, by path; undefined when the folder has no file `having`.
 * @throws {CommandError} `refused` for links and for more than an archive may hold
 */
export async function folderFiles(folder: string, having: string): Promise<ArchiveFiles | undefined> {
  if ((await lstat(join(folder, having)).catch(() => undefined)) === undefined) return undefined;
  const files = new Map<string, Uint8Array>();
  let total = 0;
  for (const found of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (found.isDirectory()) continue;
    const path = join(found.parentPath, found.name);
    const { size } = await lstat(path);
    total += size;
    if (!found.isFile() || total > ARCHIVE_LIMITS.bytes || files.size >= ARCHIVE_LIMITS.files) {
      throw new CommandError("refused", {
        zh: "目录中有证据不应有的内容（链接，或文件过多过大）",
        en: "the folder holds what evidence cannot have (links, or too many or too large files)",
      });
    }
    files.set(path.slice(folder.length + 1).replaceAll("\\", "/"), await readFile(path));
  }
  return files;
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && "code" in error && (error.code === "ENOENT" || error.code === "ENOTDIR");
}
