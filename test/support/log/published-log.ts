import { setTimeout } from "node:timers/promises";
import type { LogReader } from "../../../src/log/log-reader.ts";

/** Waits until the log has published something, and these leaves (base64url). The test's own time limit ends it. */
export async function published(log: LogReader, leaves: readonly string[]): Promise<void> {
  const hashes = leaves.map((leaf) => Buffer.from(leaf, "base64url"));
  for (;;) {
    const positions = await log.positions(hashes);
    const done = positions.every(({ stage }) => stage === "published" || stage === "witnessed");
    if (done && (await log.heads()).published !== undefined) return;
    await setTimeout(10);
  }
}
