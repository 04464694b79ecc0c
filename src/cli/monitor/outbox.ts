/** Alarms for a webhook: kept until they have arrived, and delivered in order. */
import { readdir, unlink } from "node:fs/promises";
import { join } from "node:path";
import type { Environment } from "../../sdk/environment.ts";
import { writeJson } from "../kept/private-file.ts";
import { readText } from "../../files/text-file.ts";

/** Queue of alarms on the disk. */
export interface Outbox {
  add(alarm: object): Promise<void>;
  /** Delivers the waiting alarms, oldest first, until one does not arrive. @returns how many still wait */
  deliver(webhook: string, signal: AbortSignal): Promise<number>;
}

/** Tries of one delivery, the time limit of each, and the first wait between them, which grows, ms. */
const TRIES = 3;
const ANSWER_MS = 5_000;
const WAIT_MS = 500;

/** Opens the outbox of a folder. @param folder absolute; it is made when an alarm is added */
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
        // It is tried again, now or at the next look.
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
        const body = await readText(join(folder, name));
        if (!(await arrives(webhook, body, signal))) return names.length - n;
        // Safe to crash here: the alarm is delivered again under the same id.
        await unlink(join(folder, name));
      }
      return 0;
    },
  };
}
