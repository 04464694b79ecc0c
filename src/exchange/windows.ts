import { fail } from "./deliver.ts";
import type { Flow } from "./flow.ts";
import type { DueTime } from "./store-port.ts";

/** Most packets whose window is closed at one look. */
const BATCH = 200;

/**
 * Closes windows that are over. A packet that is not pushed, because its recipient's endpoint is off, failing, slow or gone,
 * is never claimed for an attempt that would close its window. While the clock is not sound no window closes.
 *
 * @returns whether there may be more
 * @throws StoreUnavailable
 */
export async function closeWindows(flow: Flow, time: DueTime): Promise<boolean> {
  if (!flow.clock.sound()) return false;
  const { owner, lease } = flow.settings;
  const over = await flow.store.claimOverdue(owner, time, lease, BATCH);
  const closing = over.map((packet) =>
    fail(flow, { ...packet, attempt: packet.attempts }, "window-closed", [], time.now),
  );
  await Promise.all(closing);
  return over.length === BATCH;
}
