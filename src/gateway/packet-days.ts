/** Counts packets into the roll-up of auditors' summaries, in the background. */
import { offsetMinutes } from "../domain/deadline.ts";
import type { Flow } from "../exchange/flow.ts";
import type { Prepared } from "./prepare.ts";

/** Time from one turn to the next, ms: a packet that goes through several states meanwhile is counted once. */
const TURN_MS = 10_000;

/** Starts to count. Several gateways may do so: one counts at a time. */
export function startPacketDays(
  { config, store }: Pick<Prepared, "config"> & { readonly store: Pick<Prepared["store"], "auditRows"> },
  { observer }: Pick<Flow, "observer">,
): { stop(): Promise<void> } {
  const offset = offsetMinutes(config.calendar.utcOffset);
  const stopping = new AbortController();
  let turn: Promise<void> | undefined;
  const count = async () => {
    while (!stopping.signal.aborted && (await store.auditRows.foldDays(offset)));
  };
  const take = () => {
    // A slow turn gets no second one beside it.
    turn ??= count()
      .catch((error: unknown) => observer.fault("packet-days", error))
      .finally(() => {
        turn = undefined;
      });
  };
  take();
  const timer = setInterval(take, TURN_MS).unref();
  return {
    async stop() {
      stopping.abort();
      clearInterval(timer);
      await turn;
    },
  };
}
