/** Counts packets that wait, failed or are overdue, for the metrics: again and again, not at each reading of them. */
import type { PacketFigures } from "../exchange/operator-port.ts";
import type { Prepared } from "./prepare.ts";

/** Time between two counts, ms. Each is bounded (`MOST_COUNTED`), whatever waits. */
const COUNT_MS = 15_000;

/** Starts to count. */
export function watchPackets({ store, clock, metrics }: Pick<Prepared, "clock" | "metrics" | "store">): {
  stop(): void;
} {
  let figures: PacketFigures | undefined;
  metrics.watchPackets(() => ({ figures, now: clock.now() }));
  let counting = false;
  const count = async () => {
    // A slow database gets no second count beside the first.
    if (counting) return;
    counting = true;
    // Without an answer of the database there are no figures: old ones would pass for those of now.
    figures = await store.packetFigures(clock.now()).catch(() => undefined);
    counting = false;
  };
  void count();
  const timer = setInterval(() => void count(), COUNT_MS).unref();
  return { stop: () => clearInterval(timer) };
}
