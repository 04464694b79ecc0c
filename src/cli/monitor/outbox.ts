/** Alarms on their way to a webhook: kept until they have arrived, and delivered in order. */
import { readdir, readFile, unlink } from "node:fs/promises";
import { join } from "node:path";
import type { Environment } from "../../sdk/environment.ts";
import { writeJson } from "../kept/private-file.ts";

/** Alarms that wait. */
export interface Outbox {
  add(alarm: object): Promise<void>;
  /**
   * Delivers what waits, the oldest first, up to the first that does not arrive.
   * @returns how many wait still
   */
  deliver(webhook: string, signal: AbortSignal): Promise<number>;
}

/** Tries of one delivery, the time of each and the longer and longer waits between them, ms. */
const TRIES = 3;
const ANSWER_MS = 5_000;
const WAIT_MS = 500;

/** @param folder absolute; it is made when an alarm is added */
export function outbox(folder: string, world: Pick<Environment, "fetch" | "sleep" | "timeout">): Outbox {
  async function waiting(): Promise<string[]> {
    const names = await readdir(folder).catch((error: NodeJS.ErrnoException): string[] => {
      if (error.code === "ENOENT") return [];
      throw error;
    });
    return names.filter((name) => /^\d{12}\.json$/.test(name)).toSorted();
  }

  async function arrives(webhook: string, body: string, signal: AbortSignal): Promise<boolean> {
    for (let attempt = 1; !signal.aborted; attempt++) {
      try {
        const answer = await world.fetch(webhook, {
          method: "POST",
          headers: { "content-type": "application/json" },
          body,
          redirect: "manual",
          signal: AbortSignal.any([signal, world.timeout(ANSWER_MS)]),
        });
        await answer.body?.cancel();
        if (answer.ok) return true;
      } catch {
        // Tried again, now or at the next look.
      }
      if (attempt === TRIES) return false;
      await world.sleep(attempt * WAIT_MS, signal).catch(() => undefined);
    }
    return false;
  }

  return {
    async add(alarm) {
      const last = Number.parseInt((await waiting()).at(-1) ?? "0", 10);
      await writeJson(join(folder, `${String(last + 1).padStart(12, "0")}.json`), alarm);
    },
    async deliver(webhook, signal) {
      const names = await waiting();
      for (const [n, name] of names.entries()) {
        const body = await readFile(join(folder, name), "utf8");
        if (!(await arrives(webhook, body, signal))) return names.length - n;
        // If we crash here it is delivered again: its id tells.
        await unlink(join(folder, name));
      }
      return 0;
    },
  };
}
