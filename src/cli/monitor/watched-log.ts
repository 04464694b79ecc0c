/** The log that a monitor reads: over the network, without caches, with no more rights than needed. */
import type { LogFileReader } from "../../evidence/verify/verify-log.ts";
import { ProblemError } from "../../sdk/index.ts";
import { CommandError } from "../terminal/exit-code.ts";
import { clientReader } from "../proof/log-files.ts";
import { connectIfNamed, type PartyOptions } from "../program/party.ts";
import { withNoCache } from "../proof/no-cache.ts";
import type { Terminal } from "../terminal/terminal.ts";

/** Log under watch. */
export interface WatchedLog {
  readonly read: LogFileReader;
  /** Whether entries can be read: only when a party was named. */
  readonly entries: boolean;
  /**
   * Asks once, as soon as the gateway answers, whether the party may read entries.
   * @throws {CommandError} `configuration` when it may not
   */
  authorize(): Promise<void>;
}

const SCOPE = "audit:read";

/** Connects to the log at a URL. @throws {CommandError} as `connect` */
export async function watchedLog(terminal: Terminal, url: string, options: PartyOptions): Promise<WatchedLog> {
  const { signal } = terminal.world;
  const { client, named: entries } = await connectIfNamed(withNoCache(terminal), url, options, SCOPE);
  let authorized = !entries;
  return {
    read: clientReader(client, { known: entries, signal }),
    entries,
    async authorize() {
      if (authorized) return;
      try {
        // The call needs no scope, but its token has it. Nothing is read that would be recorded as an entry.
        await client.call({ method: "GET", path: "/log/checkpoint", accept: "*/*", signal });
        authorized = true;
      } catch (error) {
        if (!(error instanceof ProblemError)) return signal.throwIfAborted();
        // The log has published nothing yet. The token was issued, so the party may read.
        if (error.status === 404) authorized = true;
        else if (error.status === 400 || error.status === 401 || error.status === 403) throw notAllowed(error);
      }
    },
  };
}

function notAllowed(cause: unknown): CommandError {
  const text = {
    zh: "该单位的凭据不能读取条目（需要 audit:read）；不带 --party 则只核验哈希",
    en: "this party may not read entries (audit:read is needed); without --party only their hashes are verified",
  };
  return new CommandError("configuration", text, { cause });
}
