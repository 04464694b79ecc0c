import { rmSync } from "node:fs";
import { startEmbedded } from "../src/store/embedded/embedded.ts";
import { createLogger } from "../src/telemetry/logger.ts";
import { newHome } from "./home.ts";

/** A PostgreSQL server of the bench: that of `DATABASE_URL`, or an embedded one of its own. */
export interface Server {
  /** URL whose role may create databases. */
  readonly url: string;
  stop(): Promise<void>;
}

/** Gives the server of `DATABASE_URL`; without it, starts the gateway's own embedded PostgreSQL with its own settings. */
export async function startServer(): Promise<Server> {
  if (process.env.DATABASE_URL) return { url: process.env.DATABASE_URL, stop: async () => {} };
  const home = newHome("aidx-bench-postgres-");
  const { superuserUrl, stop } = await startEmbedded(home, createLogger("error"));
  return {
    url: superuserUrl,
    async stop() {
      await stop();
      rmSync(home, { recursive: true, force: true });
    },
  };
}
