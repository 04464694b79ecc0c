import { platform } from "../../sdk/environment.ts";
import type { Terminal } from "../terminal/terminal.ts";

/**
 * Gives a terminal whose clients send `cache-control: no-cache`, so that a stale proxy copy is not taken for a rollback
 * of the log.
 * @param which addresses that the header is sent to; all of them by default
 */
export function withNoCache(terminal: Terminal, which: (url: string) => boolean = () => true): Terminal {
  const before = terminal.world.client?.environment?.fetch ?? platform.fetch;
  return terminal.withEnvironment({
    fetch(url, init) {
      if (!which(url)) return before(url, init);
      const headers = new Headers(init.headers);
      headers.set("cache-control", "no-cache");
      return before(url, { ...init, headers });
    },
  });
}
