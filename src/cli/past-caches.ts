import { platform } from "../sdk/environment.ts";
import { Terminal } from "./terminal.ts";

/**
 * The same terminal, whose clients ask past caches on the way: a copy of a moment ago is no lie of the log.
 * @param which addresses; all of them unless it says otherwise
 */
export function pastCaches(terminal: Terminal, which: (url: string) => boolean = () => true): Terminal {
  const { client = {} } = terminal.world;
  const { fetch } = { ...platform, ...client.environment };
  const environment = {
    ...client.environment,
    fetch: (url: string, init: RequestInit) => {
      if (!which(url)) return fetch(url, init);
      const headers = new Headers(init.headers);
      headers.set("cache-control", "no-cache");
      return fetch(url, { ...init, headers });
    },
  };
  return new Terminal({ ...terminal.world, client: { ...client, environment } }, terminal.language, terminal.json);
}
