import type { LogReader } from "../../../src/log/log-reader.ts";
import { until } from "../until.ts";

/** Waits until the log has published something, and these leaves (base64url). */
export async function published(log: LogReader, leaves: readonly string[]): Promise<void> {
  const hashes = leaves.map((leaf) => Buffer.from(leaf, "base64url"));
  await until("the log is published", async () => {
    const positions = await log.positions(hashes);
    const placed = positions.every(({ stage }) => stage === "published" || stage === "witnessed");
    return placed && (await log.heads()).published !== undefined;
  });
}
