/** Names set by the machine's administrator: the hosts file, and the search list of resolv.conf. */
import { readFileSync, statSync } from "node:fs";
import { isIP } from "node:net";

/** Entries of a hosts file (hosts(5)): addresses by name in lower case, in the file's order. */
export type Hosts = ReadonlyMap<string, readonly string[]>;

/** Rules to complete a short name (resolv.conf(5)). */
export interface SearchList {
  /** Domains of `search` or `domain`, without a dot at their end. */
  readonly domains: readonly string[];
  /** Number of dots from which a name is first asked for without an added domain. */
  readonly dots: number;
}

/**
 * Reads a hosts file. Invalid lines and addresses with a zone are left out.
 */
export function parseHosts(text: string): Hosts {
  const hosts = new Map<string, string[]>();
  for (const line of text.split("\n")) {
    const [address = "", ...names] = line.replace(/#.*/, "").trim().split(/\s+/);
    if (isIP(address) === 0 || address.includes("%")) continue;
    for (const name of names.map((one) => one.toLowerCase())) hosts.set(name, [...(hosts.get(name) ?? []), address]);
  }
  return hosts;
}

/** Reads the search list of a resolv.conf; as in the system's resolver the last `search` or `domain` counts. */
export function parseSearchList(text: string): SearchList {
  let domains: string[] = [];
  let dots = 1;
  for (const line of text.split("\n")) {
    const [keyword, ...values] = line
      .replace(/[#;].*/, "")
      .trim()
      .split(/\s+/);
    if (keyword === "search" || keyword === "domain") {
      domains = values.map((domain) => domain.replace(/\.$/, "")).filter((domain) => domain !== "");
    } else if (keyword === "options") {
      const option = values.map((value) => /^ndots:(\d{1,2})$/.exec(value)?.[1]).findLast((n) => n !== undefined);
      if (option !== undefined) dots = Math.min(Number(option), 15);
    }
  }
  return { domains, dots };
}

/** Lists the names to ask DNS for, in order, for a configured name; a name with a dot at its end is complete. */
export function candidates(name: string, { domains, dots }: SearchList): readonly string[] {
  if (name.endsWith(".")) return [name.slice(0, -1)];
  const completed = domains.map((domain) => `${name}.${domain}`);
  return name.split(".").length > dots ? [name, ...completed] : [...completed, name];
}

/**
 * Makes a reader of a small file's present content: parses it again after a change, and reads an unreadable file as
 * empty. The read is synchronous, so that it needs no thread of libuv's pool.
 */
export function currentFile<T>(path: string, parse: (text: string) => T): () => T {
  let read: { readonly version: string; readonly content: T } | undefined;
  return () => {
    const version = versionOf(path);
    if (read?.version !== version) read = { version, content: parse(textOf(path)) };
    return read.content;
  };
}

function versionOf(path: string): string {
  try {
    const { ino, size, mtimeMs } = statSync(path);
    return `${ino} ${size} ${mtimeMs}`;
  } catch {
    return "";
  }
}

function textOf(path: string): string {
  try {
    return readFileSync(path, "latin1");
  } catch {
    return "";
  }
}
