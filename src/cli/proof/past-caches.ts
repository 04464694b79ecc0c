import { platform } from "../../sdk/environment.ts";
import type { Terminal } from "../terminal/terminal.ts";

/**
 * The same terminal, whose clients ask past caches on the way: a copy of a moment ago is no lie of the log.
 * @param which addresses; all of them unless it says otherwise
 */
export function pastCaches(terminal: Terminal, which: (url: string) => boolean = () => true): Terminal {
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
